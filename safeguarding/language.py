"""Which language a message is in, where it is not English.

Our rules read English. A message in another language that is taken for English is a disclosure that
nobody reads; English that is taken for another language is a false alarm to staff. Three witnesses:
the letters, the library (py3langid), and lists of common words. See docs/adr/0010-which-language.md.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from basics.content import load_yaml
from safeguarding.english_words import english_words, words_of
from safeguarding.language_schema import LANGUAGES_SCHEMA
from safeguarding.scripts import script_among, script_of

CONTENT_FILE = Path(__file__).with_name("content") / "languages.yml"
_ENDS = 300
"""Characters read from the head and from the tail of a message that is longer than both."""
_NOT_WORDS = re.compile(r"(?:https?://|www\.|[@#])\S+")
_SENTENCE = re.compile(r"[.!?;:\n\u06d4\u061f\u0964\u3002]+")
_ENOUGH = ((1, 10, 0.0, 3.0), (2, 9, 0.0, 3.0), (3, 13, 0.34, 1.25), (8, 30, 0.34, 0.9))
"""Different words, letters, the largest share of English, and nats a letter over English, with which
the library is believed alone. Set on English lines: see the ADR."""
_ENOUGH_ACCENTED = (*_ENOUGH, (3, 7, 0.34, 1.5))
"""The same where a third of the words have letters that English does not use."""

_ONE_WORD = 5
"""Letters of a word that by itself is taken for another language ("pomocy": help, in Polish)."""


@dataclass(frozen=True, slots=True)
class _Guess:
    """What the library says of a text."""

    code: str
    gap: float
    """How much likelier than English, in nats a letter."""


@dataclass(frozen=True, slots=True)
class _Told:
    """What the common words of a language say of a text."""

    code: str
    strong: int
    """Words of this language that are not English ones as well."""
    weak: int
    """Words of this language that are English ones too."""
    english: int
    """English words that this language does not have."""

    @property
    def all(self) -> int:
        return self.strong + self.weak


class LanguageReader:
    """Tells text in other languages from English. Holds no state: threads may share one.

    Making one reads the library's model (about a second, 100 MB); a message then takes well under
    a millisecond, whatever its length.
    """

    def __init__(self, english: frozenset[str] | None = None) -> None:
        """``english``: other words than ours that vouch for English, to measure with."""
        data: dict[str, Any] = load_yaml(CONTENT_FILE, LANGUAGES_SCHEMA)
        self._scripts: dict[str, list[str]] = data["scripts"]
        self._letters: dict[str, str] = data["letters"]
        self._telling = {code: frozenset(words) for code, words in data["telling"].items()}
        self._latin_telling = {
            code: words
            for code, words in self._telling.items()
            if any(script_of(word[0]) == "LATIN" for word in words)
        }
        self._all_telling = frozenset().union(*self._latin_telling.values())
        self._latin = frozenset(data["latin"])
        self._english = (english or english_words()) | frozenset(data["english"])
        self._library = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=False)
        wanted = self._latin.union(data["like_english"], *self._scripts.values())
        self._library.set_languages(sorted(wanted & set(self._library.labels)))

    def foreign(self, text: str) -> str | None:
        """The ISO 639-1 code (639-3 where there is none) of the language of ``text``.

        None where it is English, no language at all, or cannot be told. Never raises.
        """
        for part in _parts(text):
            found = self._whole(part) or self._sentences(part)
            if found is not None:
                return found
        return None

    def _whole(self, text: str) -> str | None:
        words = words_of(_NOT_WORDS.sub(" ", text))
        if not words:
            return None
        script = script_among(words, self._scripts)
        if script:
            return self._in_script(script, text)
        return self._in_latin(words, named=len(words) <= 4 and text.istitle())

    def _sentences(self, text: str) -> str | None:
        """A sentence in another language between English ones."""
        for sentence in _SENTENCE.split(text):
            words = words_of(_NOT_WORDS.sub(" ", sentence))
            if len(words) < 3:
                continue
            script = script_among(words, self._scripts)
            if script:
                return self._in_script(script, sentence)
            told = self._best_words(words, "")
            if told.strong >= 3 and told.all > told.english:
                return told.code
        return None

    def _in_script(self, script: str, text: str) -> str:
        codes = self._scripts[script]
        hints = {
            code: sum(letter in letters for letter in text)
            for code, letters in self._letters.items()
            if any(script_of(letter) == script for letter in letters)
        }
        if hints and max(hints.values()) > 0:
            return max(hints.items(), key=lambda hint: hint[1])[0]
        if len(codes) == 1:
            return codes[0]
        words = frozenset(words_of(text))
        told = {code: len(words & self._telling.get(code, frozenset())) for code in codes}
        best = max(told.values())
        left = [code for code in codes if told[code] == best]
        return self._ask(text, frozenset(left)).code if len(left) > 1 else left[0]

    def _in_latin(self, words: list[str], named: bool) -> str | None:
        if not self._strong(words) and self._english_share(words, "") > 0.5:
            return None
        guess = self._ask(" ".join(words))
        told = self._best_words(words, guess.code)
        if self._told(words, told):
            return told.code
        if named:
            return None
        if guess.code in self._latin and self._alone(words, guess):
            return guess.code
        if len(words) == 1:
            return told.code if told.strong and len(words[0]) >= _ONE_WORD else None
        return told.code if _agree(words, told, guess) else None

    def _told(self, words: list[str], told: _Told) -> bool:
        """Whether the common words alone are enough."""
        several = len({word for word in words if word in self._telling[told.code]}) >= 2
        if several and told.strong and not told.english:
            return True
        many = told.all > told.english and told.all * 4 >= len(words)
        return several and told.strong >= 2 and many

    def _alone(self, words: list[str], guess: _Guess) -> bool:
        """Whether the library's word is enough: the shorter the text, the surer it has to be."""
        english = self._english_share(words, guess.code)
        distinct, letters = len(set(words)), sum(map(len, words))
        accented = sum(not word.isascii() for word in words) * 3 >= len(words)
        return any(
            distinct >= least and letters >= long and english <= most and guess.gap >= gap
            for least, long, most, gap in (_ENOUGH_ACCENTED if accented else _ENOUGH)
        )

    def _strong(self, words: list[str]) -> bool:
        return any(word in self._all_telling and word not in self._english for word in words)

    def _english_share(self, words: list[str], code: str) -> float:
        """The share of the letters of ``words`` in English words that ``code`` does not have."""
        own = self._telling.get(code, frozenset())
        english = sum(len(word) for word in words if word not in own and self._is_english(word))
        return english / sum(map(len, words))

    def _best_words(self, words: list[str], favoured: str) -> _Told:
        """The language whose common words are most in ``words``; ``favoured`` by the library."""
        best, best_score = _Told("", 0, 0, 0), -1
        vouched = [word in self._english for word in words]
        for code, telling in self._latin_telling.items():
            told = [word in telling for word in words]
            weak = sum(a and b for a, b in zip(told, vouched, strict=True))
            strong = sum(told) - weak
            score = 4 * strong + 2 * weak + (3 if code == favoured and strong + weak else 0)
            if score > best_score:
                best, best_score = _Told(code, strong, weak, 0), score
        own = self._telling[best.code]
        english = sum(self._is_english(word) for word in words if word not in own)
        return replace(best, english=english)

    def _is_english(self, word: str) -> bool:
        if word in self._english:
            return True
        pieces = re.split("['-]", word)
        return len(pieces) > 1 and all(piece in self._english for piece in pieces)

    def _ask(self, text: str, among: frozenset[str] = frozenset()) -> _Guess:
        ranked = [(code, float(score)) for code, score in self._library.rank(text)]
        scores = dict(ranked)
        best = next((code for code, _ in ranked if not among or code in among), "en")
        letters = sum(map(str.isalpha, text)) or 1
        return _Guess(best, (scores[best] - scores["en"]) / letters)


def _agree(words: list[str], told: _Told, guess: _Guess) -> bool:
    """Whether library and common words, each too weak alone, say the same."""
    if told.code != guess.code or not told.all:
        return False
    if told.strong:
        return guess.gap >= 1.0 and told.english * 3 <= len(words)
    return len(words) >= 3 and guess.gap >= (1.5 if told.all >= 2 else 2.0) and not told.english


def _parts(text: str) -> Iterator[str]:
    """What is read of ``text``: all of it, or its head and its tail. Halves of broken pairs go."""
    ends = (text,) if len(text) <= 2 * _ENDS else (text[:_ENDS], text[-_ENDS:])
    for end in ends:
        plain = unicodedata.normalize("NFKC", end.encode("utf-8", "ignore").decode())
        yield plain[: 2 * _ENDS]
