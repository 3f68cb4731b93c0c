"""What channels and the console may ask of the conversation room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.messages import Inbound, Reply, TurnAnswer


@dataclass(frozen=True, slots=True)
class Opened:
    """A new conversation. ``token`` is given once, to web chat; only its digest is stored."""

    conversation_id: str
    token: str
    replies: list[Reply]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a conversation as its page shows it: a reply, or what the person sent."""

    seq: int
    author: str
    """person, bot, staff or system"""
    text: str
    reply: Reply | None
    """Set unless ``author`` is person."""


class Chat(Protocol):
    """The conversation, as channels see it."""

    async def open(
        self, channel: str, *, address: str | None = None, persona: str = "unknown"
    ) -> Opened:
        """Begin a conversation and greet. With an ``address`` (Telegram) the one that exists goes on."""
        ...

    async def receive(self, inbound: Inbound) -> TurnAnswer:
        """Accept, screen, answer. Raises NotFound for an unknown conversation, InvalidInput for
        what no channel should send."""
        ...

    async def conversation_for_token(self, token: str) -> str | None:
        """The conversation that a web chat token opens, or None."""
        ...

    async def mode(self, conversation_id: str) -> str: ...

    async def replies_after(self, conversation_id: str, seq: int) -> Sequence[Reply]:
        """What was said to the person after ``seq`` (bot, staff and announcements)."""
        ...

    async def wait_for_news(self, conversation_id: str, seconds: float) -> bool:
        """Until something may have changed in the conversation, at most ``seconds``."""
        ...

    async def history(self, conversation_id: str) -> Sequence[Line]: ...

    async def export(self, conversation_id: str) -> dict[str, Any]:
        """Everything kept of the conversation, as JSON, for the person it belongs to."""
        ...

    async def erase(self, conversation_id: str) -> bool:
        """Delete it. False where a safeguarding record must be kept; the chat is closed then."""
        ...


class Takeover(Protocol):
    """A member of staff and a conversation. Every call checks ownership in the database itself.

    Errors: NotFound, Conflict (somebody else has it; the message names them), NotAllowed (role).
    """

    async def claim(self, case_id: str, staff_id: str) -> None:
        """Owner and mode in one transaction; tells the young person who is here."""
        ...

    async def reply(self, case_id: str, staff_id: str, text: str) -> Reply: ...

    async def hand_back(self, case_id: str, staff_id: str, *, outcome: str, note: str) -> None:
        """Announce it, give the conversation back to the bot, close the case."""
        ...

    async def close(self, case_id: str, staff_id: str, *, outcome: str, note: str) -> None:
        """Announce it, close the case and the conversation. A new message reopens."""
        ...
