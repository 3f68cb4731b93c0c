"""What we say when something sounds unsafe: careful, honest about who reads it and when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from safeguarding.assessment import Assessment, Tier
from safeguarding.contacts import ContactCard, emergency_first, select
from safeguarding.hours import Hours
from safeguarding.reply_parts import Voice, group_of, own_words, timed, words

__all__ = [
    "PARAGRAPH", "SafetyReply", "again_reply", "asked_for_person", "beside_a_person",
    "concern_line", "first_reply", "is_new_after_little", "screening_failed", "taken_back_reply",
    "waiting_reply", "words",
]  # fmt: skip

PARAGRAPH = "\n\n"
"""One thing a paragraph: someone who is frightened reads a line, not a block."""


@dataclass(frozen=True, slots=True)
class SafetyReply:
    """Words, and whom to ring or text."""

    text: str
    contacts: tuple[ContactCard, ...] = ()


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
    voice = Voice.of(persona, assessment.categories)
    act, person = voice.act(assessment.categories), voice.person(now, hours)
    parts = (
        voice.opening(assessment.categories),
        f"{voice.secret(assessment.categories)} {person}",
        act,
    )
    if _urgent(assessment, persona, age):
        parts = (parts[0], act, parts[1])
    if assessment.failed:
        failed: str = words()["failed"][own_words(persona)]
        parts = (failed, person, act)
    return _put(parts, assessment, persona, age, nation, now)


def again_reply(
    assessment: Assessment,
    told: Iterable[str],
    *,
    persona: str,
    age: int | str | None,
    now: datetime,
    hours: Hours,
    nation: str = "england",
    n: int = 0,
) -> SafetyReply:
    """The answer to a further sign, where a person has been called already.

    ``told`` are the categories that were answered before, ``n`` how many signs there were. The same
    kind of thing gets a line of thanks, not the whole reply again; something new gets its own
    opening. What to do at once and whom to ring are said every time.
    """
    voice = Voice.of(persona, assessment.categories)
    again = words()["again"][own_words(persona)]
    act, person = voice.act(assessment.categories), voice.person(now, hours)
    if _groups(assessment.categories) <= _groups(told):
        opening, passed_on = again["more"][n % len(again["more"])], person
    else:
        opening, passed_on = voice.opening(assessment.categories), f"{again['new']} {person}"
    urgent = _urgent(assessment, persona, age)
    parts = (opening, act, passed_on) if urgent else (opening, passed_on, act)
    return _put(parts, assessment, persona, age, nation, now)


def is_new_after_little(assessment: Assessment, told: Iterable[str]) -> bool:
    """Whether so far nothing was named ("other": a hint, or a message that could not be read), and
    now something is: that deserves the whole first reply."""
    return _groups(told) <= {"other"} and not _groups(assessment.categories) <= {"other"}


def taken_back_reply(
    assessment: Assessment,
    *,
    persona: str,
    age: int | str | None,
    now: datetime,
    hours: Hours,
    nation: str = "england",
    n: int = 0,
) -> SafetyReply:
    """The answer to "jk" and "forget it" after something serious: kind, and never an end of it."""
    taken = words()["taken_back"]
    if not assessment.calls_a_person:
        text = taken["concern"][n % len(taken["concern"])]
        return _put((text,), assessment, persona, age, nation, now)
    voice = Voice.of(persona, assessment.categories)
    lines = taken[own_words(persona)]
    parts = [lines[n % len(lines)], voice.person(now, hours)]
    if assessment.tier is Tier.IMMEDIATE:
        parts.insert(1, f"{taken['if_true']} {voice.act(assessment.categories)}")
    return _put(parts, assessment, persona, age, nation, now)


def beside_a_person(
    assessment: Assessment,
    *,
    persona: str,
    age: int | str | None,
    now: datetime | None = None,
    nation: str = "england",
) -> SafetyReply:
    """New danger while a member of staff has the chat: only what to do at once and whom to ring.

    The rest is theirs to say: nothing about when a person will read it, since one is there.
    """
    act = Voice.of(persona, assessment.categories).act(assessment.categories)
    return _put((act,), assessment, persona, age, nation, now)


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
    text = timed(words()["waiting"][own_words(persona)], now, hours, n)
    cards = select(categories, tier, nation=nation, persona=persona, age=age, now=now)
    return SafetyReply(text, cards)


def concern_line(
    categories: Iterable[str],
    *,
    persona: str,
    age: int | str | None,
    now: datetime | None = None,
    nation: str = "england",
    n: int = 0,
) -> SafetyReply:
    """A short caring line before the flow's own reply, with the help card.

    Where harm may go on unseen (``first_999``), what to do goes before it.
    """
    found = Assessment(tier=Tier.CONCERN, categories=tuple(categories))
    voice = Voice.of(persona, found.categories)
    kind = {"friend": "third_party", "parent": "adult"}.get(voice.name, voice.name)
    variants = words()["concern"][kind]
    parts = [variants[n % len(variants)]]
    if _urgent(found, persona, age):
        parts.insert(0, voice.act(found.categories))
    elif voice.keep_from_family(found.categories):
        parts.append(voice.family)
    return _put(parts, found, persona, age, nation, now)


def asked_for_person(
    *, persona: str, age: int | str | None, now: datetime, hours: Hours, nation: str = "england"
) -> SafetyReply:
    """The answer to "can I talk to a person?"."""
    text = timed(words()["asked"][own_words(persona)], now, hours)
    cards = select((), Tier.CONCERN, nation=nation, persona=persona, age=age, now=now)
    return SafetyReply(text, cards)


def screening_failed(
    *, persona: str, age: int | str | None, now: datetime, hours: Hours, nation: str = "england"
) -> SafetyReply:
    """The answer to a message that could not be screened: it is treated as a risk, and said so."""
    failed = Assessment(tier=Tier.HIGH, categories=("other",), failed=True)
    return first_reply(failed, persona=persona, age=age, now=now, hours=hours, nation=nation)


def _urgent(assessment: Assessment, persona: str, age: int | str | None) -> bool:
    return emergency_first(assessment.categories, assessment.tier, persona=persona, age=age)


def _groups(categories: Iterable[str]) -> set[str]:
    """The groups of words of each of ``categories``; whose it is counts as well."""
    names = set(categories)
    return {group_of((name,)) for name in names - {"third_party"}} | (names & {"third_party"})


def _put(
    parts: Iterable[str],
    assessment: Assessment,
    persona: str,
    age: int | str | None,
    nation: str,
    now: datetime | None,
) -> SafetyReply:
    cards = select(
        assessment.categories, assessment.tier, nation=nation, persona=persona, age=age, now=now
    )
    return SafetyReply(PARAGRAPH.join(parts), cards)
