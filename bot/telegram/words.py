"""The words that only Telegram needs, read from ``content/`` and held to their schema."""

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
class Command:
    """One line of the menu beside the text field."""

    command: str
    label: str


@dataclass(frozen=True, slots=True)
class TelegramWords:
    """``card`` and ``contact`` are lines by name, with {braces} for what is filled in."""

    commands: tuple[Command, ...]
    description: str
    private_only: str
    staff: str
    card: Mapping[str, str]
    contact: Mapping[str, str]
    months: tuple[str, ...]

    def day(self, value: date | str) -> str:
        """A date as people say it: "3 November 2026". Takes a date or its ISO form."""
        day = date.fromisoformat(value) if isinstance(value, str) else value
        return f"{day.day} {self.months[day.month - 1]} {day.year}"


def load_words() -> TelegramWords:
    """Read and check ``content/telegram.yml``; raises ContentError with file and line."""
    schema = json.loads((_CONTENT / "telegram.schema.json").read_text(encoding="utf-8"))
    data: dict[str, Any] = load_yaml(_CONTENT / "telegram.yml", schema)
    return TelegramWords(
        commands=tuple(Command(**each) for each in data["commands"]),
        description=data["description"],
        private_only=data["private_only"],
        staff=data["staff"],
        card=data["card"],
        contact=data["contact"],
        months=tuple(data["months"]),
    )


def fill(text: str, **values: object) -> str:
    """Put ``values`` where ``text`` names them in braces.

    Not ``str.format``: a brace in a service's own words must never be read as a command.
    """
    for key, value in values.items():
        text = text.replace("{" + key + "}", str(value))
    return text
