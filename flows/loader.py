"""Reading a folder of flow definitions: YAML, held to the published schema, compiled once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from basics.content import load_yaml
from flows.definition import (
    Area,
    Command,
    Flow,
    FlowProblem,
    FlowSet,
    Limits,
    Step,
    Tap,
    Turning,
)
from flows.phrases import Phrases

HERE = Path(__file__).parent
DEFINITIONS = HERE / "definitions"
KINDS = (
    "ask", "say", "hear", "show_understood", "route", "search", "offer", "learn", "forget", "goto",
    "call_person", "end",
)  # fmt: skip
DEFAULT = "young_person"


@lru_cache(maxsize=8)
def schema(name: str) -> dict[str, Any]:
    """A published schema: flow, part, commands, phrases or menus."""
    text = (HERE / "schema" / f"{name}.schema.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def load(
    folder: Path = DEFINITIONS,
    *,
    areas: Sequence[Mapping[str, Any]] | None = None,
    limits: Limits | None = None,
) -> FlowSet:
    """Every flow in ``folder``. ``areas`` takes the place of those in ``menus.yml``.

    Raises ContentError (naming file and line) or FlowProblem (naming flow and step).
    """
    commands = load_yaml(folder / "commands.yml", schema("commands"))
    phrases = load_yaml(folder / "phrases.yml", schema("phrases"))
    menus = load_yaml(folder / "menus.yml", schema("menus"))
    flows = {flow.name: flow for flow in map(build, read_all(folder).values())}
    if DEFAULT not in flows:
        raise FlowProblem(f"There is no flow {DEFAULT} in {folder.name}.")
    return FlowSet(
        flows=flows,
        default=DEFAULT,
        commands={name: _command(name, given) for name, given in commands["commands"].items()},
        phrases=Phrases.build(
            {name: given.get("phrases", ()) for name, given in commands["commands"].items()},
            phrases["groups"],
            phrases["polite"],
            phrases["stop_words"],
        ),
        areas={area.slug: area for area in map(_area, areas or menus["areas"])},
        groups={slug: tuple(interests) for slug, interests in menus["interest_groups"].items()},
        age_bands={slug: (low, high) for slug, (low, high) in menus["age_bands"].items()},
        close_topics={topic: tuple(others) for topic, others in menus["close_topics"].items()},
        limits=limits or Limits(),
    )


SHARED = ("commands.yml", "phrases.yml", "menus.yml")


def flow_files(folder: Path) -> list[Path]:
    """The files that hold a flow each; steps that flows share are in the folder ``parts``."""
    return sorted(path for path in folder.glob("*.yml") if path.name not in SHARED)


def read(path: Path, *, checked: bool = False) -> dict[str, Any]:
    """A flow's definition with the steps of its parts in it; its own steps win.

    ``checked`` says that its files are known to keep to their schemas.
    """
    return _read(path, checked, {})


def read_all(folder: Path, *, checked: bool = False) -> dict[Path, dict[str, Any]]:
    """Every definition in ``folder``, each part read once."""
    parts: dict[str, Any] = {}
    return {path: _read(path, checked, parts) for path in flow_files(folder)}


def _read(path: Path, checked: bool, parts: dict[str, Any]) -> dict[str, Any]:
    definition: dict[str, Any] = load_yaml(path, None if checked else schema("flow"))
    steps: dict[str, Any] = {}
    for part in definition.get("parts", ()):
        if part not in parts:
            file = path.parent / "parts" / f"{part}.yml"
            parts[part] = load_yaml(file, None if checked else schema("part"))["steps"]
        steps |= parts[part]
    definition["steps"] = steps | definition["steps"]
    return definition


def build(definition: Mapping[str, Any]) -> Flow:
    """A definition, compiled. Raises FlowProblem where a step leads to one that is not there."""
    steps = {name: step(name, given) for name, given in definition["steps"].items()}
    text = json.dumps(definition, sort_keys=True, ensure_ascii=False)
    flow = Flow(
        name=definition["flow"],
        title=definition["title"],
        audience=definition["audience"],
        start=definition["start"],
        safe=definition["safe"],
        opens=definition["opens"],
        lost=tuple(definition["lost"]),
        steps=steps,
        revision=hashlib.sha256(text.encode()).hexdigest()[:16],
    )
    _check_targets(flow)
    return flow


def _check_targets(flow: Flow) -> None:
    wanted = [("start", flow.start), ("safe", flow.safe)]
    wanted += [("opens", name) for name in flow.opens.values()]
    wanted += [("lost", name) for name in flow.lost]
    wanted += [(f"step {s.name}", name) for s in flow.steps.values() for name in s.targets()]
    for where, name in wanted:
        if name not in flow.steps:
            raise FlowProblem(f"Flow {flow.name}, {where}: there is no step {name}.")


def step(name: str, given: Mapping[str, Any]) -> Step:
    """One step, compiled."""
    kind = next(kind for kind in KINDS if kind in given)
    value = given[kind]
    words = value if kind in ("ask", "say", "hear", "show_understood", "offer") else None
    return Step(
        name=name,
        kind="learn" if kind == "forget" else kind,
        words=words if words is not None else given.get("words"),
        again=given.get("again"),
        unclear=given.get("unclear"),
        why=given.get("why"),
        expects=given.get("expects"),
        menu=given.get("menu"),
        go=given.get("go"),
        flow=value if kind == "goto" else None,
        exits=given.get("exits", {}),
        also=given.get("also", {}),
        taps=tuple(_tap(choice, tap or {}) for choice, tap in given.get("taps", {}).items()),
        route=tuple(Turning(_many(t.get("if")), t["go"]) for t in value) if kind == "route" else (),
        learn=given.get("learn", {}),
        forget=_many(given.get("forget")),
        reason=value if kind in ("call_person", "end") else None,
    )


def _tap(choice: str, given: Mapping[str, Any]) -> Tap:
    return Tap(
        choice=choice,
        label=given.get("label", f"button.{choice}"),
        go=given.get("go"),
        flow=given.get("flow"),
        learn=given.get("learn", {}),
        forget=_many(given.get("forget")),
        says=_many(given.get("says")),
        when=_many(given.get("if")),
    )


def _many(value: str | Sequence[str] | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or ())


def _command(name: str, given: Mapping[str, Any]) -> Command:
    taps = tuple(_tap(choice, tap or {}) for choice, tap in given.get("taps", {}).items())
    return Command(name, given.get("words"), taps)


def _area(given: Mapping[str, Any]) -> Area:
    return Area(
        slug=given["slug"],
        label=given["label"],
        near=given.get("near", given["label"]),
        places=tuple(map(_area, given.get("places", ()))),
    )
