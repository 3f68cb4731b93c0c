"""Cut a message into plain and marked pieces, so that the signs stand out where they were written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text. ``tier`` is the gravest sign that covers it, or None."""

    text: str
    tier: str | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """From ``start`` up to ``end`` (offsets in code points of the text as typed), for one tier."""

    start: int
    end: int
    tier: str


_RANK = {"concern": 1, "high": 2, "immediate": 3}


def marks_of(spans: Iterable[Sequence[int]], tier: str) -> list[Mark]:
    """Spans as they are stored with a sign; ones that are not a pair of numbers are left out."""
    return [Mark(span[0], span[1], tier) for span in spans if len(span) == 2]


def pieces(text: str, marks: Iterable[Mark]) -> list[Piece]:
    """``text`` cut where marks begin and end. Marks may overlap, touch, or reach past the ends.

    Joined together the pieces are always the whole text: a bad span can lose its mark, never a
    word.
    """
    kept = [m for m in (_fitted(mark, text) for mark in marks) if m is not None]
    edges = sorted({0, len(text), *(m.start for m in kept), *(m.end for m in kept)})
    cut: list[Piece] = []
    for start, end in pairwise(edges):
        covering = [m.tier for m in kept if m.start <= start and m.end >= end]
        tier = max(covering, key=lambda t: _RANK.get(t, 0)) if covering else None
        if cut and cut[-1].tier == tier:
            cut[-1] = Piece(cut[-1].text + text[start:end], tier)
        else:
            cut.append(Piece(text[start:end], tier))
    return cut


def _fitted(mark: Mark, text: str) -> Mark | None:
    """The mark inside the text and on whole characters, or None where nothing is left of it."""
    start, end = max(0, mark.start), min(len(text), mark.end)
    if start >= end:
        return None
    # An emoji may be several code points; never cut one in two.
    while start > 0 and _joins(text, start):
        start -= 1
    while end < len(text) and _joins(text, end):
        end += 1
    return Mark(start, end, mark.tier)


_JOINER = "\u200d"


def _joins(text: str, at: int) -> bool:
    """Whether the code point at ``at`` belongs to the character before it."""
    code, before = text[at], text[at - 1]
    return (
        code == _JOINER
        or before == _JOINER
        or "\ufe00" <= code <= "\ufe0f"  # variation selectors
        or "\U0001f3fb" <= code <= "\U0001f3ff"  # skin tones
        or "\u0300" <= code <= "\u036f"  # accents written apart
    )
