"""The shape of ``content/help_cards.yml``."""

from __future__ import annotations

from typing import Any

_TEXT = {"type": "string", "minLength": 2}
_STATES = ("staffed", "closing", "closed", "unknown")
_CODE = "^[a-z]{2,3}$"


def _closed(parts: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(parts),
        "additionalProperties": False,
        "properties": parts,
    }


def _by_code(of: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "patternProperties": {_CODE: of}, "additionalProperties": False}


_BOTH = _closed({"young_person": _TEXT, "adult": _TEXT})
_PLAIN = _closed(
    {
        **dict.fromkeys(("named", "unnamed", "reads", "danger", "ask"), _TEXT),
        "person": _closed(dict.fromkeys(_STATES, _TEXT)),
    }
)
_CARD = _closed(
    {
        "reviewed": _closed({"by": {"type": ["string", "null"]}, "date": {}}),
        "direction": {"enum": ["ltr", "rtl"]},
        "text": _BOTH,
    }
)

HELP_CARDS_SCHEMA: dict[str, Any] = _closed(
    {
        "plain": _closed({"young_person": _PLAIN, "adult": _PLAIN}),
        "beside": _BOTH,
        "cards": _by_code(_CARD),
        "names": _by_code(_closed({"native": _TEXT, "english": _TEXT})),
    }
)
