"""What we say when something sounds unsafe: careful, honest about who reads it and when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from basics.content import load_yaml
from safeguarding.assessment import Assessment, Tier
from safeguarding.contacts import ContactCard, select
from safeguarding.hours import Hours
from safeguarding.replies_schema import REPLIES_SCHEMA

_FILE = Path(__file__).with_name("content") / "replies.yml"
_ADULTS = frozenset({"parent", "professional"})
_YOUNG = "young_person"
PARAGRAPH = "\n\n"
"""One thing a paragraph: someone who is frightened reads a line, not a block."""


@dataclass(frozen=True, slots=True)
class SafetyReply:
    """Words, and whom to ring or text."""

    text: str
    contacts: tuple[ContactCard, ...] = ()


@lru_cache(maxsize=1)
def words() -> Mapping[str, Any]:
    """The replies that ship with Waymark; a mistake in the file is a ContentError."""
    data: Mapping[str, Any] = load_yaml(_FILE, REPLIES_SCHEMA)
    return data


def first_reply(
    assessment: Assessment,
    *,
    persona: str,
    age: int | str | None,
    now: datetime,
    hours: Hours,
    nation: str = "england",
) -> SafetyReply:
    """The first answer to a sign of risk, for the person who wrote it.

    Says that it was right to tell, that it cannot be kept secret, who will see it and by when, and
    what to do at once; where life may be at risk, that goes before the rest.
    """
    voice = persona if persona in _ADULTS else _YOUNG
    group = _group(assessment.categories, voice)
    part: Mapping[str, Any] = words()[voice]
    third_party = voice == _YOUNG and group == "third_party"
    secret = part["secret_third_party"] if third_party else part["secret"]
    opening = _opening(part["opening"], group, voice)
    act = part["now"].get(group) or part["now"]["other"]
    person = _timed(part["person"], now, hours)
    urgent = assessment.tier is Tier.IMMEDIATE
    passed_on = f"{secret} {person}"
    parts = (opening, act, passed_on) if urgent else (opening, passed_on, act)
    if assessment.failed:
        parts = (_failed(persona), person, act)
    return SafetyReply(PARAGRAPH.join(parts), _contacts(assessment, persona, age, nation))


def beside_a_person(
    assessment: Assessment, *, persona: str, age: int | str | None, nation: str = "england"
) -> SafetyReply:
    """New danger while a member of staff has the chat: only what to do at once and whom to ring.

    The rest is theirs to say: nothing about when a person will read it, since one is there.
    """
    voice = persona if persona in _ADULTS else _YOUNG
    acts: Mapping[str, str] = words()[voice]["now"]
    act = acts.get(_group(assessment.categories, voice)) or acts["other"]
    return SafetyReply(act, _contacts(assessment, persona, age, nation))


def waiting_reply(
    n: int,
    *,
    persona: str,
    age: int | str | None,
    now: datetime,
    hours: Hours,
    categories: Iterable[str] = (),
    tier: Tier = Tier.HIGH,
    nation: str = "england",
) -> SafetyReply:
    """The ``n``-th answer (from 0) while a person has been called: honest status, in turn of words.

    ``categories`` and ``tier`` are those of the case, for the contacts.
    """
    variants = words()["waiting"]["adult" if persona in _ADULTS else _YOUNG]
    state = _state(now, hours)
    text = _fill(variants[state][n % len(variants[state])], now, hours)
    cards = select(categories, tier, nation=nation, persona=persona, age=age)
    return SafetyReply(text, cards)


def concern_line(
    categories: Iterable[str],
    *,
    persona: str,
    age: int | str | None,
    nation: str = "england",
    n: int = 0,
) -> SafetyReply:
    """A short caring line before the flow's own reply, with the help card."""
    found = tuple(categories)
    voice = "adult" if persona in _ADULTS else _YOUNG
    if voice == _YOUNG and "third_party" in found:
        voice = "third_party"
    variants = words()["concern"][voice]
    cards = select(found, Tier.CONCERN, nation=nation, persona=persona, age=age)
    return SafetyReply(variants[n % len(variants)], cards)


def asked_for_person(
    *, persona: str, age: int | str | None, now: datetime, hours: Hours, nation: str = "england"
) -> SafetyReply:
    """The answer to "can I talk to a person?"."""
    voice = "adult" if persona in _ADULTS else _YOUNG
    text = _timed(words()["asked"][voice], now, hours)
    cards = select((), Tier.CONCERN, nation=nation, persona=persona, age=age, now=now)
    return SafetyReply(text, cards)


def screening_failed(
    *, persona: str, age: int | str | None, now: datetime, hours: Hours, nation: str = "england"
) -> SafetyReply:
    """The answer to a message that could not be screened: it is treated as a risk, and said so."""
    failed = Assessment(tier=Tier.HIGH, categories=("other",), failed=True)
    return first_reply(failed, persona=persona, age=age, now=now, hours=hours, nation=nation)


def _failed(persona: str) -> str:
    text: str = words()["failed"]["adult" if persona in _ADULTS else _YOUNG]
    return text


def _contacts(
    assessment: Assessment, persona: str, age: int | str | None, nation: str
) -> tuple[ContactCard, ...]:
    return select(assessment.categories, assessment.tier, nation=nation, persona=persona, age=age)


def _group(categories: tuple[str, ...], voice: str) -> str:
    """The group of words for ``categories``; about somebody else, a young person gets their own."""
    if voice == _YOUNG and "third_party" in categories:
        return "third_party"
    for group, members in words()["groups"].items():
        if any(category in members for category in categories):
            return _for_voice(group, categories, voice)
    return "other"


def _for_voice(group: str, categories: tuple[str, ...], voice: str) -> str:
    """Parents and professionals who write of themselves get the words for them."""
    own = group in ("suicide", "low", "self_harm", "partner", "hurting_others")
    if voice != _YOUNG and own and "third_party" not in categories:
        return "self"
    if voice != _YOUNG and group == "low":
        return "suicide"
    return str(group)


def _opening(openings: Mapping[str, str], group: str, voice: str) -> str:
    if voice == _YOUNG:
        return openings.get(group) or openings["other"]
    return openings["self" if group == "self" else "child"]


def _state(now: datetime, hours: Hours) -> str:
    if hours.is_staffed(now):
        return "closing" if hours.closing_soon(now) and hours.next_opening(now) else "staffed"
    return "closed" if hours.next_opening(now) else "unknown"


def _timed(variants: Mapping[str, str], now: datetime, hours: Hours) -> str:
    return _fill(variants[_state(now, hours)], now, hours)


def _fill(text: str, now: datetime, hours: Hours) -> str:
    return text.format(until=hours.staffed_until(now) or "", next=hours.next_staffed(now) or "")
