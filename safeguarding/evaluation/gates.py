"""The gates of ``gates.yml``, and whether the figures meet them.

A share that keeps to its gate is "met" only with enough lines. One that does not is "not met" with
enough lines, or with few when even the better end of its 95% interval falls short; else there are
"too few lines" to tell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from basics.content import load_yaml
from safeguarding.evaluation.gates_schema import GATES_SCHEMA
from safeguarding.evaluation.intervals import Share
from safeguarding.evaluation.measures import Outcome, share
from safeguarding.evaluation.noise import Noisy
from safeguarding.evaluation.picks import NOT_GIVEN, Limit, Pick
from safeguarding.evaluation.speed import Speed

GATES = Path(__file__).with_name("gates.yml")


class State(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    TOO_FEW = "too_few"
    NOT_MEASURED = "not_measured"


@dataclass(frozen=True, slots=True)
class Part:
    """One category, or one kind of noise, that a gate looks at by itself."""

    name: str
    state: State
    lines: int
    value: float
    interval: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class About:
    """What a gate asks. ``unit`` says how its figures are told: shares, 0 to 1, as percentages
    (``share``) or as so many in 1,000 (``per_1000``); percentage ``points``; milliseconds (``ms``).
    """

    id: str
    title: str
    source: str
    unit: str
    limit: Limit


@dataclass(frozen=True, slots=True)
class Judged:
    """A gate and the answer; ``value`` has the unit of its limit."""

    gate: About
    state: State
    lines: int = 0
    value: float | None = None
    """Where a gate looks at several parts: that of the worst."""
    interval: tuple[float, float] | None = None
    parts: tuple[Part, ...] = ()


def load_gates(path: Path = GATES) -> dict[str, Any]:
    """The gates as they stand in their file. ContentError names what is not right."""
    return dict(load_yaml(path, GATES_SCHEMA))


def judged(
    gates: Mapping[str, Any],
    outcomes: Sequence[Outcome],
    noisy: Sequence[Noisy] = (),
    speeds: Mapping[str, Speed] | None = None,
) -> list[Judged]:
    """Every gate with its answer; ``speeds`` by ``rules`` and ``all``."""
    return [
        *(_by_share(gate, outcomes) for gate in gates["shares"]),
        *(_by_noise(gate, noisy) for gate in gates["noise"]),
        *(_by_speed(gate, speeds or {}) for gate in gates["speed"]),
    ]


def state_of(found: Share, limit: Limit, least_lines: int) -> State:
    """Whether a share keeps to its limit, or cannot be told."""
    if found.value is None:
        return State.NOT_MEASURED
    if found.lines >= least_lines:
        return State.MET if limit.holds(found.value) else State.NOT_MET
    if not limit.holds(found.value) and limit.beyond_chance(found):
        return State.NOT_MET
    return State.TOO_FEW


def _by_share(gate: Mapping[str, Any], outcomes: Sequence[Outcome]) -> Judged:
    limit = Limit.read(dict(gate))
    least = gate.get("least_lines", limit.lines_to_prove)
    picked = Pick(**gate["lines"]).of(outcomes)
    whole = share(picked, gate["measure"])
    parts: list[Part] = []
    if "each" in gate:
        parts = _each_category(picked, gate["measure"], limit, least)
        state = _worst_state(parts)
    else:
        state = state_of(whole, limit, least)
    shown = _worst(parts, limit) if parts else None
    return Judged(
        _about(gate, "per_1000" if limit.name == "at_most" else "share", limit), state,
        lines=shown.lines if shown else whole.lines,
        value=shown.value if shown else whole.value,
        interval=shown.interval if shown else (whole.interval if whole.lines else None),
        parts=tuple(parts),
    )  # fmt: skip


def _each_category(picked: Sequence[Outcome], measure: str, limit: Limit, least: int) -> list[Part]:
    groups: dict[str, list[Outcome]] = {}
    for outcome in picked:
        groups.setdefault(outcome.message.category or NOT_GIVEN, []).append(outcome)
    parts = []
    for name, group in groups.items():
        found = share(group, measure)
        # What has fewer lines is left out, not judged: the gate is for those that have enough.
        state = state_of(found, limit, least) if found.lines >= least else State.TOO_FEW
        parts.append(Part(name, state, found.lines, found.value or 0.0, found.interval))
    return parts


def _by_noise(gate: Mapping[str, Any], noisy: Sequence[Noisy]) -> Judged:
    most, parts = gate["at_most_points_lower"], []
    for each in noisy:
        if each.kind not in gate["kinds"] or not each.lines:
            continue
        lower = each.points_lower(gate["measure"])
        state = State.MET if lower <= most else State.NOT_MET
        state = state if each.lines >= gate["least_lines"] else State.TOO_FEW
        parts.append(Part(each.kind, state, each.lines, lower))
    worst = max(parts, key=lambda part: part.value, default=None)
    return Judged(
        _about(gate, "points", Limit("at_most", most)), _worst_state(parts),
        lines=worst.lines if worst else 0,
        value=worst.value if worst else None, parts=tuple(parts),
    )  # fmt: skip


def _by_speed(gate: Mapping[str, Any], speeds: Mapping[str, Speed]) -> Judged:
    most, speed = gate["at_most_ms"], speeds.get(gate["of"])
    value = None if speed is None else float(getattr(speed, gate["figure"]))
    state = State.NOT_MEASURED
    if value is not None:
        state = State.MET if value <= most else State.NOT_MET
    return Judged(_about(gate, "ms", Limit("at_most", most)), state, value=value)


def _worst_state(parts: Sequence[Part]) -> State:
    """Not met if one is not; met if all that have enough lines are."""
    states = {part.state for part in parts}
    for state in (State.NOT_MET, State.MET, State.TOO_FEW):
        if state in states:
            return state
    return State.NOT_MEASURED


def _worst(parts: Sequence[Part], limit: Limit) -> Part:
    """Of the parts that were judged, or of all where none was, the one that does worst."""
    told = [part for part in parts if part.state is not State.TOO_FEW] or parts
    pick = max if limit.name == "at_most" else min
    return pick(told, key=lambda part: part.value)


def _about(gate: Mapping[str, Any], unit: str, limit: Limit) -> About:
    return About(gate["id"], gate["title"], gate["source"], unit, limit)
