"""How hard a text is to read: sentences, syllables, and the Flesch-Kincaid grade.

Grade = 0.39 * words / sentences + 11.8 * syllables / words - 15.59 (Kincaid et al., 1975).
Syllables are counted by groups of vowels, which is within a few in a hundred over a long text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_WORD = re.compile(r"[a-z]+(?:['’][a-z]+)?", re.IGNORECASE)
_END = re.compile(r"[.!?:]+(?:\s|$)|\n+")
_SILENT = re.compile(r"(?:[^laeiouyscgzx]es|[^aeiouytd]ed|[^laeiouy]e)$")


def sentences(text: str) -> list[str]:
    """The sentences of ``text``; a line end closes one too."""
    return [part.strip() for part in _END.split(text) if _WORD.search(part)]


def words(text: str) -> list[str]:
    """The words of ``text``."""
    return _WORD.findall(text)


def syllables(word: str) -> int:
    """About how many syllables ``word`` has, at least one."""
    plain = re.sub(r"['’](?:m|s|t|d|re|ll|ve)$", "", word.lower())
    if len(plain) > 3:
        plain = _SILENT.sub(lambda match: match.group()[0], plain)
    return max(1, len(re.findall(r"[aeiouy]+", plain)))


def grade(texts: Iterable[str]) -> float:
    """The Flesch-Kincaid grade of all ``texts`` taken together."""
    all_sentences = [sentence for text in texts for sentence in sentences(text)]
    all_words = [word for sentence in all_sentences for word in words(sentence)]
    syllable_count = sum(map(syllables, all_words))
    return (
        0.39 * len(all_words) / len(all_sentences) + 11.8 * syllable_count / len(all_words) - 15.59
    )
