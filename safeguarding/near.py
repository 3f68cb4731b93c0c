"""Words as they were meant, from words as they were mistyped or spelt by ear.

Only ever into a word of a given list, with the same first letter: a speller that guesses the first
letter turns names into signs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from itertools import pairwise

_SHORT = 4
"""Words of so few letters are only found where letters are swapped or doubled, telling ones also
where a vowel is another or missing ("hrt"). None has fewer."""
_SHORTEST_BY_EAR = 6
_ALIKE = 0.72
"""How alike, 0 to 1, two words that sound the same must be written: "secede" is no "suicide"."""
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_PAIRS = [pair for row in _KEYS for pair in pairwise(row)]
_BESIDE = frozenset([*_PAIRS, *((b, a) for a, b in _PAIRS)])
_VOWELS = frozenset("aeiouy")
_PAIR = re.compile(r"(.)\1+")
# How a sound may be written: "sooicide", "parasetimol", "suffercate".
_SOUNDS = (
    (re.compile(r"ph"), "f"), (re.compile(r"(?<=.)gh(?!t)"), ""), (re.compile(r"s?c(?=[eiy])"), "s"),
    (re.compile(r"ck|[cqk]"), "k"), (re.compile(r"x"), "ks"), (re.compile(r"z"), "s"),
    (re.compile(r"dg|j"), "g"), (re.compile(r"(?<=.)[aeiouyhw]+"), ""),
)  # fmt: skip


class Near:
    """Finds the word that a mistyped one was meant to be. ``telling`` ones may be shorter and are
    also found by how they sound."""

    def __init__(self, words: Iterable[str], telling: Iterable[str]) -> None:
        self._telling = frozenset(telling)
        everything = {word for word in words if len(word) >= _SHORT and word.isalpha()}
        self._by_part: dict[str, list[str]] = {}
        for word in sorted(everything):
            for part in {word, *_deletions(word)}:
                self._by_part.setdefault(part, []).append(word)
        self._by_sound: dict[str, list[str]] = {}
        for word in sorted(self._telling):
            if len(word) >= _SHORTEST_BY_EAR:
                self._by_sound.setdefault(sound(word), []).append(word)

    def slip(self, typed: str) -> str | None:
        """The word one slip of a finger away: a letter swapped, doubled, left out, added or changed."""
        if len(typed) < _SHORT - 1 or not typed.isalpha():
            return None
        candidates = set(self._by_part.get(typed, ()))
        for part in _deletions(typed):
            candidates.update(self._by_part.get(part, ()))
        ranked = sorted(
            (cost, word not in self._telling, word)
            for word in candidates
            if word[0] == typed[0] and (cost := self._cost(word, typed)) is not None
        )
        return ranked[0][2] if ranked else None

    def by_ear(self, typed: str) -> str | None:
        """The telling word that sounds the same and is about as long."""
        if len(typed) < _SHORTEST_BY_EAR - 1 or not typed.isalpha():
            return None
        heard = self._by_sound.get(sound(typed), ())
        fit = [
            (-_likeness(word, typed), word) for word in heard if abs(len(word) - len(typed)) <= 2
        ]
        best = min(fit, default=(0.0, ""))
        return best[1] if -best[0] >= _ALIKE else None

    def _cost(self, word: str, typed: str) -> int | None:
        """How unlikely ``typed`` is for ``word``, from 0; None where they are too far apart."""
        if len(word) == len(typed):
            cost = _changed(word, typed)
        elif abs(len(word) - len(typed)) == 1:
            cost = _added(word, typed)
        else:
            cost = None
        if cost and len(word) <= _SHORT:
            alike = word in self._telling and (cost == 1 or sound(word) == sound(typed))
            return cost if alike and len(typed) <= _SHORT else None
        return cost


def _changed(word: str, typed: str) -> int | None:
    differ = [at for at in range(len(word)) if word[at] != typed[at]]
    if len(differ) == 2 and differ[1] == differ[0] + 1:
        a, b = differ
        return 0 if (word[a], word[b]) == (typed[b], typed[a]) else None
    if len(differ) != 1:
        return None
    pair = (word[differ[0]], typed[differ[0]])
    return 1 if pair in _BESIDE or _VOWELS.issuperset(pair) else 3


def _added(word: str, typed: str) -> int | None:
    longer, shorter = (word, typed) if len(word) > len(typed) else (typed, word)
    if shorter not in _deletions(longer):
        return None
    return 0 if _PAIR.sub(r"\1", longer) == _PAIR.sub(r"\1", shorter) else 2


def sound(word: str) -> str:
    """A rough key of how ``word`` sounds: its consonants, alike ones as one."""
    heard = word
    for pattern, plain in _SOUNDS:
        heard = pattern.sub(plain, heard)
    return word[0] + _PAIR.sub(r"\1", heard)[1:]


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _deletions(word: str) -> set[str]:
    return {word[:at] + word[at + 1 :] for at in range(len(word))}
