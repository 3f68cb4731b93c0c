"""Finds the patterns that can match at all, by their rarest word: cost stays flat as rules grow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from safeguarding.patterns import Choice, Element, Match, Pattern, Word, element_words, span_of

_COMMON_WORDS = (
    "i me my we us our you your he him his she her they them their it its this that the a an and or "
    "but so if of in on at to for from with by as is am are was were be been being do does did not "
    "no have has had will would can could should just all any some what when who how why there here "
    "get got go going want wants wanted like know think said says say make made take took up out "
    "off about over now then day time one really mum dad friend friends school home house people "
    "someone anyone everyone something anything everything nothing tell told keep keeps kept feel "
    "feels never always again still because"
)
_BLOCK = 24
"""Tokens that are looked at together."""
_COMMON = frozenset(_COMMON_WORDS.split())
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Entry(Generic[T]):
    pattern: Pattern
    payload: T
    before: tuple[int, int]
    """The fewest and the most tokens between the start of a match and its anchor."""
    needed: tuple[frozenset[str], ...]
    """Sets of words of which the text must have one, other than the anchor."""


class PatternIndex(Generic[T]):
    """Many patterns, each with a payload, searched at once."""

    def __init__(self, patterns: Sequence[tuple[Pattern, T]]) -> None:
        self._exact: dict[str, list[_Entry[T]]] = defaultdict(list)
        self._prefix: dict[str, list[_Entry[T]]] = defaultdict(list)
        for pattern, payload in patterns:
            self._add(pattern, payload)
        self._reach = max((pattern.longest for pattern, _ in patterns), default=0)
        self._lengths = tuple(sorted({len(prefix) for prefix in self._prefix}))

    def find(
        self, tokens: Sequence[str], done: Container[int] = frozenset()
    ) -> Iterator[tuple[T, Pattern, Match]]:
        """Every match around every anchor; one (payload, span) may come more than once.

        Payloads whose ``id()`` is in ``done``, which the caller may fill meanwhile, are passed over.
        """
        reach = self._reach
        for first in range(0, len(tokens), _BLOCK):
            # Most patterns are ruled out by a word that is nowhere near: looked up once a block.
            near = frozenset(tokens[max(first - reach, 0) : first + _BLOCK + reach])
            worth: dict[int, bool] = {}
            for at in range(first, min(first + _BLOCK, len(tokens))):
                for entry in self._candidates(tokens[at]):
                    key = id(entry)
                    if key not in worth:
                        worth[key] = not any(words.isdisjoint(near) for words in entry.needed)
                    if not worth[key] or id(entry.payload) in done:
                        continue
                    low, high = entry.before
                    match = entry.pattern.match_at(tokens, at - high, at - low)
                    if match is not None:
                        yield entry.payload, entry.pattern, match

    def _candidates(self, token: str) -> Iterator[_Entry[T]]:
        found = self._exact.get(token)
        if found:
            yield from found
        for length in self._lengths:
            if length > len(token):
                break
            found = self._prefix.get(token[:length])
            if found:
                yield from found

    def _add(self, pattern: Pattern, payload: T) -> None:
        costs = [(_cost(element), number) for number, element in enumerate(pattern.elements)]
        _, best = min(costs)
        low = high = 0
        for element in pattern.elements[:best]:
            spans = span_of(element)
            low, high = low + spans[0], high + spans[1]
        anchor = pattern.elements[best]
        high += span_of(anchor)[1] - 1
        needed = tuple(
            words
            for number, element in enumerate(pattern.elements)
            if number != best and (words := _must_have(element))
        )
        entry = _Entry(pattern, payload, (low, high), needed)
        for word in _anchors(anchor):
            book = self._prefix if word.endswith("*") else self._exact
            book[word.removesuffix("*")].append(entry)


def _anchors(element: Element) -> set[str]:
    """Words (prefixes with a star), one of which is in every text that ``element`` matches."""
    if isinstance(element, Word):
        return set(element.exact) | {f"{prefix}*" for prefix in element.prefixes}
    assert isinstance(element, Choice)
    found: set[str] = set()
    for way in element.ways:
        _, best = min((_cost(each), number) for number, each in enumerate(way))
        found |= _anchors(way[best])
    return found


def _cost(element: Element) -> float:
    """How often ``element`` would be looked at; infinite where it need not be in the text."""
    if isinstance(element, Word):
        common = sum(40.0 for word in element.exact if word in _COMMON)
        return common + len(element.exact) * 0.5 + len(element.prefixes)
    if isinstance(element, Choice) and not element.optional:
        return sum(min(_cost(each) for each in way) for way in element.ways)
    return float("inf")


def _must_have(element: Element) -> frozenset[str]:
    """Words one of which must be in the text; empty where nothing so simple can be said."""
    if isinstance(element, Word) and not element.prefixes:
        return element.exact
    if isinstance(element, Choice) and not element.optional:
        parts = []
        for way in element.ways:
            known = [words for each in way if (words := _must_have(each))]
            if not known:
                return frozenset()
            parts.append(min(known, key=len))
        return frozenset().union(*parts)
    return frozenset()


def known_words(patterns: Sequence[Pattern]) -> tuple[frozenset[str], tuple[str, ...]]:
    """The words and the beginnings of words that any of ``patterns`` looks for."""
    exact: set[str] = set()
    prefixes: set[str] = set()
    for pattern in patterns:
        for element in pattern.elements:
            exact |= element_words(element)
            prefixes |= _prefixes(element)
    return frozenset(exact), tuple(sorted(prefixes))


def _prefixes(element: Element) -> set[str]:
    if isinstance(element, Word):
        return set(element.prefixes)
    if isinstance(element, Choice):
        return set().union(*(_prefixes(each) for way in element.ways for each in way))
    return set()
