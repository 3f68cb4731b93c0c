"""The report as tables of words and figures, for Markdown and for the page alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from safeguarding.evaluation.picks import LIMIT_SCHEMAS, NOT_GIVEN
from safeguarding.evaluation.words import name_of, words

_NO_FIGURE = "–"
_OF = {"share": 100, "per_1000": 1000}
"""What shares are told in, by unit."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. ``state`` is that of a gate, ``interval`` a share's (0 to 1) with its ``mark``."""

    text: str
    state: str | None = None
    interval: tuple[float, float] | None = None
    mark: float | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its words. The first column names, the others hold figures."""

    name: str
    title: str
    note: str | None
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    after: Sequence[str] = ()
    """What is said below it."""


def tables(report: Mapping[str, Any]) -> list[Table]:
    """The tables of a report (see :mod:`safeguarding.evaluation.report`) that have any row."""
    rows = {
        "gates": list(_gates(report["gates"])),
        "tiers": [_tier(each, name_of(each["tier"])) for each in _with_sum(report)],
        "false_alarms": [_false_alarm(each) for each in report["false_alarms"]],
        "categories": [_category(each) for each in report["categories"]],
        "confusion": [_confusion(each) for each in report["confusion"]],
        "groups": [_group(each) for each in report["groups"]],
        "noise": [_noise(each) for each in report["noise"]],
        "files": [_file(each) for each in report["files"]],
        "speed": [_speed(name, each) for name, each in report["speed"].items()],
        "detail": list(_detail(report["categories"])),
    }
    after = {"gates": list(_fallen_short(report["gates"]))}
    return [
        _filled(Table(name=name, rows=each, after=after.get(name, ()), **_said(name)))
        for name, each in rows.items()
        if each
    ]


def _filled(table: Table) -> Table:
    """The table without columns that hold nothing."""
    kept = [at for at in range(len(table.heads)) if any(row[at].text for row in table.rows)]
    return replace(
        table,
        heads=[table.heads[at] for at in kept],
        rows=[[row[at] for at in kept] for row in table.rows],
    )


def _said(name: str) -> dict[str, Any]:
    return {"note": None, **words()["tables"][name]}


def ids(report: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Headings with ids, in one line each; empty where the report has none."""
    said = words()["ids"]
    return [
        (said[name], ", ".join(found) or said["nothing"])
        for name, found in report.get("ids", {}).items()
    ]


def remarks(report: Mapping[str, Any]) -> list[str]:
    """What was measured, and what makes the figures less certain."""
    said, measured = words(), report["measured"]
    filled = {**measured, "with": said["with"][measured["with"]]}
    names = [
        "measured",
        *(name for name in ("sampled", "trained", "broken", "failed") if measured[name]),
    ]
    return [" ".join(said[name].format(**filled).split()) for name in names]


def _gates(gates: Sequence[Mapping[str, Any]]) -> Iterator[list[Cell]]:
    for gate in gates:
        limit = next(name for name in LIMIT_SCHEMAS if name in gate)
        unit, state = gate["unit"], gate["state"]
        wanted = words()["limits"][limit].format(value=_value(gate[limit], unit, exact=False))
        interval = gate["interval"]
        yield [
            Cell(gate["title"]),
            Cell(words()["states"][state], state=state),
            Cell(_value(gate["value"], unit)),
            Cell(wanted),
            _interval(interval, unit, gate[limit]),
            Cell(str(gate["lines"]) if unit != "ms" else _NO_FIGURE),
        ]


