"""The shape of ``content/replies.yml``: every group and every state has its words."""

from __future__ import annotations

from typing import Any

from basics.vocabulary import vocabulary

_TEXT = {"type": "string", "minLength": 10}
_TEXTS = {"type": "array", "minItems": 1, "items": _TEXT}
_STATES = ("staffed", "closing", "closed", "unknown")
YOUNG_GROUPS = (
    "overdose", "danger", "suicide", "low", "self_harm", "sexual", "online", "exploitation",
    "choice", "missing", "threat", "hurting_others", "home", "partner", "eating", "ideas",
    "third_party", "other",
)  # fmt: skip
_ADULT_GROUPS = (
    "self", "overdose", "danger", "suicide", "home", "sexual", "online", "choice", "missing",
    "other",
)  # fmt: skip


def _closed(parts: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(parts),
        "additionalProperties": False,
        "properties": {**parts, **(optional or {})},
    }


def _each(names: tuple[str, ...], of: dict[str, Any]) -> dict[str, Any]:
    return _closed(dict.fromkeys(names, of))


_PERSON = _each(_STATES, _TEXT)
_ADULT = _closed(
    {
        "opening": _each(("self", "child"), _TEXT),
        "now": _each(_ADULT_GROUPS, _TEXT),
        "secret": _TEXT,
        "person": _PERSON,
    }
)
_CATEGORIES = {"type": "array", "items": {"enum": list(vocabulary().risk_categories)}}

REPLIES_SCHEMA: dict[str, Any] = _closed(
    {
        "reviewed": _closed({"by": {"type": ["string", "null"]}, "date": {}}),
        "groups": {"type": "object", "additionalProperties": _CATEGORIES},
        "young_person": _closed(
            {
                "opening": _each(YOUNG_GROUPS, _TEXT),
                "now": _each(YOUNG_GROUPS, _TEXT),
                "secret": _TEXT,
                "secret_third_party": _TEXT,
                "person": _PERSON,
            }
        ),
        "parent": _ADULT,
        "professional": _ADULT,
        "waiting": _each(("young_person", "adult"), _each(_STATES, _TEXTS)),
        "concern": _each(("young_person", "third_party", "adult"), _TEXTS),
        "asked": _each(("young_person", "adult"), _each(_STATES, _TEXT)),
        "failed": _each(("young_person", "adult"), _TEXT),
    }
)
