"""What the model reads of a message."""

from __future__ import annotations

import re

from safeguarding.normaliser import Normalised
from safeguarding.patterns import STOP

_MARKS = re.compile(r"[.?!]")
_KEPT = re.compile(r"[^\W\d_]+|[,?!\"“”():;…-]")
_PLAIN = {"“": '"', "”": '"', "…": "."}


def words_of(text: str, read: Normalised) -> list[str]:
    """The words of ``text`` as the normaliser reads them, and between them what the rules do without:
    the little words ("like", "so"), and the marks that carry meaning. "i look like a thumb" is no
    "i look a thumb"."""
    words: list[str] = []
    at = 0
    for token, (start, end) in zip(read.tokens, read.spans, strict=True):
        if start > at:
            words += _between(text[at:start])
        if token == STOP:
            words.append((_MARKS.findall(text[start:end]) or ["."])[0])
        else:
            words.append(token)
        at = max(at, end)
    return words + _between(text[at:])


def _between(gap: str) -> list[str]:
    return [_PLAIN.get(part, part) for part in _KEPT.findall(gap.lower())]
