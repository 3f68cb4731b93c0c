"""Which language a message is in, from its script and its commonest words.

Good enough to say "I see this is Polish" and to offer a person; not a translator.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import cache, lru_cache
from pathlib import Path

from basics.content import load_yaml
from nlu.text import fold, words

ENGLISH = "en"
_ENOUGH = 2
"""Telling words needed before a message counts as another language."""


@lru_cache(maxsize=1)
def _data() -> dict[str, dict[str, list[str]]]:
    data: dict[str, dict[str, list[str]]] = load_yaml(Path(__file__).with_name("languages.yml"))
    return data


def detect(text: str) -> str:
    """An ISO 639-1 code; "en" where nothing speaks for another language."""
    script = _script_of(text)
    for language, scripts in _data()["scripts"].items():
        if script in scripts:
            return language
    forms = [word.form for word in words(fold(text))]
    english = sum(form in _common(ENGLISH) for form in forms)
    scores = {code: sum(form in _common(code) for form in forms) for code in _data()["words"]}
    best = max(scores, key=lambda code: scores[code])
    return best if scores[best] >= _ENOUGH and scores[best] > english else ENGLISH


@cache
def _common(code: str) -> frozenset[str]:
    return frozenset(_data()["words"][code])


def _script_of(text: str) -> str:
    """The commonest script among the letters, by the first word of their Unicode names."""
    counts = Counter(
        unicodedata.name(char, "").split(" ")[0] for char in text[:500] if char.isalpha()
    )
    return counts.most_common(1)[0][0] if counts else "LATIN"
