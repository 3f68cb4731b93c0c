"""The small language in which rules say what they look for.

A pattern is words over normalised tokens, in order:

    want to die          these words, next to each other
    cut*                 any word that begins so
    (kill|hang|end it)   one of these, each one or more words
    [so|very]            the same, or nothing
    <myself>             a named list from ``rules/_slots.yml``
    ~   ~6               a gap of up to 3 (or 6) words inside a sentence, never a "not" or "never"
    ...                  a gap of up to 12 words that may cross sentences
    ^   $                the beginning or end of a sentence (or of a clause: "hi", "and", "lol" ...)

Words may be written as people type them: they are read as the normaliser leaves them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from basics.content import load_yaml
from basics.errors import WaymarkError
from safeguarding.patterns import (
    NEGATORS,
    Choice,
    Edge,
    Element,
    Gap,
    Pattern,
    Word,
    element_words,
    reach_of,
)

_GAP, _MOST_GAP, _FAR = 3, 8, 12

_FILLER = ""
"""Stands for a word that the normaliser drops."""

_LEX = re.compile(r"\s*(\.\.\.|~\d*|[()\[\]|^$]|<[a-z_ ]+>|[a-z0-9']+\*?)")


Slots = Mapping[str, Sequence[str]]
Phrases = Mapping[str, Sequence[tuple[tuple[str, ...], tuple[str, ...]]]]
"""Phrases as typed and what they stand for, by their first word."""


class PatternError(WaymarkError):
    """A pattern that cannot be read; the message says where."""

    code = "pattern_error"


def compile_pattern(source: str, slots: Slots) -> Pattern:
    """Read ``source``. Raises :class:`PatternError` for anything that is not the language."""
    tokens = _lex(source)
    elements, rest = _sequence(tokens, 0, slots, source)
    if rest != len(tokens):
        raise PatternError(f"“{source}”: unexpected “{tokens[rest]}”.")
    shortest, longest = reach_of(elements)
    if shortest == 0:
        raise PatternError(f"“{source}”: matches nothing at all.")
    if isinstance(elements[0], Gap) or isinstance(elements[-1], Gap):
        raise PatternError(f"“{source}”: a gap at the edge says nothing.")
    negates = any(element_words(element) & NEGATORS for element in elements)
    return Pattern(source, elements, shortest, longest, negates)


def _lex(source: str) -> list[str]:
    symbols: list[str] = []
    at = 0
    text = source.strip()
    while at < len(text):
        found = _LEX.match(text, at)
        if found is None:
            raise PatternError(f"“{source}”: cannot read “{text[at:]}”.")
        if "'" in found.group(1):
            raise PatternError(f"“{source}”: write “{found.group(1)}” without an apostrophe.")
        symbols.append(found.group(1))
        at = found.end()
    if not symbols:
        raise PatternError("An empty pattern matches nothing.")
    return _as_read(symbols)


def _as_read(symbols: list[str]) -> list[str]:
    """``symbols`` in the spelling that the normaliser leaves, so that whoever writes a rule may
    write words as people do: "cos" is "because", "step dad" is "stepdad", and "really" is a filler
    that is never read."""
    respelling = _respelling()
    spelt = [word for symbol in symbols for word in respelling.words.get(symbol, (symbol,))]
    joined = replace_phrases(spelt, respelling.phrases)
    return [_FILLER if word in respelling.fillers else word for word in joined]


def phrase_book(phrases: Mapping[str, str]) -> Phrases:
    """Phrases by their first word, the longest first."""
    book: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
    for typed, meant in sorted(phrases.items(), key=lambda each: -len(each[0].split())):
        words = tuple(typed.split())
        book.setdefault(words[0], []).append((words, tuple(meant.split())))
    return book


def replace_phrases(words: Sequence[str], phrases: Phrases) -> list[str]:
    """``words`` with each phrase of the book as what it stands for."""
    out: list[str] = []
    at = 0
    while at < len(words):
        for typed, meant in phrases.get(words[at], ()):
            if tuple(words[at : at + len(typed)]) == typed:
                out.extend(meant)
                at += len(typed)
                break
        else:
            out.append(words[at])
            at += 1
    return out


@dataclass(frozen=True, slots=True)
class _Respelling:
    words: Mapping[str, tuple[str, ...]]
    phrases: Phrases
    fillers: frozenset[str]


@lru_cache(maxsize=1)
def _respelling() -> _Respelling:
    spelling = load_yaml(Path(__file__).with_name("content") / "spelling.yml")
    words = {typed: tuple(meant.split()) for typed, meant in spelling["words"].items()}
    return _Respelling(words, phrase_book(spelling["phrases"]), frozenset(spelling["fillers"]))


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
            if choice is not None:
                elements.append(choice)
            continue
        elements.append(_single(token, slots, source))
        at += 1
    return tuple(elements), at


def _choice(tokens: list[str], at: int, slots: Slots, source: str) -> tuple[Element | None, int]:
    """A choice and where it ends; None for an optional one of words that are never read."""
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
        if not ways and closing == "]":
            return None, at + 1
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
