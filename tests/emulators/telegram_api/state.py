"""What the emulator remembers: updates not yet confirmed, chats, and every call that was made."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

PATIENCE = 30.0
"""Seconds after which a test that waits for something has failed."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request of the client. ``at`` is the emulator's clock, ``status`` what was answered."""

    method: str
    parameters: dict[str, Any]
    at: datetime
    status: int


@dataclass(slots=True)
class Sent:
    """A message that the bot sent to a person, as the person sees it."""

    message_id: int
    text: str
    buttons: list[list[dict[str, str]]]
    at: datetime
    parameters: dict[str, Any]

    @property
    def labels(self) -> list[str]:
        """The labels of the buttons, row after row."""
        return [button["text"] for row in self.buttons for button in row]

    def choice(self, wanted: str) -> str:
        """The callback data of the button with this label or this callback data."""
        for row in self.buttons:
            for button in row:
                if wanted in (button["text"], button["callback_data"]):
                    return button["callback_data"]
        raise LookupError(f"there is no button {wanted!r} among {self.labels}")


@dataclass(slots=True)
class ChatState:
    """One chat: who it is with and what was sent to it."""

    chat: dict[str, Any]
    user: dict[str, Any]
    sent: list[Sent] = field(default_factory=list)
    last_message_id: int = 0
    blocked: bool = False
    left: bool = False

    def next_message_id(self) -> int:
        self.last_message_id += 1
        return self.last_message_id


class Board:
    """All state, with a condition to wait on: whoever changes something calls ``changed``."""

    def __init__(self) -> None:
        self.chats: dict[int, ChatState] = {}
        self.calls: list[Call] = []
        self.queue: list[dict[str, Any]] = []
        self.again: list[dict[str, Any]] = []
        """Updates to be handed out once more, whatever the offset."""
        self.seen: dict[int, dict[str, Any]] = {}
        self.held = False
        self.closing = False
        self.polling = 0
        self.polls_ended = 0
        self.webhook = ""
        self.description = ""
        self.commands: list[dict[str, str]] = []
        self.next_update = 731_000_001
        self._changes: set[asyncio.Event] = set()

    def changed(self) -> None:
        """Wake everyone who waits."""
        for event in self._changes:
            event.set()

    async def until(self, true: Callable[[], bool], seconds: float = PATIENCE) -> bool:
        """Wait until ``true()``; False if it was not by then, or the server is closing."""
        event = asyncio.Event()
        self._changes.add(event)
        try:
            async with asyncio.timeout(seconds):
                while not true():
                    if self.closing:
                        return False
                    event.clear()
                    await event.wait()
        except TimeoutError:
            return true()
        finally:
            self._changes.discard(event)
        return True

    def add_update(self, kind: str, body: dict[str, Any]) -> int:
        """Queue an update for the client; gives its id."""
        update_id = self.next_update
        self.next_update += 1
        update = {"update_id": update_id, kind: body}
        self.queue.append(update)
        self.seen[update_id] = update
        self.changed()
        return update_id

    def end_poll(self) -> None:
        """Answer the long poll that waits with nothing, as when its time is up."""
        self.polls_ended += 1
        self.changed()

    def take(self, offset: int, limit: int) -> list[dict[str, Any]]:
        """The updates for one getUpdates: an offset confirms, and forgets, all below it."""
        if offset > 0:
            self.queue = [u for u in self.queue if u["update_id"] >= offset]
        if self.held:
            return []
        again, self.again = self.again[:limit], self.again[limit:]
        return (again + self.queue)[:limit]
