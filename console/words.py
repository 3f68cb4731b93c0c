"""The words of the console: labels for slugs, refusals, notices. Read once from ``content/``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from basics.content import load_yaml

_CONTENT = Path(__file__).with_name("content")


@dataclass(frozen=True, slots=True)
class Problem:
    """A refusal: its heading and what to do about it."""

    title: str
    text: str


class Words:
    """Labels by kind and slug. A slug that has no label shows as itself, readably, never as an
    error: on a bad night a page with an odd word beats no page."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._data = data

    def label(self, kind: str, slug: str | None) -> str:
        """The label of ``slug`` in the table ``kind`` (``categories``, ``roles``, ...)."""
        if not slug:
            return ""
        found = self._data[kind].get(slug)
        return str(found) if found is not None else readable(slug)

    def labels(self, kind: str, slugs: Iterable[str]) -> list[str]:
        """The labels of several slugs, in their order."""
        return [self.label(kind, slug) for slug in slugs]

    def tier(self, slug: str) -> str:
        """The word for a tier."""
        found = self._data["tiers"].get(slug)
        return str(found["label"]) if found else readable(slug)

    def tier_meaning(self, slug: str) -> str:
        """What a tier asks of whoever reads it."""
        found = self._data["tiers"].get(slug)
        return str(found["meaning"]) if found else ""

    def problem(self, code: str) -> Problem:
        """What a refusal with this error code says."""
        table = self._data["problems"]
        return Problem(**table.get(code, table["invalid_input"]))

    def notice(self, code: str) -> str | None:
        """A short message after something was done; None for a code that we do not know."""
        found = self._data["notices"].get(code)
        return str(found) if found is not None else None

    def field(self, code: str, **values: object) -> str:
        """A message beside a field, filled with ``values``."""
        return str(self._data["fields"][code]).format(**values)

    def slugs(self, kind: str) -> tuple[str, ...]:
        """The slugs of a table, in the order of the file."""
        return tuple(self._data[kind])


def readable(slug: str) -> str:
    """``some_slug`` as "Some slug"."""
    text = slug.replace("_", " ").replace("-", " ").strip()
    return text[:1].upper() + text[1:]


@lru_cache(maxsize=1)
def words() -> Words:
    """The words that ship with Waymark, held to their schema."""
    schema = json.loads((_CONTENT / "console.schema.json").read_text(encoding="utf-8"))
    return Words(load_yaml(_CONTENT / "console.yml", schema))
