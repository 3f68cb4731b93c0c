"""The shape of ``content/contacts.yml``."""

from __future__ import annotations

from typing import Any

from basics.vocabulary import vocabulary
from safeguarding.hours import DAYS

NATIONS = ("england", "wales", "scotland", "northern_ireland")
ALWAYS = "always"

_TEXT = {"type": "string", "minLength": 1}
_AUDIENCE = {"type": "array", "minItems": 1, "items": {"enum": ["child", "adult"]}}
_CATEGORY = {"enum": list(vocabulary().risk_categories)}
_SPANS = {"oneOf": [_TEXT, {"type": "array", "minItems": 1, "items": _TEXT}]}
_OPEN = {
    "oneOf": [
        {"const": ALWAYS},
        {"type": "null"},
        {
            "type": "object",
            "minProperties": 1,
            "additionalProperties": False,
            "properties": dict.fromkeys(DAYS, _SPANS),
        },
    ]
}
_CONTACT: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": [
        "id", "name", "detail", "hours", "open", "nations", "audience", "categories", "order",
        "confidence", "checked", "source",
    ],
    "anyOf": [{"required": ["phone"]}, {"required": ["sms"]}, {"required": ["url"]}],
    "properties": {
        "id": _TEXT, "name": _TEXT, "detail": _TEXT, "phone": _TEXT, "sms": _TEXT,
        "url": _TEXT, "hours": _TEXT, "open": _OPEN, "source": _TEXT,
        "nations": {"type": "array", "minItems": 1, "items": {"enum": list(NATIONS)}},
        "audience": _AUDIENCE,
        "categories": {"oneOf": [{"const": "any"}, {"type": "array", "minItems": 1, "items": _CATEGORY}]},
        "min_age": {"type": "integer"}, "max_age": {"type": "integer"},
        "specific": {"type": "boolean"}, "order": {"type": "integer"},
        "confidence": {"enum": ["high", "medium", "low"]},
        "checked": {"type": ["string", "null"], "pattern": r"^20\d\d-(0[1-9]|1[0-2])$"},
    },
}  # fmt: skip
_FIRST = {
    "type": "object",
    "additionalProperties": False,
    "required": ["from", "audience", "why"],
    "properties": {
        "from": {"enum": ["concern", "high"]},
        "audience": _AUDIENCE,
        "why": {"type": "string", "minLength": 10},
    },
}

CONTACTS_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["contacts"],
    "additionalProperties": False,
    "properties": {
        "closed_now": _TEXT,
        "first_999": {
            "type": "object",
            "additionalProperties": False,
            "properties": dict.fromkeys(vocabulary().risk_categories, _FIRST),
        },
        "contacts": {"type": "array", "minItems": 1, "items": _CONTACT},
    },
}
