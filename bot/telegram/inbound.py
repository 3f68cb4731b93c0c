"""An update of Telegram, read: who it is from and what they typed, tapped or sent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from telegram import CallbackQuery, Chat, Message, Update

CHANNEL = "telegram"

COMMANDS: Mapping[str, str] = {
    "start": "restart",
    "restart": "restart",
    "help": "help",
    "stop": "stop",
    "person": "person",
    "privacy": "privacy",
    "delete": "delete",
}
"""Commands (/help) and the choices that they are; the flow answers those at every step."""

_COMMAND = re.compile(r"/([A-Za-z_]+)(?:@\w+)?\s*")

# In this order: an animation is also a document, a venue is also a location.
_ATTACHMENTS = (
    "photo", "voice", "sticker", "animation", "video", "video_note", "audio", "venue", "location",
    "contact", "document", "poll", "dice", "story", "paid_media", "game", "checklist", "invoice",
)  # fmt: skip
_SHOWN_AS = {
    "animation": "video",
    "video_note": "video",
    "audio": "voice",
    "venue": "location",
    "dice": "sticker",
}


@dataclass(frozen=True, slots=True)
class Arrived:
    """One update that concerns us. Of ``text``, ``choice`` and ``attachment`` one is set; a
    caption is ``text`` beside its ``attachment``."""

    update_id: int
    chat_id: int
    private: bool
    text: str | None = None
    choice: str | None = None
    attachment: str | None = None
    starts: bool = False
    """It is /start: a new conversation has nothing more to answer than its greeting."""
    callback_id: str | None = None
    """A tap, for which Telegram shows a spinner until it is answered."""
    album: str | None = None
    """Pictures sent together share one; each is an update of its own."""
    edited: bool = False
    """They changed what they had sent before."""
    unread: bool = False
    """It could not be stored as it is."""


def read(update: Update) -> Arrived | None:
    """What ``update`` says, or None for one that needs no answer (a pinned message, a new title)."""
    if update.callback_query is not None:
        return _tap(update.update_id, update.callback_query)
    message = update.message or update.edited_message
    if message is not None:
        arrived = _message(update.update_id, message)
        edited = update.edited_message is not None
        return replace(arrived, edited=edited) if arrived is not None else None
    if update.my_chat_member is not None:
        # Somebody put us into a group, or blocked us (sending will find that out).
        chat = update.my_chat_member.chat
        joined = update.my_chat_member.new_chat_member.status in ("member", "administrator")
        if joined and chat.type != Chat.PRIVATE:
            return Arrived(update.update_id, chat.id, private=False)
    return None


def _tap(update_id: int, query: CallbackQuery) -> Arrived | None:
    if query.message is None or query.data is None:
        return None
    chat = query.message.chat
    return Arrived(
        update_id,
        chat.id,
        private=chat.type == Chat.PRIVATE,
        choice=query.data,
        callback_id=query.id,
    )


def _message(update_id: int, message: Message) -> Arrived | None:
    chat = message.chat
    private = chat.type == Chat.PRIVATE
    if not private:
        return Arrived(update_id, chat.id, private=False)
    if message.text is not None:
        command = _command(message.text)
        if command is not None:
            return Arrived(
                update_id, chat.id, private, choice=COMMANDS[command], starts=command == "start"
            )
        return Arrived(update_id, chat.id, private, text=message.text)
    attachment = _attachment(message)
    if attachment is None:
        return None
    return Arrived(
        update_id,
        chat.id,
        private,
        text=_words(message),
        attachment=attachment,
        album=message.media_group_id,
    )


def _command(text: str) -> str | None:
    """The command that ``text`` is. With words behind it, it is text: those have to be screened."""
    found = _COMMAND.fullmatch(text)
    name = found.group(1).lower() if found else ""
    return name if name in COMMANDS else None


def _attachment(message: Message) -> str | None:
    for kind in _ATTACHMENTS:
        if getattr(message, kind, None):
            return _SHOWN_AS.get(kind, kind if kind in _KINDS else "other")
    # Something newer than the client: it is there, we just cannot read it.
    return "other" if message.api_kwargs or message.caption else None


_KINDS = ("photo", "voice", "sticker", "video", "location", "contact", "document", "poll")


def _words(message: Message) -> str | None:
    """What there is to read beside an attachment: its caption, or what a poll asks."""
    if message.poll is not None:
        return "\n".join([message.poll.question, *(o.text for o in message.poll.options)])
    return message.caption


def salvage(raw: Mapping[str, Any]) -> Arrived | None:
    """What can be told of an update that the client could not read; nobody's words get lost
    because a field that we do not need was new or wrong."""
    update_id = raw.get("update_id")
    message = raw.get("message") or raw.get("edited_message")
    if not isinstance(update_id, int) or not isinstance(message, Mapping):
        return None
    chat = message.get("chat")
    if not isinstance(chat, Mapping) or not isinstance(chat.get("id"), int):
        return None
    text = message.get("text") or message.get("caption") or _asked(message.get("poll"))
    return Arrived(
        update_id,
        chat["id"],
        private=chat.get("type") == Chat.PRIVATE,
        text=text if isinstance(text, str) else None,
        attachment=None if isinstance(message.get("text"), str) else "other",
        edited="message" not in raw,
    )


def _asked(poll: Any) -> str | None:
    """What a poll asks, and the answers that it offers, as far as they are there."""
    if not isinstance(poll, Mapping):
        return None
    options = poll.get("options")
    listed = options if isinstance(options, list) else []
    offered = [each.get("text") for each in listed if isinstance(each, Mapping)]
    return "\n".join(str(line) for line in (poll.get("question"), *offered) if line) or None
