"""Characters made plain: one lower-case alphabet, with the place each came from.

Look-alike letters, full-width and styled letters, accents piled on letters, invisible characters
and emoji all become what a reader would see.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

# Letters of other alphabets that look like Latin ones: the commonest, from the shapes in Unicode's
# charts. Whole words in those alphabets are not English and lose nothing by it.
_SHAPES = {
    "a": "аαɑ", "b": "вβƅ", "c": "сϲ", "d": "ԁđ", "e": "еε", "g": "ɡ", "h": "нһħ", "i": "іιıɩɪ",
    "j": "ј", "k": "кκ", "l": "ł", "m": "м", "n": "ո", "o": "оοøօ", "p": "рρ", "q": "ԛ", "r": "г",
    "s": "ѕ", "t": "тτŧ", "u": "υս", "v": "ν", "w": "ԝ", "x": "хχ", "y": "уγ",
    "!": "¡", "'": "ꞌʼ′‵`´‘’＇",
}  # fmt: skip
_SMALL_CAPITALS = dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnopqrstuvwyz", strict=True))
_LOOKALIKES = {ord(shape): plain for plain, shapes in _SHAPES.items() for shape in shapes}
_LOOKALIKES |= {ord(shape): plain for shape, plain in _SMALL_CAPITALS.items()}
_BOXED = (0x1F150, 0x1F170)
"""Where A to Z begin in white on black circles and squares."""
_FLAG_A, _FLAG_Z = "\U0001f1e6", "\U0001f1ff"
_LETTERS_OF_FLAGS = re.compile(f"[{_FLAG_A}-{_FLAG_Z}]+")
_UNSEEN = "\u115f\u1160\u3164\uffa0\u2800"
"""Letters without a shape."""
_STOPS = "…。！？；"


def fold(text: str, emoji: Mapping[str, str]) -> tuple[str, list[int] | None]:
    """``text`` in plain lower-case letters, and for each of its characters the offset it came from.

    The offsets are None where nothing moved (plain ASCII).
    """
    if text.isascii() and not _has_controls(text):
        return text.lower(), None
    plain: list[str] = []
    offsets: list[int] = []
    flags = _flags(text)
    for at, character in enumerate(text):
        if at in flags:
            piece = " "
        elif character in emoji:
            piece = f" {emoji[character]} "
        else:
            piece = _plain(character)
        plain.append(piece)
        offsets.extend([at] * len(piece))
    return "".join(plain), offsets


def _has_controls(text: str) -> bool:
    return any((ord(c) < 32 and c not in "\n\r\t") or c == "\x7f" for c in text)


def _flags(text: str) -> set[int]:
    """Where the two letters of a flag stand. More of them in a row spell a word."""
    return {
        at
        for found in _LETTERS_OF_FLAGS.finditer(text)
        if len(found.group()) == 2
        for at in range(*found.span())
    }


@lru_cache(maxsize=8192)
def _plain(character: str) -> str:
    """What one character reads as; nothing for what cannot be seen."""
    if character in "\n\r\t ":
        return character
    if character in _STOPS:
        return "."
    boxed = _boxed(ord(character))
    if boxed or character in _UNSEEN:
        return boxed
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


def _boxed(code: int) -> str:
    for first in (*_BOXED, ord(_FLAG_A)):
        if first <= code < first + 26:
            return chr(ord("a") + code - first)
    return ""
