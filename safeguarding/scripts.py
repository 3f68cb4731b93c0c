"""Which script a text is written in: Latin, Arabic, Cyrillic and so on."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Container
from functools import lru_cache

_DENSE = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL"})
"""Scripts in which a letter is a syllable or a word: it weighs as much as three of others."""
_FEWEST = {**dict.fromkeys(_DENSE, 2), "GREEK": 4, "CYRILLIC": 4}
"""Different letters that a script needs: faces made of odd letters, sums and masks have fewer."""


def script_among(words: list[str], named: Container[str]) -> str | None:
    """The script, other than Latin, that half of ``words`` or more are wholly written in, if it is one of ``named``.

    Words of mixed scripts are masked English; faces made of odd letters have few of them.
    """
    if all(word.isascii() for word in words):
        return None
    weights: Counter[str] = Counter()
    letters: dict[str, set[str]] = {}
    for word in words:
        scripts = {script_of(letter) for letter in word if letter.isalpha()}
        script = scripts.pop() if len(scripts) == 1 else ("CJK" if scripts <= _DENSE else "")
        weights[script] += len(word) * (3 if script in _DENSE else 1)
        letters.setdefault(script, set()).update(word)
    others = {script: weight for script, weight in weights.items() if script in named}
    if not others or sum(others.values()) * 2 < weights.total():
        return None
    script = max(others, key=lambda name: others[name])
    if script in _DENSE and max(map(len, words)) < 2:
        return None
    if len(letters[script]) < _FEWEST.get(script, 3):
        return None
    kana = any(script_of(letter) in ("HIRAGANA", "KATAKANA") for word in words for letter in word)
    return "HIRAGANA" if kana and script == "CJK" else script


@lru_cache(maxsize=8192)
def script_of(letter: str) -> str:
    """The script of ``letter``: the first word of its Unicode name; empty where it has none."""
    return unicodedata.name(letter, "").split(" ")[0]
