"""Finding known phrases in a text, longest first. Pure standard library, fit for Python 3.10."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from nlu.text import fold, joined, words

Payload = TypeVar("Payload")


@dataclass(frozen=True)
class Hit(Generic[Payload]):
    """One phrase found: what it stands for and where it was typed."""

    payload: Payload
    start: int
    end: int
    phrase: str


class PhraseBook(Generic[Payload]):
    """Phrases and what they stand for.

    Case, apostrophes and hyphens do not matter: "five-a-side" finds "5 a side" only if that is
    listed too, but also "Five a Side". A phrase may stand for several things.
    """

    def __init__(self, entries: Iterable[tuple[str, Payload]]) -> None:
        self._payloads: dict[str, list[Payload]] = {}
        self._longest = 0
        for phrase, payload in entries:
            key = phrase_key(phrase)
            if not key:
                raise ValueError(f"a phrase without a word: {phrase!r}")
            self._longest = max(self._longest, key.count(" ") + 1)
            known = self._payloads.setdefault(key, [])
            if payload not in known:
                known.append(payload)

    @classmethod
    def of(cls, lists: Mapping[Payload, Iterable[str]]) -> PhraseBook[Payload]:
        """A book from ``{payload: [phrases]}``."""
        return cls((phrase, payload) for payload, phrases in lists.items() for phrase in phrases)

    def find(self, text: str) -> list[Hit[Payload]]:
        """All hits from left to right; where phrases overlap the longest that starts first wins."""
        folded = fold(text)
        found = words(folded)
        hits: list[Hit[Payload]] = []
        at = 0
        while at < len(found):
            stop = at + 1
            while (
                stop < len(found)
                and stop - at < self._longest
                and joined(folded, found[stop - 1], found[stop])
            ):
                stop += 1
            step = 1
            for end in range(stop, at, -1):
                key = " ".join(word.form for word in found[at:end])
                if key in self._payloads:
                    start, finish = found[at].start, found[end - 1].end
                    hits += [Hit(p, start, finish, key) for p in self._payloads[key]]
                    step = end - at
                    break
            at += step
        return hits


def phrase_key(phrase: str) -> str:
    """The form under which a phrase is looked up: "Can't sleep" is "cant sleep"."""
    return " ".join(word.form for word in words(fold(phrase)))
