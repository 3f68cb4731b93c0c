"""Finding mistakes in flow definitions before anyone meets them, each named by file and line."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from basics.content import ContentError, line_of, load_yaml
from basics.vocabulary import vocabulary
from flows.conditions import CONDITIONS
from flows.definition import Flow, FlowProblem, Step
from flows.loader import DEFINITIONS, SHARED, build, flow_files, read, schema
from flows.words_used import by_engine, of_step

MOST_BYTES = 60
"""Of what a button carries; Telegram allows 64."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake. ``line`` is 1-based, 0 where it cannot be told."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return (
            f"{self.file}:{self.line}: {self.message}"
            if self.line
            else f"{self.file}: {self.message}"
        )


def lint(folder: Path = DEFINITIONS, known_words: Collection[str] | None = None) -> list[Problem]:
    """Every mistake in the flows of ``folder``, in order. ``known_words`` are the keys that there
    are words for; None leaves words unchecked."""
    problems = [p for name, path in _files(folder) for p in _held_to_schema(name, path)]
    if problems:
        return sorted(problems)
    try:
        sources = {path: read(path) for path in flow_files(folder)}
        lines = _Lines(folder)
        found = list(_shared(folder, lines, known_words))
        reached: dict[str, set[str]] = {}
        for path, definition in sources.items():
            found += _flow(path, definition, lines, known_words, folder, reached)
        found += _unreached_parts(folder, lines, reached)
    except (ContentError, FlowProblem) as problem:
        return [Problem(folder.name, 0, str(problem))]
    return sorted(set(found))


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in flow_files(folder):
        yield "flow", path
    for path in sorted((folder / "parts").glob("*.yml")):
        yield "part", path
    for name in SHARED:
        yield name.removesuffix(".yml"), folder / name


def _held_to_schema(name: str, path: Path) -> Iterator[Problem]:
    try:
        load_yaml(path, schema(name))
    except ContentError as problem:
        line = re.search(r", line (\d+)", problem.message)
        yield Problem(path.name, int(line.group(1)) if line else 0, problem.message)


class _Lines:
    """Where each step stands: in the flow's own file or in one of its parts."""

    def __init__(self, folder: Path) -> None:
        self._nodes = {
            path: yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
            for path in [*folder.glob("*.yml"), *(folder / "parts").glob("*.yml")]
        }
        self._steps = {
            path: frozenset((load_yaml(path) or {}).get("steps", {})) for path in self._nodes
        }

    def steps(self, path: Path) -> frozenset[str]:
        return self._steps[path]

    def find(self, paths: Iterable[Path], keys: list[Any]) -> tuple[str, int]:
        """The file and line at which ``keys`` leads, in the first of ``paths`` that has the step."""
        paths = list(paths)
        for path in paths:
            if keys[0] != "steps" or keys[1] in self._steps[path]:
                return path.name, line_of(self._nodes[path], keys) or 0
        return paths[0].name, 0


def _flow(
    path: Path,
    definition: Mapping[str, Any],
    lines: _Lines,
    known_words: Collection[str] | None,
    folder: Path,
    reached: dict[str, set[str]],
) -> Iterator[Problem]:
    """The mistakes of one flow."""
    paths = [path, *(folder / "parts" / f"{part}.yml" for part in definition.get("parts", ()))]

    def at(message: str, *keys: Any) -> Problem:
        return Problem(*lines.find(paths, list(keys)), message)

    try:
        flow = build(definition)
    except FlowProblem as problem:
        step = re.search(r"step (\w+):", problem.message)
        yield at(problem.message, *(("steps", step.group(1)) if step else ("opens",)))
        return
    names = {other.stem: read(other) for other in flow_files(folder)}
    found = _reachable(flow)
    reached[flow.name] = found
    for name in lines.steps(path) - found:
        yield at(f"Nothing leads to the step {name}.", "steps", name)
    for step in flow.steps.values():
        for message in _step(step, names, known_words, folder):
            yield at(message, "steps", step.name)
    for loop in _loops(flow):
        yield at(f"A loop that never waits: {' > '.join(loop)}.", "steps", loop[0])
    for name in sorted(found):
        if flow.steps[name].waits and not _leads_to_person(flow, name):
            yield at(f"No button leads from {name} to a person.", "steps", name)


