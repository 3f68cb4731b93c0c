"""Writing what we say: a row in the conversation, and one in the outbox where it must be sent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.messages import Contact, Draft, Reply, ReplyButton
from bot.parts import PUSHED
from storage.base import new_id
from storage.conversations import Author, Conversation, Message
from storage.outbox import OutboxItem, Priority

_PRIORITY = {"safety": Priority.SAFETY, "status": Priority.STAFF, "staff": Priority.STAFF}


async def write(
    session: AsyncSession,
    conversation: Conversation,
    drafts: Iterable[Draft],
    now: datetime,
    *,
    staff_id: str | None = None,
) -> list[Reply]:
    """Store ``drafts`` in order; the transaction must hold the conversation."""
    drafts = list(drafts)
    if not drafts:
        return []
    last = await session.scalar(
        select(func.max(Message.seq)).where(Message.conversation_id == conversation.id)
    )
    messages = [
        Message(
            id=new_id(),
            conversation_id=conversation.id,
            seq=seq,
            author=str(draft.author),
            kind=draft.kind,
            text=draft.text,
            payload=_payload(draft),
            staff_id=staff_id,
            created_at=now,
        )
        for seq, draft in enumerate(drafts, (last or 0) + 1)
    ]
    session.add_all(messages)
    await session.flush()
    if conversation.channel in PUSHED:
        session.add_all(_owed(conversation, message, now) for message in messages)
        await session.flush()
    return [reply_of(message) for message in messages]


def _owed(conversation: Conversation, message: Message, now: datetime) -> OutboxItem:
    return OutboxItem(
        conversation_id=conversation.id,
        message_id=message.id,
        channel=conversation.channel,
        priority=_PRIORITY.get(message.kind, Priority.REPLY),
        not_before=now,
    )


def reply_of(message: Message) -> Reply:
    """A stored message that is not the person's own, as channels get it."""
    payload = message.payload or {}
    return Reply(
        id=message.id,
        seq=message.seq,
        kind=message.kind,
        author=message.author,
        author_name=payload.get("author_name"),
        text=message.text,
        buttons=[ReplyButton(**button) for button in payload.get("buttons", ())],
        services=payload.get("services", []),
        contacts=[Contact(**contact) for contact in payload.get("contacts", ())],
    )


async def replies_between(
    session: AsyncSession, conversation_id: str, after: int, up_to: int | None = None
) -> list[Reply]:
    """What was said to the person after ``after``, in order."""
    query = select(Message).where(
        Message.conversation_id == conversation_id,
        Message.seq > after,
        Message.author != str(Author.PERSON),
    )
    if up_to is not None:
        query = query.where(Message.seq <= up_to)
    return [reply_of(row) for row in await session.scalars(query.order_by(Message.seq))]


def _payload(draft: Draft) -> dict[str, object] | None:
    payload: dict[str, object] = {
        "author_name": draft.author_name,
        "buttons": [button.model_dump() for button in draft.buttons],
        "services": [dict(service) for service in draft.services],
        "contacts": [contact.model_dump() for contact in draft.contacts],
    }
    return {key: value for key, value in payload.items() if value} or None
