"""One word as typed to the words it stands for: text-speak, leetspeak, masks, typos, run-together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import islice, product

from safeguarding.near import Near
from safeguarding.runs import split

_LEET = {
    "1": "il", "!": "il", "|": "il", "3": "e", "0": "o", "@": "a", "4": "a", "$": "s", "5": "s",
    "7": "t", "+": "t", "8": "b", "9": "g", "€": "e",
}  # fmt: skip
_ALIKE = {"i": "il", "l": "li", "1": "il", "|": "il", "!": "il"}
"""Shapes that look the same: a capital I is typed for an l, and is an i once folded."""
_MOST_READINGS = 32
_SPECIAL = re.compile(r"[@$!|*+€]+")
_HAS_LEET = re.compile(r"[0134578@$!|9+€]")
_RUN = re.compile(r"(.)\1{2,}")
_PAIR = re.compile(r"(.)\1+")
_LETTER = re.compile(r"[^\W\d_]")
_ENDINGS = (("n't", "not"), ("'ll", "will"), ("'re", "are"), ("'ve", "have"), ("'d", "would"),
            ("'m", "am"))  # fmt: skip
_LONGEST_PREFIXED = 14


class Speller:
    """Reads single words. A word is only repaired into one that ``known`` (or a prefix) names, and
    never one of ``keep``: real words that would be read as another."""

    def __init__(
        self,
        words: Mapping[str, str],
        known: Iterable[str],
        prefixes: Iterable[str],
        forgiving: Iterable[str],
        keep: Iterable[str],
    ) -> None:
        self._words = {typed: tuple(meant.split()) for typed, meant in words.items()}
        meant = {word for reading in self._words.values() for word in reading}
        self._known = frozenset(known) | meant
        self._prefixes = tuple(prefix for prefix in prefixes if len(prefix) > 3)
        self._keep = frozenset(keep) - self._words.keys()
        telling = frozenset(forgiving)
        self._telling = telling
        self._by_length = _by_length(telling, self._known)
        self._near = Near(self._known | telling, telling)

    def read(self, typed: str) -> tuple[str, ...]:
        """The words that ``typed`` (folded, no spaces) stands for; itself where nothing is known."""
        found = self._words.get(typed)
        if found:
            return found
        if typed in self._known or typed in self._keep:
            return (typed,)
        if "'" in typed:
            return self._apostrophe(typed)
        return self._mangled(typed) or self._apart(typed)

    def split(self, run: str) -> tuple[str, ...] | None:
        """Known words that were typed without spaces, or None: "killmyself", "iwanttodie"."""
        pieces = split(run, self._is_piece)
        if pieces is None:
            return None
        return tuple(word for piece in pieces for word in self._look_up(piece) or (piece,))

    def join(self, letters: str) -> tuple[str, ...] | None:
        """The words that letters typed one by one make, or None: "k i l l", "s e w e r s l i d e"."""
        if letters in self._keep or not _LETTER.search(letters):
            return None
        found = self._look_up(letters) or self._mangled(letters)
        return None if found is None or len(found) == len(letters) else found

    def _mangled(self, typed: str) -> tuple[str, ...] | None:
        """What ``typed`` was before it was stretched, masked, disguised, mistyped or run together."""
        for reading in self._plainer(typed):
            found = self._look_up(reading)
            if found:
                return found
        if _SPECIAL.search(typed):
            return None
        near = self._near.slip(typed)
        begins = self._begins_known(typed)
        if near and (near in self._telling if begins else len(near) >= len(typed)):
            return (near,)
        found = self.split(typed)
        if found:
            return found
        if begins:
            return (typed,)
        near = near or self._near.by_ear(typed)
        return (near,) if near else None

    def _is_piece(self, piece: str) -> bool:
        # Short respelled ones are how English words begin and end: "display", "massive", "poorly".
        return piece in self._known or (piece in self._words and len(piece) > 3)

    def _look_up(self, word: str) -> tuple[str, ...] | None:
        found = self._words.get(word)
        if found:
            return found
        return (word,) if word in self._known else None

    def _begins_known(self, word: str) -> bool:
        return (
            len(word) <= _LONGEST_PREFIXED
            and bool(self._prefixes)
            and word.startswith(self._prefixes)
            and word.isalpha()
            and not _RUN.search(word)
        )

    def _apostrophe(self, typed: str) -> tuple[str, ...]:
        plain = typed.replace("'", "")
        if typed in ("can't", "won't", "shan't") or (plain in self._words and "n't" in typed):
            return self._words.get(plain, (plain,))
        for ending, word in _ENDINGS:
            if typed.endswith(ending):
                stem = typed[: -len(ending)]
                return (*self.read(stem), word) if stem else (word,)
        if typed.endswith("'s") and len(typed) > 2:
            return (*self.read(typed[:-2].replace("'", "")), "is")
        return self.read(plain) if plain else ()

    def _plainer(self, typed: str) -> Iterable[str]:
        """What a stretched, masked or disguised word may have been, likeliest first."""
        if _RUN.search(typed):
            yield from _unstretched(typed)
        if "*" in typed:
            yield from self._unmasked(typed)
        if _HAS_LEET.search(typed) and _LETTER.search(typed):
            yield from _disguised(typed, _LEET)
        if len(typed) > 3 and ("i" in typed or "l" in typed):
            yield from _disguised(typed, _ALIKE)

    def _unmasked(self, typed: str) -> Iterable[str]:
        """Masked words of which half is still there, telling ones first."""
        if 2 * typed.count("*") <= len(typed):
            shape = re.compile(re.sub(r"\\\*", ".", re.escape(typed)))
            for words in self._by_length.get(len(typed), ()):
                yield from (word for word in words if shape.fullmatch(word))
        yield typed.replace("*", "")

    def _apart(self, typed: str) -> tuple[str, ...]:
        parts = [part for part in _SPECIAL.split(typed) if part]
        if len(parts) < 2:
            return (_RUN.sub(r"\1\1", parts[0] if parts else typed),)
        words: list[str] = []
        for number, part in enumerate(parts):
            if number and "!" in typed:
                words.append(".")
            words.extend(self.read(part))
        return tuple(words)


def _by_length(*groups: Iterable[str]) -> dict[int, tuple[list[str], ...]]:
    lengths = {len(word) for words in groups for word in words}
    return {
        length: tuple(sorted(word for word in words if len(word) == length) for words in groups)
        for length in lengths
    }


def _unstretched(typed: str) -> Iterable[str]:
    yield _RUN.sub(r"\1\1", typed)
    yield _RUN.sub(r"\1", typed)
    yield _PAIR.sub(r"\1", typed)


def _disguised(typed: str, shapes: Mapping[str, str]) -> Iterable[str]:
    """``typed`` with each figure or sign read as the letters it may stand for."""
    choices = [shapes.get(character, character) for character in typed]
    for reading in islice(product(*choices), _MOST_READINGS):
        word = "".join(reading)
        yield word
        if _RUN.search(word):
            yield _RUN.sub(r"\1", word)
