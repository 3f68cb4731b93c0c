"""Compiled patterns and the matcher behind them. ``pattern_syntax`` reads the language.

There is no backtracking: the matcher walks all ways at once and keeps one state a position, so the
work for one start is at most elements x words of reach, whatever the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

STOP = "."
"""The token at the end of a sentence."""
NEGATORS = frozenset({"not", "never", "no", "nor", "without", "neither"})

_LAUGHS = frozenset(
    {"lol", "haha", "hahaha", "lmao", "lmfao", "xd", "deademoji", "sademoji", "cryemoji"}
)
_CLAUSE = frozenset({"and", "but", "because", "please", "again", "now", "then", "if", "when"})
_CLOSES = _LAUGHS | _CLAUSE | {STOP, "i", "he", "she", "they", "we", "it", "my"}
_OPENS = _LAUGHS | {
    STOP, "and", "but", "because", "then", "hi", "hey", "hello", "hiya", "yes", "yeah", "yh", "yep", "ok", "okay",
    "well", "oh", "sorry", "anyway", "basically", "today", "tonight", "yesterday", "sometimes",
}  # fmt: skip
"""Few people type full stops: before and after these words a clause may end or begin as well."""


@dataclass(frozen=True, slots=True)
class Word:
    """One token: one of ``exact``, or beginning with one of ``prefixes``."""

    exact: frozenset[str]
    prefixes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """Up to ``most`` tokens; ``far`` ones cross sentences and negations."""

    most: int
    far: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several sequences, or nothing where ``optional``."""

    ways: tuple[tuple[Element, ...], ...]
    optional: bool
    by_word: Mapping[str, tuple[tuple[Element, ...], ...]] = field(
        init=False, repr=False, compare=False
    )
    """What follows the first word of a way, by that word: most ways of a long list begin with
    another word than the one in the text, and need not be walked at all."""
    other: tuple[tuple[Element, ...], ...] = field(init=False, repr=False, compare=False)
    """Ways that do not begin with a plain word."""

    def __post_init__(self) -> None:
        by_word: dict[str, list[tuple[Element, ...]]] = {}
        other: list[tuple[Element, ...]] = []
        for way in self.ways:
            first = way[0]
            if isinstance(first, Word):
                for word in first.exact:
                    by_word.setdefault(word, []).append(way[1:])
                if not first.prefixes:
                    continue
                way = (Word(frozenset(), first.prefixes), *way[1:])
            other.append(way)
        object.__setattr__(self, "by_word", {word: tuple(ways) for word, ways in by_word.items()})
        object.__setattr__(self, "other", tuple(other))


@dataclass(frozen=True, slots=True)
class Edge:
    """The beginning or the end of a sentence."""

    end: bool


Element = Word | Gap | Choice | Edge


@dataclass(frozen=True, slots=True)
class Match:
    """Tokens ``start`` to ``end`` (not included)."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern. Make one with ``pattern_syntax.compile_pattern``."""

    source: str
    elements: tuple[Element, ...]
    shortest: int
    longest: int
    negates: bool
    """The pattern itself has a "not" in it, so a negation is part of what it looks for."""

    def match_at(self, tokens: Sequence[str], first: int, last: int) -> Match | None:
        """The match that starts latest among starts from ``first`` to ``last``, or None."""
        states = {at: at for at in range(max(first, 0), min(last, len(tokens) - 1) + 1)}
        ended = _walk(self.elements, tokens, states)
        if not ended:
            return None
        end = max(ended, key=lambda at: (ended[at], -at))
        return Match(ended[end], end)

    def find_all(self, tokens: Sequence[str]) -> list[Match]:
        """Every match, left to right, not overlapping. For tests and small texts."""
        found: list[Match] = []
        at = 0
        while at < len(tokens):
            match = self.match_at(tokens, at, at)
            if match is None or match.end <= match.start:
                at += 1
                continue
            found.append(match)
            at = match.end
        return found


def element_words(element: Element) -> frozenset[str]:
    """Every exact word in ``element``."""
    if isinstance(element, Word):
        return element.exact
    if isinstance(element, Choice):
        return frozenset().union(*(element_words(e) for way in element.ways for e in way))
    return frozenset()


def _walk(
    elements: tuple[Element, ...], tokens: Sequence[str], states: dict[int, int]
) -> dict[int, int]:
    """Positions after ``elements``, each with the latest start that leads there."""
    for element in elements:
        if isinstance(element, Word):
            states = _step(element, tokens, states)
        elif isinstance(element, Gap):
            states = _skip(element, tokens, states)
        elif isinstance(element, Choice):
            states = _choose(element, tokens, states)
        else:
            states = {at: start for at, start in states.items() if _at_edge(element, tokens, at)}
        if not states:
            return states
    return states


def _step(word: Word, tokens: Sequence[str], states: dict[int, int]) -> dict[int, int]:
    exact, prefixes, count = word.exact, word.prefixes, len(tokens)
    return {
        at + 1: start
        for at, start in states.items()
        if at < count and (tokens[at] in exact or (prefixes and tokens[at].startswith(prefixes)))
    }


def _skip(gap: Gap, tokens: Sequence[str], states: dict[int, int]) -> dict[int, int]:
    reached: dict[int, int] = {}
    for at, start in states.items():
        for step in range(gap.most + 1):
            here = at + step
            if reached.get(here, -1) < start:
                reached[here] = start
            if here >= len(tokens):
                break
            if not gap.far and (tokens[here] == STOP or tokens[here] in NEGATORS):
                break
    return reached


def _choose(choice: Choice, tokens: Sequence[str], states: dict[int, int]) -> dict[int, int]:
    reached = dict(states) if choice.optional else {}
    for at, start in states.items():
        if at >= len(tokens):
            continue
        for rest in choice.by_word.get(tokens[at], ()):
            ends: Iterable[int] = _walk(rest, tokens, {at + 1: start}) if rest else (at + 1,)
            for end in ends:
                if reached.get(end, -1) < start:
                    reached[end] = start
    for way in choice.other:
        for at, start in _walk(way, tokens, states).items():
            if reached.get(at, -1) < start:
                reached[at] = start
    return reached


def _at_edge(edge: Edge, tokens: Sequence[str], at: int) -> bool:
    if edge.end:
        return at >= len(tokens) or tokens[at] in _CLOSES
    return at == 0 or tokens[at - 1] in _OPENS


def reach_of(elements: tuple[Element, ...]) -> tuple[int, int]:
    """The fewest and the most tokens that ``elements`` can take."""
    shortest = longest = 0
    for element in elements:
        low, high = span_of(element)
        shortest, longest = shortest + low, longest + high
    return shortest, longest


def span_of(element: Element) -> tuple[int, int]:
    """The fewest and the most tokens that one element can take."""
    if isinstance(element, Word):
        return 1, 1
    if isinstance(element, Gap):
        return 0, element.most
    if isinstance(element, Edge):
        return 0, 0
    reaches = [reach_of(way) for way in element.ways]
    low = 0 if element.optional else min(reach[0] for reach in reaches)
    return low, max(reach[1] for reach in reaches)
