"""Words typed without the spaces between them: "killmyself", "iwanttodie"."""

from __future__ import annotations

from collections.abc import Callable

_SHORT_WORDS = "i a am is it me my to so in up he do we on of at us be go no an as if"
_SHORT_PIECES = frozenset(_SHORT_WORDS.split())
_SHORTEST, _LONGEST, _LONGEST_PIECE = 5, 60, 14
_PIECE = 3
"""What a further word costs, beside how short it is: few, long words are the likelier reading."""

Piece = Callable[[str], bool]


def split(run: str, is_word: Piece) -> tuple[str, ...] | None:
    """The words that fill ``run``, or None. ``is_word`` is asked for pieces of 3 letters or more."""
    if not _SHORTEST <= len(run) <= _LONGEST:
        return None
    best: list[tuple[float, tuple[str, ...]] | None] = [(0.0, ())] + [None] * len(run)
    for end in range(1, len(run) + 1):
        for start in range(max(0, end - _LONGEST_PIECE), end):
            before = best[start]
            if before is None:
                continue
            piece = run[start:end]
            if not (piece in _SHORT_PIECES if len(piece) < 3 else is_word(piece)):
                continue
            cost = before[0] + _PIECE + 4 / len(piece)
            here = best[end]
            if here is None or cost < here[0]:
                best[end] = (cost, (*before[1], piece))
    found = best[-1]
    if found is None or len(found[1]) < 2 or not _sounds_said(found[1]):
        return None
    return found[1]


def _sounds_said(pieces: tuple[str, ...]) -> bool:
    """Whether ``pieces`` may be words run together rather than one English word or a name."""
    short = sum(len(piece) < 3 for piece in pieces)
    if len(pieces) == 2 and short == 2:
        return False
    if pieces[-1] in ("a", "i", "an", "if", "as") and len(pieces) < 4:
        return False
    return short <= (len(pieces) + 1) // 2
