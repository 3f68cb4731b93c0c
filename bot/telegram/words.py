"""The words that only Telegram needs, read from ``content/`` and held to their schema."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from basics.content import load_yaml
from bot.card_words import CardWords, load_card_words

_CONTENT = Path(__file__).with_name("content")


@dataclass(frozen=True, slots=True)
class Command:
    """One line of the menu beside the text field."""

    command: str
    label: str


@dataclass(frozen=True, slots=True)
class TelegramWords:
    """What only Telegram says; ``staff`` has {braces} for the name. ``cards`` are shared."""

    commands: tuple[Command, ...]
    description: str
    private_only: str
    staff: str
    cards: CardWords


def load_words() -> TelegramWords:
    """Read and check ``content/telegram.yml``; raises ContentError with file and line."""
    schema = json.loads((_CONTENT / "telegram.schema.json").read_text(encoding="utf-8"))
    data: dict[str, Any] = load_yaml(_CONTENT / "telegram.yml", schema)
    return TelegramWords(
        commands=tuple(Command(**each) for each in data["commands"]),
        description=data["description"],
        private_only=data["private_only"],
        staff=data["staff"],
        cards=load_card_words(),
    )
