"""What comes in from a channel and what goes back, the same on every channel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from storage.conversations import Author


@dataclass(frozen=True, slots=True)
class Inbound:
    """One thing that arrived. Exactly one of ``text``, ``choice`` and ``attachment`` is set."""

    channel: str
    update_id: str
    """Unique in the channel; the same one twice is one turn."""
    conversation_id: str
    received_at: datetime
    text: str | None = None
    choice: str | None = None
    attachment: str | None = None
    """photo, voice, sticker, location, document...: something that we do not read. A caption
    comes as ``text`` with ``attachment`` set as well, so that it is screened."""
    edited: bool = False
    """The person changed what they had sent before. It is a message of its own, screened again."""
    unread: bool = False
    """What was sent could not be taken in, time and again: nobody knows what it said."""


class ReplyButton(BaseModel):
    """Something to tap, as people read it."""

    label: str
    choice: str


class Contact(BaseModel):
    """Somebody to ring or text, from the dated crisis contacts."""

    name: str
    detail: str
    """What it is and when it is open, in a few words."""
    phone: str | None = None
    sms: str | None = None
    url: str | None = None
    checked: str
    """ISO date on which this was last verified."""


class Reply(BaseModel):
    """One message to a person."""

    id: str
    seq: int
    kind: str = "say"
    """say, understood, services, safety, status, staff"""
    author: str = "bot"
    author_name: str | None = None
    """First name or role of the member of staff; None for the bot."""
    text: str
    buttons: list[ReplyButton] = []
    services: list[dict[str, Any]] = []
    """ServiceHit objects."""
    contacts: list[Contact] = []


@dataclass(frozen=True, slots=True)
class Draft:
    """A reply before it is stored: it has no id and no place in the conversation yet."""

    text: str
    kind: str = "say"
    author: Author = Author.BOT
    author_name: str | None = None
    buttons: tuple[ReplyButton, ...] = ()
    services: tuple[dict[str, Any], ...] = ()
    contacts: tuple[Contact, ...] = ()


class CaseSummary(BaseModel):
    """What a channel may know of a case that this turn raised."""

    tier: str
    categories: list[str]


class TurnAnswer(BaseModel):
    """What one inbound message led to."""

    replies: list[Reply]
    mode: str
    case: CaseSummary | None = None
    understood: dict[str, Any] = {}
    repeated: bool = False
    """The same update had been answered before; this is that answer again."""
