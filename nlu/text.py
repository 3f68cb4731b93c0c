"""Folding text for matching without moving a single character.

Pure standard library and fit for Python 3.10: the Rasa environment imports it too.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_SAME = {"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-"}
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_GLUE = re.compile(r"[\s\-/'.]*")


@dataclass(frozen=True)
class Word:
    """One word. ``form`` is folded and without apostrophes ("can't" is "cant")."""

    form: str
    start: int
    end: int


def fold(text: str) -> str:
    """Lower case, plain quotes and dashes, spaces for control characters; the length stays."""
    return "".join(_fold_one(char) for char in text)


def _fold_one(char: str) -> str:
    if char in _SAME:
        return _SAME[char]
    if char.isascii():
        return char.lower() if char.isprintable() else " "
    plain = unicodedata.normalize("NFKC", char).lower()
    if len(plain) != 1:
        return char
    return plain if plain.isprintable() and not plain.isspace() else " "


def words(folded: str) -> list[Word]:
    """The words of a folded text, with their offsets."""
    return [
        Word(match.group().replace("'", ""), match.start(), match.end())
        for match in _WORD.finditer(folded)
    ]


def joined(folded: str, left: Word, right: Word) -> bool:
    """Whether two neighbouring words may belong to one phrase: only blanks or a hyphen between."""
    return bool(_GLUE.fullmatch(folded, left.end, right.start))
