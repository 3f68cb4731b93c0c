"""What ``gates.yml`` may hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from safeguarding.evaluation.picks import LIMIT_SCHEMAS, MEASURE_SCHEMA, ONE_LIMIT, PICK_SCHEMA
from safeguarding.model import noise

_TEXT = {"type": "string", "minLength": 1}
_ABOUT = {"id": {"type": "string", "pattern": "^[a-z_]+$"}, "title": _TEXT, "source": _TEXT}
_LEAST = {"type": "integer", "minimum": 1}


def _list_of(required: Sequence[str], properties: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    item = {
        "type": "object",
        "required": [*_ABOUT, *required],
        "additionalProperties": False,
        "properties": {**_ABOUT, **properties},
        **more,
    }
    return {"type": "array", "items": item}


GATES_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["shares", "noise", "speed"],
    "additionalProperties": False,
    "properties": {
        "shares": _list_of(
            ["lines", "measure"],
            {
                "lines": PICK_SCHEMA,
                "measure": MEASURE_SCHEMA,
                "each": {"const": "category"},
                "least_lines": _LEAST,
                **LIMIT_SCHEMAS,
            },
            oneOf=ONE_LIMIT,
        ),
        "noise": _list_of(
            ["kinds", "measure", "at_most_points_lower", "least_lines"],
            {
                "kinds": {"type": "array", "minItems": 1, "items": {"enum": list(noise.KINDS)}},
                "measure": MEASURE_SCHEMA,
                "at_most_points_lower": {"type": "number", "minimum": 0},
                "least_lines": _LEAST,
            },
        ),
        "speed": _list_of(
            ["of", "figure", "at_most_ms"],
            {
                "of": {"enum": ["rules", "all"]},
                "figure": {"enum": ["p50_ms", "p95_ms", "long_ms"]},
                "at_most_ms": {"type": "number", "exclusiveMinimum": 0},
            },
        ),
    },
}
