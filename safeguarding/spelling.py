"""One word as typed to the words it stands for: text-speak, leetspeak, masks, typos, run-together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import islice, product

_LEET = {
    "1": "il", "!": "il", "|": "il", "3": "e", "0": "o", "@": "a", "4": "a", "$": "s", "5": "s",
    "7": "t", "+": "t",
}  # fmt: skip
_MOST_READINGS = 32
_SPECIAL = re.compile(r"[@$!|*+]")
_HAS_LEET = re.compile(r"[01345@$!|7+]")
_RUN = re.compile(r"(.)\1{2,}")
_PAIR = re.compile(r"(.)\1+")
_LETTER = re.compile(r"[^\W\d_]")
_ENDINGS = (("n't", "not"), ("'ll", "will"), ("'re", "are"), ("'ve", "have"), ("'d", "would"),
            ("'m", "am"))  # fmt: skip
_SHORT_PIECES = frozenset(
    {"i", "a", "am", "is", "it", "me", "my", "to", "so", "in", "up", "he", "do", "we"}
)
_TELLING = frozenset(
    [
        "kill",
        "kms",
        "die",
        "dead",
        "death",
        "hurt",
        "hurts",
        "help",
        "hate",
        "hates",
        "hit",
        "hits",
        "cut",
        "rape",
        "raped",
        "myself",
        "want",
    ]
)
"""Short runs are only taken apart where one of these is in them: "canteen" is no "can teen"."""
_OPENERS = frozenset({"i", "want", "need", "going", "have", "try", "trying", "how", "do"})
_SHORTEST_RUN, _LONGEST_RUN = 6, 30


class Speller:
    """Reads single words. A word is only repaired into one that ``known`` (or a prefix) names."""

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
        self._keep = frozenset(keep)
        self._forgiving = frozenset(forgiving)
        self._near = _neighbours(self._forgiving)
        self._swapped = {
            swap: word for word in self._known if len(word) > 3 for swap in _swaps(word)
        }

    def read(self, typed: str) -> tuple[str, ...]:
        """The words that ``typed`` (folded, no spaces) stands for; itself where nothing is known."""
        found = self._look_up(typed)
        if found:
            return found if typed in self._known else self._run_together(typed) or found
        if typed in self._keep:
            return (typed,)
        if "'" in typed:
            return self._apostrophe(typed)
        for reading in self._readings(typed):
            found = self._look_up(reading)
            if found:
                return found
        if _SPECIAL.search(typed):
            return self._apart(typed)
        if _SHORTEST_RUN <= len(typed) <= _LONGEST_RUN:
            return self.split(typed) or (self._shortened(typed),)
        return (self._shortened(typed),)

    def _run_together(self, typed: str) -> tuple[str, ...] | None:
        """ "killmyself" begins with "kill*", and is two words: words of ours that fill it."""
        if typed in self._words or len(typed) < _SHORTEST_RUN + 2:
            return None
        return self.split(typed)

    def split(self, run: str) -> tuple[str, ...] | None:
        """Known words that were typed without spaces, or None: "killmyself", "iwanttodie"."""
        if not 4 <= len(run) <= _LONGEST_RUN * 2:
            return None
        best: list[tuple[str, ...] | None] = [()] + [None] * len(run)
        for end in range(1, len(run) + 1):
            for start in range(max(0, end - 14), end):
                before, piece = best[start], run[start:end]
                if before is None or not self._is_piece(piece, start):
                    continue
                here = best[end]
                if here is None or len(before) + 1 < len(here):
                    best[end] = (*before, piece)
        pieces = best[-1]
        if pieces is None or len(pieces) > 2 + len(run) // 3 or not _sounds_said(pieces):
            return None
        return tuple(word for piece in pieces for word in self._look_up(piece) or (piece,))

    def _is_piece(self, piece: str, start: int) -> bool:
        if len(piece) < 3:
            return piece in _SHORT_PIECES
        if piece in self._known:
            return True
        # Short respelled ones are how English words begin and end: "display", "massive", "poorly".
        return piece in self._words and (len(piece) > 3 or (start == 0 and piece == "ive"))

    def _look_up(self, word: str) -> tuple[str, ...] | None:
        found = self._words.get(word)
        if found:
            return found
        if word in self._known:
            return (word,)
        if self._prefixes and word.startswith(self._prefixes) and word.isalpha():
            return (word,)
        return None

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

    def _readings(self, typed: str) -> Iterable[str]:
        """What a mangled word may have been, likeliest first."""
        if _RUN.search(typed):
            yield _RUN.sub(r"\1\1", typed)
            yield _RUN.sub(r"\1", typed)
            yield _PAIR.sub(r"\1", typed)
        if "*" in typed:
            yield from self._unmasked(typed)
        if _HAS_LEET.search(typed) and _LETTER.search(typed):
            yield from _leet(typed)
        if len(typed) > 3 and typed not in self._keep:
            swapped = self._swapped.get(typed)
            if swapped:
                yield swapped
            near = self._closest(typed)
            if near:
                yield near

    def _unmasked(self, typed: str) -> Iterable[str]:
        shape = re.compile(re.sub(r"\\\*", ".", re.escape(typed)))
        yield from sorted(
            word for word in self._known if len(word) == len(typed) and shape.fullmatch(word)
        )
        yield typed.replace("*", "")

    def _closest(self, typed: str) -> str | None:
        if len(typed) < 5:
            return None
        candidates = self._near.get(typed, set()).union(
            *(self._near.get(short, set()) for short in _deletions(typed))
        )
        fit = [word for word in candidates if word[0] == typed[0] and _one_off(word, typed)]
        return min(fit) if fit else None

    def _apart(self, typed: str) -> tuple[str, ...]:
        parts = [part for part in _SPECIAL.split(typed) if part]
        words: list[str] = []
        for number, part in enumerate(parts):
            if number and "!" in typed:
                words.append(".")
            words.extend(self.read(part))
        return tuple(words)

    def _shortened(self, typed: str) -> str:
        return _RUN.sub(r"\1\1", typed)


def _sounds_said(pieces: tuple[str, ...]) -> bool:
    """Whether ``pieces`` may be words run together rather than one English word: not "in tent",
    "person a", "ket a mine"."""
    first, last = pieces[0], pieces[-1]
    if sum(map(len, pieces)) < _SHORTEST_RUN + 2 and _TELLING.isdisjoint(pieces):
        return False
    if len(pieces) == 2 and len(first) < 3 and first not in ("i", "my", "we"):
        return False
    if len(pieces) < 4 and len(last) < 3 and last not in ("me", "it", "up"):
        return False
    return len(pieces) != 3 or pieces[1] not in ("i", "a", "it", "to") or pieces[0] in _OPENERS


def _leet(typed: str) -> Iterable[str]:
    """``typed`` with each figure or sign read as the letters it may stand for."""
    choices = [_LEET.get(character, character) for character in typed]
    for reading in islice(product(*choices), _MOST_READINGS):
        word = "".join(reading)
        yield word
        if _RUN.search(word):
            yield _RUN.sub(r"\1", word)


def _swaps(word: str) -> Iterable[str]:
    """``word`` with two neighbouring letters swapped, the first one left alone."""
    for at in range(1, len(word) - 1):
        if word[at] != word[at + 1]:
            yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _deletions(word: str) -> set[str]:
    return {word[:at] + word[at + 1 :] for at in range(len(word))}


def _neighbours(words: Iterable[str]) -> dict[str, set[str]]:
    near: dict[str, set[str]] = {}
    for word in words:
        for short in {word, *_deletions(word)}:
            near.setdefault(short, set()).add(word)
    return near


def _one_off(word: str, typed: str) -> bool:
    """Whether one letter changed, added or left out makes the one of the other."""
    if len(word) == len(typed):
        return sum(a != b for a, b in zip(word, typed, strict=True)) == 1
    longer, shorter = (word, typed) if len(word) > len(typed) else (typed, word)
    return len(longer) - len(shorter) == 1 and shorter in _deletions(longer)
