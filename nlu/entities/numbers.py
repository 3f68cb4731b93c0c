"""Numbers as people type them: digits or words up to twenty-five."""

from __future__ import annotations

import re

_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
    "twenty one": 21, "twenty two": 22, "twenty three": 23, "twenty four": 24, "twenty five": 25,
}  # fmt: skip

_SPELT = "|".join(word.replace(" ", r"[\s-]") for word in sorted(_WORDS, key=len, reverse=True))
NUMBER = rf"(?:(?<![\w£.:/])\d{{1,2}}(?![\d%])|\b(?:{_SPELT})\b)"
"""A number of one or two digits that is no part of a longer one, or a number word."""


def value_of(typed: str) -> int:
    """The number that ``typed`` (a match of :data:`NUMBER`) stands for."""
    if typed.isdigit():
        return int(typed)
    return _WORDS[re.sub(r"[\s-]+", " ", typed)]
