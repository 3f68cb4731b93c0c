"""Every first reply as it is sent, one sheet a risk category, for people to read and tests to hold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from safeguarding.assessment import TAKEN_BACK, Assessment, Tier
from safeguarding.contacts import NATIONS, ContactCard, select
from safeguarding.hours import Hours
from safeguarding.replies import again_reply, concern_line, first_reply, taken_back_reply

OFFICE = Hours.from_config(dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "09:00-17:00"))
IN_HOURS = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
CLOSING = datetime(2026, 11, 23, 16, 45, tzinfo=UTC)
OUT_OF_HOURS = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
PEOPLE = {
    "young_person": ("young_person", False),
    "friend": ("young_person", True),
    "parent": ("parent", True),
    "parent_of_themselves": ("parent", False),
    "professional": ("professional", True),
}
"""Who writes, and whether they write about somebody else."""
AGES: dict[str, tuple[str, int | str]] = {
    "age 13": ("young_person", 13),
    "age 17": ("young_person", 17),
    "age 19": ("young_person", 19),
    "adult": ("parent", "adult"),
}
HEAD = """\
# What is said first to “{category}”, as it is sent. Written by
# WAYMARK_UPDATE_GOLDEN=1 pytest tests/safeguarding/test_reply_sheets.py
# Read the difference, and have the safeguarding lead read it, before it is committed.
# out_of_hours holds only the paragraphs that differ.
"""


def sheet(category: str) -> dict[str, Any]:
    """The replies to ``category`` for everybody who may write, and whom they are given to ring."""
    made: dict[str, Any] = {name: _said(category, *who) for name, who in PEOPLE.items()}
    if made["parent_of_themselves"] == made["parent"]:
        del made["parent_of_themselves"]
    made["contacts"] = {
        tier.value: {name: _by_nation(category, tier, *who) for name, who in AGES.items()}
        for tier in (Tier.IMMEDIATE, Tier.HIGH, Tier.CONCERN)
    }
    return made


def further(category: str) -> dict[str, Any]:
    """What a young person is told at a second sign, and on taking it back."""
    to: dict[str, Any] = {"persona": "young_person", "age": 13, "now": IN_HOURS, "hours": OFFICE}
    found = {tier: Assessment(tier=tier, categories=(category,)) for tier in Tier}
    taken = {
        tier: found[tier].model_copy(update={"rules": (TAKEN_BACK,)})
        for tier in (Tier.IMMEDIATE, Tier.HIGH, Tier.CONCERN)
    }
    return {
        "more_of_it": [again_reply(found[Tier.HIGH], (category,), n=n, **to).text for n in (0, 1)],
        "after_something_else": again_reply(found[Tier.HIGH], ("bullying_threat",), **to).text,
        "taken_back": {tier.value: taken_back_reply(one, **to).text for tier, one in taken.items()},
    }


def texts(node: Any) -> list[str]:
    """Every text of a sheet that is said to people; contacts are left out."""
    if isinstance(node, str):
        return [node]
    if isinstance(node, list):
        return [text for each in node for text in texts(each)]
    return [text for key, each in node.items() if key != "contacts" for text in texts(each)]


def write(path: Path, data: dict[str, Any]) -> None:
    """Write a sheet so that people can read it."""
    body = yaml.dump(data, Dumper=_Readable, sort_keys=False, allow_unicode=True, width=1000)
    path.write_text(HEAD.format(category=path.stem) + body, encoding="utf-8")


def _said(category: str, persona: str, about_somebody: bool) -> dict[str, Any]:
    names = (category, "third_party") if about_somebody else (category,)
    categories = tuple(dict.fromkeys(names))

    def first(tier: Tier, moment: datetime) -> str:
        found = Assessment(tier=tier, categories=categories)
        return first_reply(found, persona=persona, age=13, now=moment, hours=OFFICE).text

    high, immediate = first(Tier.HIGH, IN_HOURS), first(Tier.IMMEDIATE, IN_HOURS)
    said: dict[str, Any] = {"high": high}
    if immediate != high:
        said["immediate"] = immediate
    said["out_of_hours"] = _changed(high, first(Tier.HIGH, OUT_OF_HOURS))
    if category == "other":
        said["just_before_closing"] = _changed(high, first(Tier.HIGH, CLOSING))
    said["concern"] = concern_line(categories, persona=persona, age=13).text
    return said


def _changed(before: str, after: str) -> str:
    known = before.split("\n\n")
    return "\n\n".join(part for part in after.split("\n\n") if part not in known)


def _by_nation(category: str, tier: Tier, persona: str, age: int | str) -> dict[str, str] | str:
    found: dict[str, list[str]] = {}
    for nation in NATIONS:
        cards = select([category], tier, nation=nation, persona=persona, age=age, now=OUT_OF_HOURS)
        found.setdefault("; ".join(map(_line, cards)), []).append(nation)
    if len(found) == 1:
        return next(iter(found))
    return {", ".join(nations): line for line, nations in found.items()}


def _line(card: ContactCard) -> str:
    ways: list[str | None] = [card.phone, card.sms and f"text {card.sms}", card.url]
    return " ".join(filter(None, [card.name if card.name != card.phone else None, *ways]))


class _Readable(yaml.SafeDumper):
    """Blocks of text stay blocks."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_represent: Callable[..., None] = _Readable.add_representer
_represent(str, _text)
