"""Finding mistakes in flow definitions before anyone meets them, each named by file and line."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from basics.content import ContentError, line_of, load_yaml
from flows.definition import Flow, FlowProblem
from flows.graph import leads_to_person, loops, reachable
from flows.lint_step import Known, mistakes, slugs
from flows.loader import DEFINITIONS, SHARED, build, flow_files, read_all, schema
from flows.words_used import by_engine

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
        return sorted(set(_Folder(folder, known_words).problems()))
    except (ContentError, FlowProblem) as problem:
        return [Problem(folder.name, 0, str(problem))]


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
        self._steps = {path: _steps_in(node) for path, node in self._nodes.items()}

    def steps(self, path: Path) -> frozenset[str]:
        return self._steps[path]

    def find(self, paths: Iterable[Path], keys: list[Any]) -> tuple[str, int]:
        """The file and line at which ``keys`` leads, in the first of ``paths`` that has the step."""
        paths = list(paths)
        for path in paths:
            if keys[0] != "steps" or keys[1] in self._steps[path]:
                return path.name, line_of(self._nodes[path], keys) or 0
        return paths[0].name, 0


def _steps_in(document: yaml.Node | None) -> frozenset[str]:
    """The names of the steps of a file; the schemas have seen that it is shaped as it should be."""
    for key, value in document.value if document else ():
        if key.value == "steps":
            return frozenset(name.value for name, _ in value.value)
    return frozenset()


class _Folder:
    """The files of a folder, all of which are held to their schemas already."""

    def __init__(self, folder: Path, known_words: Collection[str] | None) -> None:
        self._folder = folder
        self._words = known_words
        self._lines = _Lines(folder)
        self._flows = read_all(folder, checked=True)
        self._known = Known(
            {path.stem: flow for path, flow in self._flows.items()},
            load_yaml(folder / "phrases.yml")["groups"],
            known_words,
        )
        self._reached: set[str] = set()

    def problems(self) -> Iterator[Problem]:
        for path, definition in self._flows.items():
            yield from self._flow(path, definition)
        yield from self._unused_shared_steps()
        yield from self._menus()
        yield from self._missing_words()

    def _flow(self, path: Path, definition: Mapping[str, Any]) -> Iterator[Problem]:
        parts = (self._folder / "parts" / f"{part}.yml" for part in definition.get("parts", ()))
        paths = [path, *parts]
        try:
            flow = build(definition)
        except FlowProblem as problem:
            named = re.search(r"step (\w+):", problem.message)
            keys = ["steps", named.group(1)] if named else ["opens"]
            yield Problem(*self._lines.find(paths, keys), problem.message)
            return
        own = self._lines.steps(path)
        for name, message in _in_flow(flow, own, self._known):
            yield Problem(*self._lines.find(paths, ["steps", name]), message)
        self._reached |= reachable(flow)

    def _unused_shared_steps(self) -> Iterator[Problem]:
        """A shared step may be unused in one flow, but not in all of them."""
        for path in sorted((self._folder / "parts").glob("*.yml")):
            for name in sorted(self._lines.steps(path) - self._reached):
                place = self._lines.find([path], ["steps", name])
                yield Problem(*place, f"Nothing leads to the step {name}.")

    def _menus(self) -> Iterator[Problem]:
        path = self._folder / "menus.yml"
        menus = load_yaml(path)
        for group, interests in menus["interest_groups"].items():
            for message in slugs(group, {"interests": interests}):
                yield Problem(*self._lines.find([path], ["interest_groups", group]), message)
        for topic, others in menus["close_topics"].items():
            for message in slugs("close_topics", {"topics": [topic, *others]}):
                yield Problem(*self._lines.find([path], ["close_topics", topic]), message)
        for number, area in enumerate(menus["areas"]):
            for place in (area, *area.get("places", ())):
                if len(f"area:{place['slug']}".encode()) > MOST_BYTES:
                    message = f"The choice for {place['slug']} is longer than {MOST_BYTES} bytes."
                    yield Problem(*self._lines.find([path], ["areas", number]), message)

    def _missing_words(self) -> Iterator[Problem]:
        """Words that the engine, its menus and the commands need."""
        if self._words is None:
            return
        groups = load_yaml(self._folder / "menus.yml")["interest_groups"]
        for key in by_engine(groups):
            if key not in self._words:
                yield Problem("menus.yml", 0, f"There are no words for {key}.")
        path = self._folder / "commands.yml"
        for name, command in load_yaml(path)["commands"].items():
            key = command.get("words")
            if key and key not in self._words:
                place = self._lines.find([path], ["commands", name])
                yield Problem(*place, f"There are no words for {key}.")


def _in_flow(flow: Flow, own: Collection[str], known: Known) -> Iterator[tuple[str, str]]:
    """Each mistake of a flow as (step, message). ``own`` are the steps of its own file."""
    found = reachable(flow)
    for name in own:
        if name not in found:
            yield name, f"Nothing leads to the step {name}."
    for step in flow.steps.values():
        yield from ((step.name, message) for message in mistakes(step, known))
    for loop in loops(flow):
        yield loop[0], f"A loop that never waits: {' > '.join(loop)}."
    for name in found:
        if flow.steps[name].waits and not leads_to_person(flow, name):
            yield name, f"No button leads from {name} to a person."
