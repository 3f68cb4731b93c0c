"""What a turn decides to do, before any of it is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.messages import Draft

CARRY_ON = "carry_on"
"""Go on with the bot, also while a person is on the way; the case then stays in the queue."""
COMMANDS = frozenset({"help", "restart", "stop", "person", "privacy", "delete", CARRY_ON})
"""What can be said or tapped at every step."""


class _Keep:
    """The stored flow session stays as it is."""


KEEP = _Keep()


@dataclass(slots=True)
class Plan:
    """The outcome of one turn."""

    drafts: list[Draft] = field(default_factory=list)
    state: Any = KEEP
    """The new flow session, None to forget it, or KEEP."""
    facts: dict[str, Any] = field(default_factory=dict)
    """What was learned for the columns of the conversation."""
    call: str | None = None
    """Why a person is to be called (asked, stuck or limit); None if not."""
    to_bot: bool = False
    """The bot takes over again from waiting."""
    close: bool = False
    """The person said goodbye."""
    erase: bool = False
    """The person asked for the chat to be deleted, and confirmed it."""
    understood: Mapping[str, Any] = field(default_factory=dict)
    failed: bool = False
    """The turn broke; the person is told so and the item counts an attempt."""
