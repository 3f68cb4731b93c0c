"""What we say to somebody who writes in another language than English.

A card in their language where a speaker of it has reviewed one. Else plain English in short
sentences, with the language called by its own name, so that they see that we know.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from basics.content import load_yaml
from safeguarding.assessment import Assessment
from safeguarding.contacts import select
from safeguarding.help_cards_schema import HELP_CARDS_SCHEMA
from safeguarding.hours import Hours
from safeguarding.replies import PARAGRAPH, SafetyReply
from safeguarding.reply_parts import own_words, timed

RULE = "screen.language"
"""The only sign of a message in which nothing was found but that it is not English."""
MOST_WORDS = 90
"""What fits one phone screen; past it the line on language is left out of a reply to a risk."""
_FILE = Path(__file__).with_name("content") / "help_cards.yml"
_ISOLATED = "\u2068{}\u2069"
"""Keeps a name in its own direction, and the English around it in order (Unicode UAX #9)."""
_RIGHT_TO_LEFT = "\u200f"
"""At the start of a paragraph: it begins with a strong letter, so it is set from the right."""


@lru_cache(maxsize=1)
def cards() -> Mapping[str, Any]:
    """The words that ship with Waymark; a mistake in the file is a ContentError."""
    data: Mapping[str, Any] = load_yaml(_FILE, HELP_CARDS_SCHEMA)
    return data


def problems() -> list[str]:
    """What is wrong with the file beyond its shape; empty where it may be used."""
    named = cards()["names"]
    found = [
        f"help_cards.yml: the card “{code}” has no name."
        for code in cards()["cards"]
        if code not in named
    ]
    for code, card in cards()["cards"].items():
        if bool(card["reviewed"]["by"]) != bool(card["reviewed"]["date"]):
            found.append(f"help_cards.yml: the card “{code}” needs both who reviewed it and when.")
    return found


def is_only_language(found: Assessment) -> bool:
    """Whether nothing is known of the message but that it is not in English."""
    return not found.failed and set(found.rules) == {RULE}


def language_name(code: str) -> str | None:
    """ "Polski (Polish)", safe to stand in English text whatever its direction; None if unknown."""
    name = cards()["names"].get(code)
    if name is None:
        return None
    native = _ISOLATED.format(name["native"])
    return native if name["native"] == name["english"] else f"{native} ({name['english']})"


def language_reply(
    found: Assessment,
    *,
    persona: str,
    age: int | str | None,
    now: datetime,
    hours: Hours,
    nation: str = "england",
) -> SafetyReply:
    """The answer to a message in which nothing was found but that it is not English."""
    to = select(found.categories, found.tier, nation=nation, persona=persona, age=age, now=now)
    code, voice = found.language or "", own_words(persona)
    return SafetyReply(_reviewed(code, voice) or _plain(code, voice, now, hours), to)


def with_language(reply: SafetyReply, found: Assessment, *, persona: str) -> SafetyReply:
    """``reply`` to a risk, and that a person will read the rest: where it fits on the screen.

    What to do about a risk comes first, and is never shortened for this.
    """
    name = language_name(found.language) if found.language else None
    if name is None:
        return reply
    line: str = cards()["beside"][own_words(persona)].format(language=name)
    text = f"{reply.text}{PARAGRAPH}{line}"
    return SafetyReply(text, reply.contacts) if len(text.split()) <= MOST_WORDS else reply


def _reviewed(code: str, voice: str) -> str | None:
    card = cards()["cards"].get(code)
    if card is None or not (card["reviewed"]["by"] and card["reviewed"]["date"]):
        return None
    begins = _RIGHT_TO_LEFT if card["direction"] == "rtl" else ""
    return PARAGRAPH.join(begins + each for each in card["text"][voice].strip().split(PARAGRAPH))


def _plain(code: str, voice: str, now: datetime, hours: Hours) -> str:
    plain: Mapping[str, Any] = cards()["plain"][voice]
    name = language_name(code)
    opening = plain["named"].format(language=name) if name else plain["unnamed"]
    person = timed(plain["person"], now, hours)
    return PARAGRAPH.join((f"{opening} {plain['reads']}", person, plain["danger"], plain["ask"]))
