"""The words of the reports, from ``words.yml``."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from basics.content import load_yaml
from safeguarding.assessment import Tier
from safeguarding.evaluation.gates import State
from safeguarding.evaluation.message import UNSORTED
from safeguarding.evaluation.picks import LIMIT_SCHEMAS, NOT_GIVEN
from safeguarding.model import lines, noise

WORDS = Path(__file__).with_name("words.yml")
_TEXT = {"type": "string", "minLength": 1}


def _all_of(*names: str) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(names),
        "additionalProperties": False,
        "properties": dict.fromkeys(names, _TEXT),
    }


def _table(columns: int) -> dict[str, Any]:
    heads = {"type": "array", "minItems": columns, "maxItems": columns, "items": _TEXT}
    return {
        "type": "object",
        "required": ["title", "heads"],
        "additionalProperties": False,
        "properties": {"title": _TEXT, "note": _TEXT, "heads": heads},
    }


COLUMNS = {
    "gates": 6, "tiers": 6, "false_alarms": 4, "categories": 9, "confusion": 5, "groups": 4,
    "noise": 6, "files": 3, "detail": 7, "speed": 4,
}  # fmt: skip
"""The tables, and how many columns each has."""
_TOP = (
    "title", "measured", "sampled", "trained", "broken", "failed", "how_to_read", "fallen_short",
)  # fmt: skip
_PARTS: dict[str, Any] = {
    "with": _all_of("rules", "all"),
    "stages": _all_of("screening", "noise", "speed"),
    "states": _all_of(*State),
    "limits": _all_of(*LIMIT_SCHEMAS),
    "units": _all_of("share", "per_1000", "points", "ms"),
    "names": _all_of(
        *Tier, NOT_GIVEN, *lines.KINDS, UNSORTED, *noise.KINDS, "all_risk", "rules", "all"
    ),
    "tables": {
        "type": "object",
        "required": list(COLUMNS),
        "additionalProperties": False,
        "properties": {name: _table(columns) for name, columns in COLUMNS.items()},
    },
    "ids": _all_of("title", "missed", "too_low", "false_calls", "false_concerns", "nothing"),
}
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": [*_TOP, *_PARTS],
    "additionalProperties": False,
    "properties": {**dict.fromkeys(_TOP, _TEXT), **_PARTS},
}


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """All words. ContentError names what is missing or not right."""
    return dict(load_yaml(WORDS, _SCHEMA))


def name_of(slug: str) -> str:
    """What a tier, kind or noise is called; a category or file stays as it is."""
    return str(words()["names"].get(slug, slug))