def _fallen_short(gates: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The parts that do not meet their gate, by name, the worst first."""
    for gate in gates:
        parts = [part for part in gate["parts"] if part["state"] == "not_met"]
        if not parts:
            continue
        parts.sort(key=lambda part: part["value"], reverse=gate["unit"] == "points")
        named = (f"{name_of(part['name'])} {_value(part['value'], gate['unit'])}" for part in parts)
        yield words()["fallen_short"].format(gate=gate["title"], parts=", ".join(named))


def _with_sum(report: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from report["tiers"]
    if report["risk"]["lines"]:
        yield {"tier": "all_risk", **report["risk"]}


def _tier(each: Mapping[str, Any], *names: str) -> list[Cell]:
    shares = [_share(each[name]) for name in ("found", "calls_a_person", "immediate", "caught")]
    return [*map(Cell, names), Cell(str(each["lines"])), *shares]


def _false_alarm(each: Mapping[str, Any]) -> list[Cell]:
    figures = [_share(each[name], of=1000) for name in ("found", "calls_a_person")]
    return [Cell(name_of(each["kind"])), Cell(str(each["lines"])), *figures]


def _category(each: Mapping[str, Any]) -> list[Cell]:
    tiers = {tier["tier"]: tier for tier in each["tiers"]}
    by_tier = [
        _part(tiers[name]["caught"]) if name in tiers else Cell("")
        for name in ("immediate", "high", "concern", NOT_GIVEN)
    ]
    return [
        Cell(each["category"]),
        Cell(str(each["lines"])),
        *by_tier,
        Cell(str(each["found"]["hits"])),
        _share(each["caught"]),
        Cell(str(each["named"]["hits"])),
    ]


def _detail(categories: Sequence[Mapping[str, Any]]) -> Iterator[list[Cell]]:
    for each in categories:
        for tier in each["tiers"]:
            yield _tier(tier, each["category"], name_of(tier["tier"]))


def _confusion(each: Mapping[str, Any]) -> list[Cell]:
    return [Cell(name_of(each["labelled"])), *(Cell(str(n)) for n in each["given"].values())]


def _group(each: Mapping[str, Any]) -> list[Cell]:
    figures = [_part(each[name]) for name in ("found", "calls_a_person")]
    return [Cell(each["group"]), Cell(str(each["lines"])), *figures]


def _noise(each: Mapping[str, Any]) -> list[Cell]:
    lower = [
        Cell(f"{each['points_lower'][name]:.1f}") for name in ("caught", "found", "calls_a_person")
    ]
    return [Cell(name_of(each["kind"])), Cell(str(each["lines"])), _share(each["caught"]), *lower]


def _file(each: Mapping[str, Any]) -> list[Cell]:
    return [Cell(each["file"]), _part(each["caught"]), _part(each["false_calls"])]


def _speed(name: str, each: Mapping[str, float]) -> list[Cell]:
    figures = [Cell(_value(each[key], "ms")) for key in ("p50_ms", "p95_ms", "long_ms")]
    return [Cell(name_of(name)), *figures]


def _share(found: Mapping[str, Any], of: int = 100) -> Cell:
    """A share of ``of``, with its interval in brackets."""
    if found["share"] is None:
        return Cell(_NO_FIGURE)
    low, high = found["low"], found["high"]
    if of != 100:
        return Cell(f"{of * found['share']:.1f} ({of * low:.1f}–{of * high:.1f})")
    text = f"{of * found['share']:.1f}% ({of * low:.1f}–{of * high:.1f})"
    return Cell(text, interval=(low, high))


def _part(found: Mapping[str, Any]) -> Cell:
    return Cell(f"{found['hits']}/{found['lines']}" if found["lines"] else _NO_FIGURE)


def _interval(interval: Sequence[float] | None, unit: str, mark: float) -> Cell:
    if interval is None:
        return Cell(_NO_FIGURE)
    low, high = interval
    of = _OF[unit]
    text = f"{of * low:.1f}–{of * high:.1f}"
    return Cell(f"{text}%", interval=(low, high), mark=mark) if of == 100 else Cell(text)


def _value(value: float | None, unit: str, *, exact: bool = True) -> str:
    """A figure with its unit; ``exact`` with a decimal, else as it was set."""
    if value is None:
        return _NO_FIGURE
    shown = _OF.get(unit, 1) * value
    digits = ".2f" if unit == "ms" else ".1f"
    text = format(shown, digits) if exact else format(shown, ".4g")
    return str(words()["units"][unit].format(value=text))
