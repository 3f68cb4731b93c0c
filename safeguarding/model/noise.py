"""Messages as they come from a small keyboard in a hurry, or from somebody hiding from a filter.

Used to widen what the model learns from, and to measure what is lost under noise. The same seed
gives the same noise.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_LEET = {"a": "4@", "e": "3", "i": "1!", "o": "0", "s": "5$", "t": "7", "l": "1|"}
_TELLING = re.compile(
    r"kill|suicid|die\b|dead|cut|hurt|rape|sex|abus|hit|knife|drug|nude|self.?harm|overdos|pills|"
    r"gun|stab|beat|touch|blood|anorexi|bulimi|burn",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Za-z']{2,}")

Noise = Callable[[str, random.Random], str]


def typos(text: str, rng: random.Random) -> str:
    """About one word in six with a letter swapped, left out, doubled or from the next key."""

    def slip(found: re.Match[str]) -> str:
        word = found.group()
        if len(word) < 4 or rng.random() > 0.17:
            return word
        return _slip(word, rng)

    return _WORD.sub(slip, text)


def capitals(text: str, rng: random.Random) -> str:
    """All capitals, none, or every other letter."""
    style = rng.randrange(3)
    if style == 0:
        return text.upper()
    if style == 1:
        return text.lower()
    return "".join(c.upper() if n % 2 else c.lower() for n, c in enumerate(text))


def spacing(text: str, rng: random.Random) -> str:
    """Words run together, spaces doubled, one telling word with spaces or dots between letters."""
    style = rng.randrange(3)
    if style == 0:
        return re.sub(" ", lambda found: "" if rng.random() < 0.12 else found.group(), text)
    if style == 1:
        return re.sub(" ", lambda found: " " * rng.choice((1, 1, 2, 3)), text)
    between = rng.choice((" ", ".", "-", " "))
    return _one_word(text, rng, lambda word: between.join(word))


def disguise(text: str, rng: random.Random) -> str:
    """Telling words with figures or signs for letters, as people hide them from filters."""

    def hide(found: re.Match[str]) -> str:
        word = found.group()
        if not _TELLING.search(word):
            return word
        return "".join(
            rng.choice(_LEET[c.lower()]) if c.lower() in _LEET and rng.random() < 0.6 else c
            for c in word
        )

    return _WORD.sub(hide, text)


def stretch(text: str, rng: random.Random) -> str:
    """One word drawn out: "pleaseee"."""
    return _one_word(text, rng, lambda word: word + word[-1] * rng.randint(2, 4))


def no_marks(text: str, rng: random.Random) -> str:
    """No punctuation and no apostrophes at all."""
    return re.sub(r"[^\w\s]", "", text)


KINDS: dict[str, Noise] = {
    "typos": typos, "capitals": capitals, "spacing": spacing, "disguise": disguise,
    "stretch": stretch, "no_marks": no_marks,
}  # fmt: skip


def noisy(text: str, rng: random.Random) -> str:
    """``text`` with one or two kinds of noise."""
    for kind in rng.sample(sorted(KINDS), k=rng.choice((1, 1, 2))):
        text = KINDS[kind](text, rng)
    return text


def _one_word(text: str, rng: random.Random, change: Callable[[str], str]) -> str:
    words = [found for found in _WORD.finditer(text) if len(found.group()) > 3]
    telling = [found for found in words if _TELLING.search(found.group())] or words
    if not telling:
        return text
    chosen = rng.choice(telling)
    return text[: chosen.start()] + change(chosen.group()) + text[chosen.end() :]


def _slip(word: str, rng: random.Random) -> str:
    at = rng.randrange(1, len(word) - 1)
    way = rng.randrange(4)
    if way == 0:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if way == 1:
        return word[:at] + word[at + 1 :]
    if way == 2:
        return word[:at] + word[at] + word[at:]
    return word[:at] + _beside(word[at], rng) + word[at + 1 :]


def _beside(letter: str, rng: random.Random) -> str:
    for row in _KEYS:
        at = row.find(letter.lower())
        if at >= 0:
            return rng.choice([row[max(at - 1, 0)], row[min(at + 1, len(row) - 1)]])
    return letter
