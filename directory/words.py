"""Words as search sees them: lower case, no accents, cut to their stems.

Both databases index these stems, made here, so that both find the same things. Some words keep
their ending, because the stem means something else: "boxing" is not "box".
"""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any

import snowballstemmer

from basics.content import load_yaml

CONTENT = Path(__file__).parent / "content"

_WORD = re.compile(r"[^\W_]+")
_APOSTROPHE = re.compile(r"(?<=\w)['’‘`´](?=\w)")
_LONGEST = 40
"""Anything longer is not a word; it would only bloat the index."""

_PHRASES = {"type": "array", "items": {"type": "string", "minLength": 1}}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["keep_whole", "stopwords", "faint", "same"],
    "additionalProperties": False,
    "properties": {
        "keep_whole": _PHRASES,
        "stopwords": _PHRASES,
        "faint": _PHRASES,
        "same": {"type": "array", "items": {**_PHRASES, "minItems": 2}},
    },
}


def tokens(text: str) -> list[str]:
    """The words of ``text`` in order: lower case, no accents, apostrophes dropped ("can't": cant)."""
    plain = _APOSTROPHE.sub("", text).casefold()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain)
        plain = "".join(c for c in plain if not unicodedata.combining(c))
    return [word for word in _WORD.findall(plain) if len(word) <= _LONGEST]


_english = snowballstemmer.stemmer("english")
_one_at_a_time = threading.Lock()
"""The stemmer keeps the word that it works on in itself."""


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The stem of one word that came out of :func:`tokens`."""
    if word in _keep_whole() or not word.isascii():
        return word
    with _one_at_a_time:
        return str(_english.stemWord(word))


def stems(text: str) -> list[str]:
    """The stems of ``text`` in order."""
    return [stem(word) for word in tokens(text)]


@lru_cache(maxsize=1)
def content() -> dict[str, Any]:
    """``synonyms.yml`` as it is written."""
    data: dict[str, Any] = load_yaml(CONTENT / "synonyms.yml", SCHEMA)
    return data


@lru_cache(maxsize=1)
def _keep_whole() -> frozenset[str]:
    return frozenset(content()["keep_whole"])


def whole_words() -> tuple[str, ...]:
    """The words that keep their ending, in order: part of what the index means."""
    return tuple(sorted(_keep_whole()))


@lru_cache(maxsize=1)
def stopwords() -> frozenset[str]:
    """Words that say nothing about what is wanted; as typed, not stemmed."""
    return frozenset(word for line in content()["stopwords"] for word in tokens(line))


@lru_cache(maxsize=1)
def faint() -> frozenset[str]:
    """Stems that nearly every service has; they count only a little."""
    return frozenset(stem(word) for line in content()["faint"] for word in tokens(line))


Phrase = tuple[str, ...]
"""Stems that follow each other."""


@lru_cache(maxsize=1)
def synonyms() -> dict[Phrase, tuple[Phrase, ...]]:
    """For each phrase of a group, the whole group (itself first)."""
    found: dict[Phrase, tuple[Phrase, ...]] = {}
    for group in content()["same"]:
        phrases = list(dict.fromkeys(tuple(stems(phrase)) for phrase in group))
        for phrase in phrases:
            others = [other for other in found.get(phrase, ()) if other not in phrases]
            found[phrase] = (phrase, *(p for p in phrases if p != phrase), *others[1:])
    return found
