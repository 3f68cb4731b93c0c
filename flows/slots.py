"""Ages and places typed as the answer to a question, where the words alone would say little."""

from __future__ import annotations

import re

from flows.phrases import normal

_NUMBERS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    "twenty",
)  # fmt: skip
_AGE = re.compile(
    r"(?<![\d.£/-])(\d{1,2})(?![\d.%/]|\s*(?:pm|am|quid|pounds|mins?|minutes|km|miles?)\b)"
)
_RANGE = re.compile(r"(?<!\d)(\d{1,2})\s*(?:-|–|to)\s*(\d{1,2})(?!\d)")
_YEAR = re.compile(r"\b(?:year|yr|y)\s?(\d{1,2})\b")
_POSTCODE = re.compile(r"\b([a-z]{1,2}\d{1,2}[a-hjkpstuw]?)(?:\s*\d[a-z]{2})?\b", re.IGNORECASE)
_FULL_POSTCODE = re.compile(r"\b([a-z]{1,2}\d{1,2}[a-hjkpstuw]?)\s*\d[a-z]{2}\b", re.IGNORECASE)
_BEFORE_AGE = re.compile(r"(?:im|y|yr|f|m|is)\d", re.IGNORECASE)
"""What looks like the start of a postcode and is an age: "im13", "yr9", "f13"."""
_LEADING = re.compile(
    r"^(?:(?:im|i am|i live|live|living|we live|we are|were|its|it is|near|in|at|by|from|around|"
    r"round|close to|next to|just|somewhere|the|area|is|my)\s+)+"
)
MAX_PLACE_WORDS = 4
MAX_PLACE_CHARS = 40


def ages(text: str) -> list[list[int]]:
    """Every age in a short answer as ``[min, max]``: "13", "thirteen", "8 and 14", "year 9"."""
    text = _without_postcodes(text)
    plain = normal(text.replace("-", " to ")) if _RANGE.search(text) else normal(text)
    plain = " ".join(str(_NUMBERS.index(w)) if w in _NUMBERS else w for w in plain.split())
    found: list[list[int]] = []
    for match in _YEAR.finditer(plain):
        school_year = int(match.group(1))
        if 1 <= school_year <= 13:
            # Year 1 is age 5 to 6 in England and Wales.
            found.append([school_year + 4, school_year + 5])
    plain = _YEAR.sub(" ", plain)
    for match in _RANGE.finditer(plain):
        low, high = sorted((int(match.group(1)), int(match.group(2))))
        found.append([low, high])
    plain = _RANGE.sub(" ", plain)
    found += [[int(m.group(1))] * 2 for m in _AGE.finditer(plain)]
    return [pair for i, pair in enumerate(found) if pair not in found[:i]]


def _without_postcodes(text: str) -> str:
    """The 5 of "hu5" and the 9s of "ZZ9 9ZZ" are nobody's age."""
    text = _FULL_POSTCODE.sub(" ", text)
    return _POSTCODE.sub(lambda m: m.group() if _BEFORE_AGE.match(m.group()) else " ", text)


def full_postcode(text: str) -> str | None:
    """The outward code of a whole postcode in ``text``, whether there is such a place or not."""
    match = _FULL_POSTCODE.search(text)
    if match is None or _BEFORE_AGE.match(match.group()):
        return None
    return match.group(1).upper()


def outcode(text: str) -> str | None:
    """The outward code in ``text`` ("E13" from "near e13 8qt"), in upper case; never more of it."""
    match = _POSTCODE.search(text)
    return match.group(1).upper() if match else None


def place(text: str) -> tuple[str, str] | None:
    """A place typed as a short answer, with its kind: outcode, or town for whatever else.

    Numbers are left out of a typed address: a house number is nothing that we want to keep.
    """
    code = outcode(text)
    if code:
        return code, "outcode"
    if "?" in text:
        return None
    plain = _LEADING.sub("", normal(text))
    words = [word for word in plain.split() if not any(c.isdigit() for c in word)]
    if not 1 <= len(words) <= MAX_PLACE_WORDS or not any(c.isalpha() for c in plain):
        return None
    return " ".join(words).title()[:MAX_PLACE_CHARS], "town"


def bare(rest: str) -> bool:
    """Whether nothing is left of a message but the small words around an answer ("im", "near")."""
    return not _LEADING.sub("", normal(rest) + " ").strip()


def age_choice(value: str) -> list[int] | None:
    """What a button for an age carries ("13", "10-12") as ``[min, max]``."""
    match = re.fullmatch(r"(\d{1,2})(?:-(\d{1,2}))?", value)
    if match is None:
        return None
    low = int(match.group(1))
    high = int(match.group(2) or low)
    return [low, high] if low <= high else None
