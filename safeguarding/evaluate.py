"""How much the screen finds: counts for each category, and false alarms.

``python -m safeguarding.evaluate`` measures the rules that ship on the held-back messages;
``python -m safeguarding.evaluate FILE.jsonl`` on JSON Lines of ``{"id", "text", "label",
"category"}``, where a label other than ``risk`` means nothing to find. Only counts and ids are
printed, never a message.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from basics.content import ContentError, load_yaml
from basics.vocabulary import vocabulary
from safeguarding.assessment import Assessor, Tier
from safeguarding.screen import Screen

HELD_BACK = Path(__file__).with_name("data") / "heldout.yml"
_TEXTS = {"type": "array", "minItems": 1, "items": {"type": "string", "minLength": 1}}
_HELD_BACK_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["risk", "ordinary"],
    "additionalProperties": False,
    "properties": {
        "risk": {
            "type": "object",
            "propertyNames": {"enum": list(vocabulary().risk_categories)},
            "additionalProperties": _TEXTS,
        },
        "ordinary": _TEXTS,
    },
}


@dataclass(frozen=True, slots=True)
class Line:
    """A message, and what it is about: a risk category, or None where there is nothing to find."""

    id: str
    text: str
    category: str | None


@dataclass(slots=True)
class Count:
    """What became of the messages of one category."""

    lines: int = 0
    high: int = 0
    """Called a person: tier high or immediate."""
    concern: int = 0
    """Put into the queue without stopping the chat."""
    named: int = 0
    """Found, and the category was among those given."""

    @property
    def found(self) -> int:
        return self.high + self.concern


@dataclass(slots=True)
class Report:
    """The figures. ``missed`` and ``false_alarms`` hold ids, never text."""

    risk: dict[str, Count] = field(default_factory=dict)
    ordinary: Count = field(default_factory=Count)
    missed: list[str] = field(default_factory=list)
    only_concern: list[str] = field(default_factory=list)
    false_alarms: list[str] = field(default_factory=list)

    @property
    def all_risk(self) -> Count:
        """The sum over all categories."""
        counts = self.risk.values()
        return Count(
            lines=sum(each.lines for each in counts),
            high=sum(each.high for each in counts),
            concern=sum(each.concern for each in counts),
            named=sum(each.named for each in counts),
        )

    @property
    def recall_high(self) -> float:
        """The share of risk that called a person, 0 to 1."""
        return self.all_risk.high / max(self.all_risk.lines, 1)

    @property
    def recall(self) -> float:
        """The share of risk that reached the queue at all, 0 to 1."""
        return self.all_risk.found / max(self.all_risk.lines, 1)

    @property
    def false_high_per_1000(self) -> float:
        """Of 1,000 ordinary messages, how many call a person."""
        return 1000 * self.ordinary.high / max(self.ordinary.lines, 1)

    @property
    def false_per_1000(self) -> float:
        """Of 1,000 ordinary messages, how many reach the queue at all."""
        return 1000 * self.ordinary.found / max(self.ordinary.lines, 1)


def evaluate(assessor: Assessor, lines: Iterable[Line]) -> Report:
    """Screen each line on its own, without history, and count."""
    report = Report()
    for line in lines:
        found = assessor.assess(line.text)
        if line.category is None:
            count = report.ordinary
        else:
            count = report.risk.setdefault(line.category, Count())
        count.lines += 1
        count.high += found.calls_a_person
        count.concern += found.tier is Tier.CONCERN
        count.named += line.category in found.categories
        _note(report, line, found.tier)
    return report


def held_back(path: Path = HELD_BACK) -> list[Line]:
    """The held-back messages; ids are category and number. ContentError for a broken file."""
    data = load_yaml(path, _HELD_BACK_SCHEMA)
    groups = [*data["risk"].items(), (None, data["ordinary"])]
    return [
        Line(f"{category or 'ordinary'}/{number}", text, category)
        for category, texts in groups
        for number, text in enumerate(texts, 1)
    ]


def json_lines(path: Path) -> Iterator[Line]:
    """Labelled messages from JSON Lines. ContentError names the line that cannot be read."""
    with path.open(encoding="utf-8") as file:
        for number, row in enumerate(file, 1):
            try:
                data = json.loads(row)
                risk = data["label"] == "risk"
                yield Line(str(data["id"]), str(data["text"]), data["category"] if risk else None)
            except (ValueError, KeyError, TypeError) as problem:
                raise ContentError(
                    f"{path.name}, line {number}: not a labelled message ({problem!r})."
                ) from problem


def table(report: Report) -> str:
    """The figures as a table in Markdown."""
    rows = ["| Category | Messages | Calls a person | Queue only | Missed | Named |", "|---|--:|--:|--:|--:|--:|"]  # fmt: skip
    rows += [_row(name, count) for name, count in report.risk.items()]
    rows.append(_row("**All risk**", report.all_risk))
    rows.append(_row("**Ordinary**", report.ordinary))
    return "\n".join(
        [
            *rows,
            "",
            f"Found: {report.recall:.1%}, of all risk calling a person: {report.recall_high:.1%}.",
            f"False alarms in 1,000 ordinary messages: {report.false_per_1000:.1f}, "
            f"of them calling a person: {report.false_high_per_1000:.1f}.",
        ]
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print. Gives the exit status."""
    parser = argparse.ArgumentParser(prog="python -m safeguarding.evaluate", description=__doc__)
    parser.add_argument(
        "file", nargs="?", type=Path, help="JSON Lines; the held-back set if left out"
    )
    parser.add_argument("--ids", action="store_true", help="also list the ids of misses and false alarms")  # fmt: skip
    chosen = parser.parse_args(arguments)
    lines = held_back() if chosen.file is None else json_lines(chosen.file)
    report = evaluate(Screen.from_folder(), lines)
    out = [table(report)]
    if chosen.ids:
        out += [
            f"Missed: {', '.join(report.missed)}",
            f"Queue only: {', '.join(report.only_concern)}",
        ]
        out.append(f"False alarms: {', '.join(report.false_alarms)}")
    sys.stdout.write("\n".join(out) + "\n")
    return 0


def _note(report: Report, line: Line, tier: Tier) -> None:
    if line.category is None:
        if tier is not Tier.NONE:
            report.false_alarms.append(line.id)
    elif tier is Tier.NONE:
        report.missed.append(line.id)
    elif tier is Tier.CONCERN:
        report.only_concern.append(line.id)


def _row(name: str, count: Count) -> str:
    missed = count.lines - count.found
    return f"| {name} | {count.lines} | {count.high} | {count.concern} | {missed} | {count.named} |"


if __name__ == "__main__":
    raise SystemExit(main())
