"""Days that limit what is wanted: "sat mornings", "weekends", "tmrw", "half term"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlu.entities.found import Found
from nlu.entities.lookups import lookup
from nlu.entities.wanting import tells_of_the_past, wants_something

_DATA = lookup("days")
_NAMES: dict[str, str] = {name: day for day, names in _DATA["days"].items() for name in names}
_AS_TYPED: list[str] = _DATA["as_typed"]
_EITHER = "|".join(
    re.escape(name).replace(r"\ ", r"[\s-]+")
    for name in sorted([*_NAMES, *_AS_TYPED], key=len, reverse=True)
)
_DAY = re.compile(rf"(?<![\w'])(?:{_EITHER})(?!\w|'(?:ve|ll|d)\b)")
_ALSO_WORDS = frozenset(_DATA["also_words"])
_BEFORE = re.compile(
    r"(?:\b(?:on|every|this|next|any|each|not|no|only|or|and|but|except|bar|do|does|make|mon|tues?|weds?|thurs?|fri|sat|sun"
    r"|free|prefer|for|from|to|til|till|until|n)|[/,&-])\s*(?:a\s+)?$"
)
_AFTER = re.compile(
    r"\s*(?:$|[/,&?!.-]|(?:and|or|n)\s+(?:sun|sat|mon|wed)|morn|after|eve|night|am\b|pm\b|lunch|daytime|is\b|are\b|if\b|please|pls|plz)"
)
_TITLE = re.compile(r"\s*(?:club\s+card|fc\b|night\s+live|dinner\b|times\b|tan\b)")


def days(folded: str) -> list[Found]:
    """Days, in order. A day in a story ("last friday they all left") is left out."""
    if not wants_something(folded):
        return []
    return [
        day
        for day in _candidates(folded)
        if not tells_of_the_past(folded, day.start) and not _TITLE.match(folded, day.end)
    ]


def _candidates(folded: str) -> Iterator[Found]:
    for match in _DAY.finditer(folded):
        typed = re.sub(r"[\s-]+", " ", match.group())
        if typed in _ALSO_WORDS and not _is_a_day(folded, match):
            continue
        yield Found("day", _NAMES.get(typed, typed), match.start(), match.end())


def _is_a_day(folded: str, match: re.Match[str]) -> bool:
    """ "sat" and "sun" are days only in the company of other day words."""
    before = _BEFORE.search(folded, 0, match.start())
    after = _AFTER.match(folded, match.end())
    alone = not folded[: match.start()].strip(" ,.!?")
    return bool(
        (before and after)
        or (alone and after)
        or (before and before.group().strip() in ("on", "every", "next", "this"))
    )
