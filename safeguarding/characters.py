"""Characters made plain: one lower-case alphabet, with the place each came from.

Look-alike letters, full-width and styled letters, accents piled on letters, invisible characters
and emoji all become what a reader would see.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import lru_cache

# Letters of other alphabets that look like Latin ones: the commonest, from the shapes in Unicode's
# charts. Whole words in those alphabets are not English and lose nothing by it.
_SHAPES = {
    "a": "аαɑ", "b": "вβƅ", "c": "сϲ", "d": "ԁđ", "e": "еε", "g": "ɡ", "h": "нһħ", "i": "іιıɩɪ",
    "j": "ј", "k": "кκ", "l": "ł", "m": "м", "n": "ո", "o": "оοøօ", "p": "рρ", "q": "ԛ", "r": "г",
    "s": "ѕ", "t": "тτŧ", "u": "υս", "v": "ν", "w": "ԝ", "x": "хχ", "y": "уγ",
    "'": "ꞌʼ′‵`´‘’＇",
}  # fmt: skip
_LOOKALIKES = {ord(shape): plain for plain, shapes in _SHAPES.items() for shape in shapes}
_STOPS = "…。！？；"


def fold(text: str, emoji: Mapping[str, str]) -> tuple[str, list[int] | None]:
    """``text`` in plain lower-case letters, and for each of its characters the offset it came from.

    The offsets are None where nothing moved (plain ASCII).
    """
    if text.isascii() and not _has_controls(text):
        return text.lower(), None
    plain: list[str] = []
    offsets: list[int] = []
    for at, character in enumerate(text):
        if character in emoji:
            piece = f" {emoji[character]} "
        else:
            piece = _plain(character)
        plain.append(piece)
        offsets.extend([at] * len(piece))
    return "".join(plain), offsets


def _has_controls(text: str) -> bool:
    return any((ord(c) < 32 and c not in "\n\r\t") or c == "\x7f" for c in text)


@lru_cache(maxsize=8192)
def _plain(character: str) -> str:
    """What one character reads as; nothing for what cannot be seen."""
    if character in "\n\r\t ":
        return character
    if character in _STOPS:
        return "."
    category = unicodedata.category(character)
    if category in ("Cf", "Cc", "Cs", "Co", "Cn", "Mn", "Me"):
        return ""
    if category in ("Zs", "Zl", "Zp"):
        return " " if category == "Zs" else "\n"
    if category in ("So", "Sk") and not unicodedata.normalize("NFKC", character).isalnum():
        return "'" if character in "´`" else " "
    apart = unicodedata.normalize("NFKD", character.translate(_LOOKALIKES)).casefold()
    kept = "".join(c for c in apart if not unicodedata.combining(c))
    return kept.translate(_LOOKALIKES)
