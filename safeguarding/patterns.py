"""The small language in which rules say what they look for, and the matcher behind it.

A pattern is words over normalised tokens, in order:

    want to die          these words, next to each other
    cut*                 any word that begins so
    (kill|hang|end it)   one of these, each one or more words
    [so|very]            the same, or nothing
    <myself>             a named list from ``rules/_slots.yml``
    ~   ~6               a gap of up to 3 (or 6) words inside a sentence, never a "not" or "never"
    ...                  a gap of up to 12 words that may cross sentences
    ^   $                the beginning or end of a sentence

There is no backtracking: the matcher walks all ways at once and keeps one state a position, so the
work for one start is at most elements x words of reach, whatever the text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from basics.content import load_yaml
from basics.errors import WaymarkError

STOP = "."
"""The token at the end of a sentence."""
NEGATORS = frozenset({"not", "never", "no", "nor", "without", "neither"})
_GAP, _MOST_GAP, _FAR = 3, 8, 12

_FILLER = ""
"""Stands for a word that the normaliser drops."""

_LEX = re.compile(r"\s*(\.\.\.|~\d*|[()\[\]|^$]|<[a-z_ ]+>|[a-z0-9']+\*?)")


class PatternError(WaymarkError):
    """A pattern that cannot be read; the message says where."""

    code = "pattern_error"


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


@dataclass(frozen=True, slots=True)
class Edge:
    """The beginning or the end of a sentence."""

    end: bool


Element = Word | Gap | Choice | Edge
Slots = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Match:
    """Tokens ``start`` to ``end`` (not included)."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern. Make one with :func:`compile_pattern`."""

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


def compile_pattern(source: str, slots: Slots) -> Pattern:
    """Read ``source``. Raises :class:`PatternError` for anything that is not the language."""
    tokens = _lex(source)
    elements, rest = _sequence(tokens, 0, slots, source)
    if rest != len(tokens):
        raise PatternError(f"“{source}”: unexpected “{tokens[rest]}”.")
    shortest, longest = _reach(elements)
    if shortest == 0:
        raise PatternError(f"“{source}”: matches nothing at all.")
    if isinstance(elements[0], Gap) or isinstance(elements[-1], Gap):
        raise PatternError(f"“{source}”: a gap at the edge says nothing.")
    negates = any(element_words(element) & NEGATORS for element in elements)
    return Pattern(source, elements, shortest, longest, negates)


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
    for way in choice.ways:
        for at, start in _walk(way, tokens, states).items():
            if reached.get(at, -1) < start:
                reached[at] = start
    return reached


def _at_edge(edge: Edge, tokens: Sequence[str], at: int) -> bool:
    if edge.end:
        return at >= len(tokens) or tokens[at] == STOP
    return at == 0 or tokens[at - 1] == STOP


def _lex(source: str) -> list[str]:
    tokens: list[str] = []
    at = 0
    text = source.strip()
    while at < len(text):
        found = _LEX.match(text, at)
        if found is None:
            raise PatternError(f"“{source}”: cannot read “{text[at:]}”.")
        tokens.extend(_as_read(found.group(1)))
        at = found.end()
    if not tokens:
        raise PatternError("An empty pattern matches nothing.")
    return tokens


def _as_read(symbol: str) -> tuple[str, ...]:
    """``symbol`` in the spelling that the normaliser leaves, so that whoever writes a rule may
    write words as people do: "cos" is "because", "really" is a filler that is never read."""
    words, fillers = _respelling()
    if symbol in fillers:
        return (_FILLER,)
    return words.get(symbol, (symbol,))


@lru_cache(maxsize=1)
def _respelling() -> tuple[Mapping[str, tuple[str, ...]], frozenset[str]]:
    spelling = load_yaml(Path(__file__).with_name("content") / "spelling.yml")
    words = {typed: tuple(meant.split()) for typed, meant in spelling["words"].items()}
    return words, frozenset(spelling["fillers"])


def _sequence(
    tokens: list[str], at: int, slots: Slots, source: str
) -> tuple[tuple[Element, ...], int]:
    elements: list[Element] = []
    while at < len(tokens) and tokens[at] not in (")", "]", "|"):
        token = tokens[at]
        if token == _FILLER:
            at += 1
            continue
        if token in ("(", "["):
            choice, at = _choice(tokens, at, slots, source)
            elements.append(choice)
            continue
        elements.append(_single(token, slots, source))
        at += 1
    return tuple(elements), at


def _choice(tokens: list[str], at: int, slots: Slots, source: str) -> tuple[Element, int]:
    closing = ")" if tokens[at] == "(" else "]"
    ways: list[tuple[Element, ...]] = []
    at += 1
    while True:
        began = at
        way, at = _sequence(tokens, at, slots, source)
        if way:
            ways.append(way)
        elif at == began:
            raise PatternError(f"“{source}”: an empty choice.")
        if at >= len(tokens):
            raise PatternError(f"“{source}”: a bracket is not closed.")
        if tokens[at] == "|":
            at += 1
            continue
        if tokens[at] != closing:
            raise PatternError(f"“{source}”: “{tokens[at]}” closes nothing.")
        if not ways:
            raise PatternError(f"“{source}”: a choice of words that are never read.")
        return _merge(tuple(ways), optional=closing == "]"), at + 1


def _single(symbol: str, slots: Slots, source: str) -> Element:
    if symbol == "...":
        return Gap(_FAR, far=True)
    if symbol.startswith("~"):
        most = int(symbol[1:] or _GAP)
        if not 0 < most <= _MOST_GAP:
            raise PatternError(f"“{source}”: a gap is 1 to {_MOST_GAP} words.")
        return Gap(most, far=False)
    if symbol in ("^", "$"):
        return Edge(end=symbol == "$")
    if symbol.startswith("<"):
        name = symbol[1:-1]
        if name not in slots:
            raise PatternError(f"“{source}”: there is no list <{name}>.")
        ways = tuple(compile_ways(each, slots) for each in slots[name])
        return _merge(ways, optional=False)
    if symbol.endswith("*"):
        return Word(frozenset(), (symbol[:-1],))
    return Word(frozenset({symbol}), ())


def compile_ways(source: str, slots: Slots) -> tuple[Element, ...]:
    """One entry of a list; lists may use other lists, not themselves."""
    elements, rest = _sequence(tokens := _lex(source), 0, slots, source)
    if rest != len(tokens):
        raise PatternError(f"“{source}”: unexpected “{tokens[rest]}”.")
    return elements


def _merge(ways: tuple[tuple[Element, ...], ...], *, optional: bool) -> Element:
    """A choice with its single-word ways put together as one word."""
    flat: list[tuple[Element, ...]] = []
    for way in ways:
        inner = way[0] if len(way) == 1 else None
        if isinstance(inner, Choice) and not inner.optional:
            flat.extend(inner.ways)
        else:
            flat.append(way)
    exact: set[str] = set()
    prefixes: list[str] = []
    longer: list[tuple[Element, ...]] = []
    for way in flat:
        if len(way) == 1 and isinstance(way[0], Word):
            exact |= way[0].exact
            prefixes.extend(way[0].prefixes)
        else:
            longer.append(way)
    if not exact and not prefixes:
        return Choice(tuple(longer), optional)
    word = Word(frozenset(exact), tuple(prefixes))
    if not longer and not optional:
        return word
    return Choice(((word,), *longer), optional)


def _reach(elements: tuple[Element, ...]) -> tuple[int, int]:
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
    reaches = [_reach(way) for way in element.ways]
    low = 0 if element.optional else min(reach[0] for reach in reaches)
    return low, max(reach[1] for reach in reaches)
