"""Letters typed one by one: "k i l l", "k.i.l.l", "s-u-i-c-i-d-e"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

Typed = tuple[str, tuple[int, int]]
"""A word as typed, and where it stands in the folded text."""
MOST = 40
"""As many letters are put together; more is not a sentence."""
_FEWEST = 3
_BETWEEN = frozenset(" .-_*~/\\,+|\t\n")
_WIDEST = 3


def letters_from(typed: Sequence[Typed], plain: str, at: int) -> list[int]:
    """Which of ``typed``, from ``at`` on, are letters of one run; empty where fewer than 3 are."""
    found: list[int] = []
    for here in range(at, len(typed)):
        word, (start, _) = typed[here]
        if len(word) > 1:
            break
        if found and not _close(plain, typed[found[-1]][1][1], start):
            break
        if word in ".\n":
            if not found:
                break
            continue
        if not word.isalnum() or len(found) == MOST:
            break
        found.append(here)
    return found if len(found) >= _FEWEST else []


def _close(plain: str, end: int, start: int) -> bool:
    return start - end <= _WIDEST and _BETWEEN.issuperset(plain[end:start])


def ways_to_take(count: int) -> Iterator[tuple[int, int]]:
    """Which of so many letters may be the spelled-out words: all, or all but one at an end ("i")."""
    for first, last in ((0, count), (1, count), (0, count - 1), (1, count - 1)):
        if last - first >= _FEWEST:
            yield first, last
