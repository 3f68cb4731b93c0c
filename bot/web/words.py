"""The words of the pages: read from ``content/``, held to their schemas, filled in once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from basics.content import load_yaml

_CONTENT = Path(__file__).with_name("content")
_ARTICLES = ("about", "help", "left", "privacy")
KM_PER_MILE = 1.609344


@dataclass(frozen=True, slots=True)
class Words:
    """What the pages say. ``page`` is the chat page, ``articles`` the others by name."""

    page: Mapping[str, Any]
    articles: Mapping[str, Mapping[str, Any]]

    def day(self, value: date | str) -> str:
        """A date as people say it: "3 November 2026", or "November 2026" where the day is not
        known. Takes a date or its ISO form; what is neither is given back as it is."""
        parts = (value.isoformat() if isinstance(value, date) else value).split("-")
        if not (2 <= len(parts) <= 3 and all(part.isdigit() for part in parts)):
            return str(value)
        year, month, *day = (int(part) for part in parts)
        if not 1 <= month <= 12:
            return str(value)
        return " ".join([*(str(n) for n in day), self.page["months"][month - 1], str(year)])

    def away(self, km: float) -> str:
        """A straight-line distance in kilometres, with miles to one decimal."""
        return fill(self.page["services"]["away"], km=_short(km), miles=_short(km / KM_PER_MILE))

    def ages(self, low: int | None, high: int | None) -> str | None:
        """An age range in words; None where neither end is known."""
        words = self.page["services"]
        if low is None and high is None:
            return None
        if low is None:
            return fill(words["ages_to"], max=high)
        if high is None:
            return fill(words["ages_from"], min=low)
        return fill(words["ages_one" if low == high else "ages_range"], min=low, max=high)


def load_words(*, name: str, keep_days: int) -> Words:
    """Read and check every content file; raises ContentError with file and line.

    ``name`` is what the service is called here, ``keep_days`` for how long chats are kept.
    """
    values = {"name": name, "keep_days": keep_days}
    article = _schema("article")
    return Words(
        page=_filled(load_yaml(_CONTENT / "page.yml", _schema("page")), values),
        articles={
            key: _filled(load_yaml(_CONTENT / f"{key}.yml", article), values) for key in _ARTICLES
        },
    )


def fill(text: str, **values: object) -> str:
    """Put ``values`` where ``text`` names them in braces; what is not named stays as it is.

    Not ``str.format``: a brace in a service's own words must never be read as a command.
    """
    for key, value in values.items():
        text = text.replace("{" + key + "}", str(value))
    return text


def _schema(name: str) -> Mapping[str, Any]:
    data: Mapping[str, Any] = json.loads(
        (_CONTENT / f"{name}.schema.json").read_text(encoding="utf-8")
    )
    return data


def _filled(node: Any, values: Mapping[str, object]) -> Any:
    if isinstance(node, str):
        return fill(node, **values)
    if isinstance(node, list):
        return [_filled(item, values) for item in node]
    if isinstance(node, dict):
        return {key: _filled(item, values) for key, item in node.items()}
    return node


def _short(number: float) -> str:
    """One decimal, without a trailing ".0" from ten upwards, where it would say too much."""
    return f"{number:.1f}" if number < 10 else f"{number:.0f}"
