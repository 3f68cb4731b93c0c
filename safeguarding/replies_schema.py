"""The shape of ``content/replies.yml``: every group and every state has its words."""

from __future__ import annotations

from typing import Any

from basics.vocabulary import vocabulary

_TEXT = {"type": "string", "minLength": 10}
_TEXTS = {"type": "array", "minItems": 1, "items": _TEXT}
_TURNS = {"type": "array", "minItems": 2, "items": _TEXT}
"""Said more than once in a chat: two at least, so that it is not the same twice running."""
_STATES = ("staffed", "closing", "closed", "unknown")
GROUPS = (
    "overdose", "danger", "suicide", "weapon", "fgm", "forced_marriage", "honour", "sexual",
    "sextortion", "grooming", "sexual_exploitation", "trafficking", "exploitation", "missing",
    "hurting_others", "threat", "domestic", "physical", "neglect", "emotional", "partner", "low",
    "self_harm", "eating", "ideas",
)  # fmt: skip
KINDS = ("family", "exploited", "home", "self")
"""Words of a voice that stand for several groups."""


def _closed(parts: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(parts),
        "additionalProperties": False,
        "properties": {**parts, **(optional or {})},
    }


def _each(names: tuple[str, ...], of: dict[str, Any]) -> dict[str, Any]:
    return _closed(dict.fromkeys(names, of))


def _voice(*needed: str) -> dict[str, Any]:
    """A voice has words for ``needed``; for other groups it may have them, or those of a kin."""
    some = _closed(dict.fromkeys(needed, _TEXT), dict.fromkeys((*GROUPS, *KINDS), _TEXT))
    person = _each(_STATES, _TEXT)
    parts = {"opening": some, "now": some, "secret": _TEXT, "family": _TEXT, "person": person}
    return _closed(parts, {"secret_from_family": _TEXT})


_CATEGORIES = {"type": "array", "items": {"enum": list(vocabulary().risk_categories)}}
_GROUP_NAMES = {"type": "array", "items": {"enum": list(GROUPS)}}
_MORE = {"more": _TURNS, "new": _TEXT}
_ALIKE = {"enum": [*GROUPS, *KINDS]}

REPLIES_SCHEMA: dict[str, Any] = _closed(
    {
        "reviewed": _closed({"by": {"type": ["string", "null"]}, "date": {}}),
        "groups": _each(GROUPS, _CATEGORIES),
        "alike": _closed({}, dict.fromkeys(GROUPS, _ALIKE)),
        "not_to_the_family": _CATEGORIES,
        "self": _GROUP_NAMES,
        "young_person": _voice("other", *GROUPS),
        "friend": _voice("other"),
        "parent": _voice("other", "self"),
        "professional": _voice("other", "self"),
        "again": _each(("young_person", "adult"), _closed(_MORE)),
        "taken_back": _closed(
            {"young_person": _TURNS, "adult": _TURNS, "if_true": _TEXT, "concern": _TEXTS}
        ),
        "waiting": _each(("young_person", "adult"), _each(_STATES, _TURNS)),
        "concern": _each(("young_person", "third_party", "adult", "professional"), _TURNS),
        "asked": _each(("young_person", "adult"), _each(_STATES, _TEXT)),
        "failed": _each(("young_person", "adult"), _TEXT),
    }
)
