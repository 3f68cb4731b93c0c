"""Times of day that limit what is wanted: "after skl", "4ish", "not too late", "sat mornings"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlu.entities.found import Found
from nlu.entities.lookups import lookup
from nlu.entities.wanting import wants_something
from nlu.phrases import PhraseBook

_BOOK: PhraseBook[str] = PhraseBook.of(lookup("times")["phrases"])
_NOT_A_TIME = re.compile(
    r"(?:sleep|asleep|awake|wake\s+up|up|cry|crying|good|this|last|yesterday|all|every\s+single)\s+(?:\w+\s+)?$"
)
_OF_A_DAY = re.compile(
    r"(?:^|\b(?:mon|tue|wed|thu|fri|sat|sun)\w*|\b(?:or|and|in the|on a|late|not|evenings?)|[,/])\s*$"
)
"""A "night" on its own is mostly an event ("film night")."""
_CLOCK = re.compile(
    r"(?<![\d£.:])(?P<hour>1[0-2]|0?[1-9])(?:[:.](?P<minute>[0-5]\d))?\s?(?:(?P<half>am|pm)\b|(?P<ish>ish)\b|(?=\s?o'?clock))(?:\s?ish)?"
    r"|\bhalf\s(?:past\s)?(?P<half_hour>1[0-2]|[1-9])\b(?!\s*(?:year|hour|term))"
    r"|\b(?:after|before|from|around|about|by|til|till|until)\s(?P<plain>(?P<plain_hour>1[0-2]|[3-9])(?::[0-5]\d)?)(?=\s*(?:$|[,.!?]|on\b|or\b|and\b|cos\b|coz\b|because\b|please|pls|if\b))"
)


def times_of_day(folded: str) -> list[Found]:
    """Times of day, in order, each one of the five slugs of the vocabulary."""
    if not wants_something(folded):
        return []
    found = list(_phrases(folded))
    for time in _clock(folded):
        if not any(time.overlaps(known) for known in found):
            found.append(time)
    return sorted(found, key=lambda time: time.start)


def _phrases(folded: str) -> Iterator[Found]:
    for hit in _BOOK.find(folded):
        if _NOT_A_TIME.search(folded, 0, hit.start):
            continue
        if hit.payload != "night" or " " in hit.phrase or _OF_A_DAY.search(folded, 0, hit.start):
            yield Found("time_of_day", hit.payload, hit.start, hit.end)


def _clock(folded: str) -> Iterator[Found]:
    for match in _CLOCK.finditer(folded):
        typed = match["hour"] or match["half_hour"] or match["plain_hour"]
        hour = int(typed)
        if (match["half"] == "pm" and hour < 12) or (match["half"] is None and hour < 9):
            hour += 12
        name = "plain" if match["plain"] else 0
        yield Found("time_of_day", slug_of_hour(hour), match.start(name), match.end(name))


def slug_of_hour(hour: int) -> str:
    """The slug for an hour of the day, 0-23. Half past three to five is after school."""
    for last, slug in (
        (5, "night"),
        (11, "morning"),
        (14, "lunchtime"),
        (17, "after_school"),
        (20, "evening"),
    ):
        if hour <= last:
            return slug
    return "night"
