"""The words of services and contacts as plain text, read from ``content/`` and held to their schema."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from basics.content import load_yaml

_CONTENT = Path(__file__).with_name("content")


@dataclass(frozen=True, slots=True)
class CardWords:
    """``card`` and ``contact`` are lines by name, with {braces} for what is filled in."""

    card: Mapping[str, str]
    contact: Mapping[str, str]
    months: tuple[str, ...]

    def day(self, value: date | str) -> str:
        """A date as people say it: "3 November 2026". Takes a date or its ISO form."""
        day = date.fromisoformat(value) if isinstance(value, str) else value
        return f"{day.day} {self.months[day.month - 1]} {day.year}"


def load_card_words() -> CardWords:
    """Read and check ``content/cards.yml``; raises ContentError with file and line."""
    schema = json.loads((_CONTENT / "cards.schema.json").read_text(encoding="utf-8"))
    data: dict[str, Any] = load_yaml(_CONTENT / "cards.yml", schema)
    return CardWords(card=data["card"], contact=data["contact"], months=tuple(data["months"]))


def fill(text: str, **values: object) -> str:
    """Put ``values`` where ``text`` names them in braces.

    Not ``str.format``: a brace in a service's own words must never be read as a command.
    """
    for key, value in values.items():
        text = text.replace("{" + key + "}", str(value))
    return text
