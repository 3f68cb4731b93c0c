"""Text as people type it, made into plain words, each with the place it came from.

Deterministic. The original is kept; every token knows the stretch of it that it stands for, so that
staff see the words that were typed. Nothing here decides about risk.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from basics.content import load_yaml
from safeguarding.characters import fold
from safeguarding.letters import Typed, letters_from, ways_to_take
from safeguarding.pattern_syntax import phrase_book
from safeguarding.patterns import STOP
from safeguarding.spelling import Speller

CONTENT = Path(__file__).with_name("content")
LIMIT = 20_000
"""Longer texts are cut in the middle: the head and the tail are read, and ``cut`` says so."""
_HEAD = 12_000
_LONGEST_WORD = 60

_WORD = re.compile(
    r"[@$!|+]?[^\W_](?:[^\W_]|'(?=[^\W_])|[@$!|*+€]{1,3}(?=[^\W_])|\|{1,2}|\*{1,8}(?![\w.])|[@$](?![\w.]))*"
    r"|(?<!\S)\|(?!\S)|[.?!\n]+"
)
_LONE_BAR = "|"
"""Typed for an I."""
_STRINGS = {"type": "array", "items": {"type": "string"}}
_MAP = {"type": "object", "additionalProperties": {"type": "string"}}
_KEPT_SCHEMA = {
    "type": "object", "required": ["words"], "additionalProperties": False,
    "properties": {"words": {"type": "string", "minLength": 1}},
}  # fmt: skip
_SPELLING_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["words", "phrases", "fillers", "forgiving"],
    "additionalProperties": False,
    "properties": {
        "words": _MAP, "phrases": _MAP, "fillers": _STRINGS, "forgiving": _STRINGS,
    },
}  # fmt: skip

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Normalised:
    """Tokens in order; a full stop stands for the end of a sentence."""

    tokens: tuple[str, ...]
    spans: tuple[Span, ...]
    """For each token the stretch of the original that it stands for."""
    cut: bool = False
    """The text was longer than :data:`LIMIT`; its middle was not read."""


class Normaliser:
    """Reads text. ``known`` are the words (and ``prefixes`` the beginnings) that matter to rules:
    a mangled word is only ever repaired into one of those."""

    def __init__(
        self,
        known: Iterable[str] = (),
        prefixes: Iterable[str] = (),
        *,
        content: Path = CONTENT,
    ) -> None:
        spelling = load_yaml(content / "spelling.yml", _SPELLING_SCHEMA)
        self._emoji: dict[str, str] = load_yaml(content / "emoji.yml", _MAP)
        kept = load_yaml(content / "kept_words.yml", _KEPT_SCHEMA)["words"].split()
        self._fillers = frozenset(spelling["fillers"])
        self._phrases = phrase_book(spelling["phrases"])
        known = {*known, *(word for phrase in spelling["phrases"] for word in phrase.split())}
        speller = Speller(spelling["words"], known, prefixes, spelling["forgiving"], kept)
        self._spell = lru_cache(maxsize=20_000)(speller.read)
        self._join = lru_cache(maxsize=2_000)(speller.join)

    def read(self, text: str) -> Normalised:
        """The tokens of ``text``. Never raises, whatever the characters."""
        if len(text) <= LIMIT:
            tokens, spans = self._tokens(text, 0)
            return Normalised(tuple(tokens), tuple(spans))
        head_ends = _boundary(text, _HEAD)
        tail_at = _boundary(text, len(text) - (LIMIT - _HEAD))
        tokens, spans = self._tokens(text[:head_ends], 0)
        tail, tail_spans = self._tokens(text[tail_at:], tail_at)
        tokens += [STOP, *tail]
        spans += [(head_ends, tail_at), *tail_spans]
        return Normalised(tuple(tokens), tuple(spans), cut=True)

    def _tokens(self, text: str, base: int) -> tuple[list[str], list[Span]]:
        plain, offsets = fold(text, self._emoji)
        typed = [(found.group(), found.span()) for found in _WORD.finditer(plain)]
        pieces: list[tuple[str, Span]] = []
        for words, (start, end) in self._read_all(typed, plain):
            last = offsets[end - 1] + 1 if offsets else end
            span = ((offsets[start] if offsets else start) + base, last + base)
            pieces.extend((word, span) for word in words)
        pieces = _undo_dramatic_stops(pieces)
        pieces = self._replace_phrases(pieces)
        pieces = [p for p in pieces if p[0] not in self._fillers]
        pieces = _drop_repeats(pieces)
        return [word for word, _ in pieces], [span for _, span in pieces]

    def _read_all(self, typed: Sequence[Typed], plain: str) -> Iterator[tuple[Sequence[str], Span]]:
        """The words of each stretch of ``plain``; letters typed one by one are one stretch."""
        at = 0
        while at < len(typed):
            letters = letters_from(typed, plain, at)
            end = letters[-1] + 1 if letters else at + 1
            yield from self._read_letters(letters, typed) or (
                (self._read_word(word), span) for word, span in typed[at:end]
            )
            at = end

    def _read_letters(
        self, letters: Sequence[int], typed: Sequence[Typed]
    ) -> list[tuple[Sequence[str], Span]]:
        """Letters put together, with one left over at an end ("i"); empty where they say nothing."""
        for first, last in ways_to_take(len(letters)):
            words = self._join("".join(typed[each][0] for each in letters[first:last]))
            if words:
                span = (typed[letters[first]][1][0], typed[letters[last - 1]][1][1])
                alone = [(self._read_word(typed[each][0]), typed[each][1]) for each in letters]
                return [*alone[:first], (words, span), *alone[last:]]
        return []

    def _read_word(self, word: str) -> Sequence[str]:
        if word[0] in ".?!\n":
            # A single line break is how people wrap a thought; it still ends a sentence.
            return (STOP,)
        return ("i",) if word == _LONE_BAR else self._spell(word[:_LONGEST_WORD])

    def _replace_phrases(self, pieces: list[tuple[str, Span]]) -> list[tuple[str, Span]]:
        out: list[tuple[str, Span]] = []
        at = 0
        while at < len(pieces):
            for words, replacement in self._phrases.get(pieces[at][0], ()):
                if tuple(p[0] for p in pieces[at : at + len(words)]) == words:
                    span = (pieces[at][1][0], pieces[at + len(words) - 1][1][1])
                    out.extend((word, span) for word in replacement)
                    at += len(words)
                    break
            else:
                out.append(pieces[at])
                at += 1
        return out


def _boundary(text: str, at: int) -> int:
    """The end of the word that ``at`` is in: half a word is another word ("park", "ark")."""
    for here in range(at, min(at + _LONGEST_WORD, len(text))):
        if text[here].isspace():
            return here
    return at


def _undo_dramatic_stops(pieces: list[tuple[str, Span]]) -> list[tuple[str, Span]]:
    """ "i. want. to. go." is one sentence, and so is one word a line: three or more of them."""
    drop: set[int] = set()
    run: list[int] = []
    """Where the stops between lone words are."""
    typed: set[Span] = set()
    for at, (word, span) in enumerate(pieces):
        if word != STOP:
            # "im" is two tokens and one word as typed.
            typed.add(span)
            continue
        if len(typed) == 1:
            run.append(at)
        elif typed:
            drop.update(_between(run))
            run = []
        typed = set()
    if len(typed) > 1 and run:
        # The last line is no lone word: its stop stays.
        drop.update(_between(run))
    elif typed:
        drop.update(_between([*run, len(pieces)]))
    else:
        drop.update(_between(run))
    return [piece for at, piece in enumerate(pieces) if at not in drop]


def _between(stops: list[int]) -> list[int]:
    return stops[:-1] if len(stops) >= 3 else []


def _drop_repeats(pieces: list[tuple[str, Span]]) -> list[tuple[str, Span]]:
    """The same word three times or more running says no more than twice."""
    out: list[tuple[str, Span]] = []
    for piece in pieces:
        if len(out) >= 2 and out[-1][0] == out[-2][0] == piece[0]:
            continue
        out.append(piece)
    return out


def original(text: str, spans: Sequence[Span]) -> list[str]:
    """The stretches of ``text`` that ``spans`` stand for."""
    return [text[start:end] for start, end in spans]
