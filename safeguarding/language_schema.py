"""The shape of ``content/languages.yml``."""

from __future__ import annotations

from typing import Any

_CODE = r"^[a-z]{2,3}$"
_WORD = {"type": "string", "minLength": 1}
_CODES = {"type": "array", "minItems": 1, "items": {"type": "string", "pattern": _CODE}}
_WORDS = {"type": "array", "minItems": 1, "uniqueItems": True, "items": _WORD}


def _by_code(of: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "patternProperties": {_CODE: of}, "additionalProperties": False}


LANGUAGES_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["reviewed", "scripts", "letters", "latin", "like_english", "telling", "english"],
    "additionalProperties": False,
    "properties": {
        "reviewed": {
            "type": "object",
            "required": ["by", "date"],
            "additionalProperties": False,
            "properties": {"by": {"type": ["string", "null"]}, "date": {}},
        },
        "scripts": {
            "type": "object",
            "patternProperties": {"^[A-Z]+$": _CODES},
            "additionalProperties": False,
        },
        "letters": _by_code(_WORD),
        "latin": _CODES,
        "like_english": _CODES,
        "telling": _by_code(_WORDS),
        "english": {"type": "array", "items": _WORD},
    },
}