def _step(
    step: Step,
    flows: Mapping[str, Mapping[str, Any]],
    known_words: Collection[str] | None,
    folder: Path,
) -> Iterator[str]:
    """What is wrong with one step by itself."""
    if step.waits and not step.unclear:
        yield f"{step.name} has no fallback: say with unclear what to do with other words."
    if step.waits and step.kind == "ask" and not step.go:
        yield f"{step.name} has no exit: say with go where an answer leads."
    if step.waits and not step.menu and not step.taps:
        yield f"{step.name} offers nothing to tap."
    if step.kind == "route" and (not step.route or step.route[-1].when):
        yield f"{step.name} has no exit for when nothing holds: the last line must have no if."
    known = set(load_yaml(folder / "phrases.yml")["groups"])
    for tap in step.taps:
        if tap.flow and tap.flow not in flows:
            yield f"{step.name} goes to the flow {tap.flow}, which is not there."
        elif tap.flow and tap.go and tap.go not in flows[tap.flow]["steps"]:
            yield f"{step.name} goes to {tap.go} of the flow {tap.flow}, which is not there."
        for group in tap.says:
            if group not in known:
                yield f"{step.name}: there are no phrases {group}."
    for condition in [c for t in step.route for c in t.when] + [
        c for t in step.taps for c in t.when
    ]:
        if condition.removeprefix("not ") not in CONDITIONS:
            yield f"{step.name}: there is no condition {condition}."
    for learned in (step.learn, *(tap.learn for tap in step.taps)):
        yield from _slugs(step.name, learned)
    for key in of_step(step):
        if known_words is not None and key not in known_words:
            yield f"{step.name}: there are no words for {key}."


def _slugs(where: str, learned: Mapping[str, Any]) -> Iterator[str]:
    words = vocabulary()
    for key, known in (("topics", words.topics), ("interests", words.interests)):
        for slug in learned.get(key, ()):
            if slug not in known:
                yield f"{where}: {slug} is not one of the {key}."


def _shared(folder: Path, lines: _Lines, known_words: Collection[str] | None) -> Iterator[Problem]:
    """Mistakes in menus and commands, and words that the engine itself needs."""
    menus_path = folder / "menus.yml"
    menus = load_yaml(menus_path)
    commands_path = folder / "commands.yml"
    for group, interests in menus["interest_groups"].items():
        for message in _slugs(group, {"interests": interests}):
            yield Problem(*lines.find([menus_path], ["interest_groups", group]), message)
    for area in menus["areas"]:
        for place in (area, *area.get("places", ())):
            if len(f"area:{place['slug']}".encode()) > MOST_BYTES:
                yield Problem(menus_path.name, 0, f"The choice for {place['slug']} is too long.")
    if known_words is None:
        return
    for key in by_engine(menus["interest_groups"]):
        if key not in known_words:
            yield Problem(menus_path.name, 0, f"There are no words for {key}.")
    for name, command in load_yaml(commands_path)["commands"].items():
        if command.get("words") and command["words"] not in known_words:
            place = lines.find([commands_path], ["commands", name])
            yield Problem(*place, f"There are no words for {command['words']}.")


def _unreached_parts(
    folder: Path, lines: _Lines, reached: Mapping[str, set[str]]
) -> Iterator[Problem]:
    """A shared step may be unused in one flow, but not in all of them."""
    used = set().union(*reached.values()) if reached else set()
    for path in sorted((folder / "parts").glob("*.yml")):
        for name in sorted(lines.steps(path) - used):
            yield Problem(
                *lines.find([path], ["steps", name]), f"Nothing leads to the step {name}."
            )


def _reachable(flow: Flow) -> set[str]:
    found: set[str] = set()
    ahead = [flow.start, flow.safe, *flow.opens.values(), *flow.lost]
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            ahead += flow.steps[name].targets()
    return found


def _loops(flow: Flow) -> list[list[str]]:
    """Rings of steps in which nobody is waited for, each told once."""
    loops: list[list[str]] = []
    seen: set[str] = set()

    def visit(name: str, path: list[str]) -> None:
        step = flow.steps[name]
        if step.waits or step.kind in ("end", "call_person"):
            return
        if name in path:
            loops.append([*path[path.index(name) :], name])
            return
        if name in seen:
            return
        seen.add(name)
        for target in step.targets():
            visit(target, [*path, name])

    for name in flow.steps:
        visit(name, [])
    return loops


def _leads_to_person(flow: Flow, name: str) -> bool:
    ahead, seen = [name], set()
    while ahead:
        step = flow.steps[ahead.pop()]
        if step.kind == "call_person" or any(tap.choice == "person" for tap in step.taps):
            return True
        if step.name not in seen:
            seen.add(step.name)
            ahead += step.targets()
    return False
