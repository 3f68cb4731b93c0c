"""The inbox: everything received, once each, before it is acknowledged."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Integer, String, UniqueConstraint, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, EncryptedJson, Id, UtcDateTime, new_id
from storage.conversations import Message


class InboxItem(Base):
    """One update of one channel, with the message it became and the answer it got."""

    __tablename__ = "inbox"
    __table_args__ = (UniqueConstraint("channel", "update_id"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    channel: Mapped[str] = mapped_column(String(16))
    update_id: Mapped[str] = mapped_column(String(128))
    """Telegram's update id, or ``<conversation id>:<Idempotency-Key>`` on the web."""
    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversation.id", ondelete="CASCADE"), index=True
    )
    message_id: Mapped[str] = mapped_column(Id)
    assessment: Mapped[Any] = mapped_column(EncryptedJson, nullable=True)
    """What the screen found (JSON), so that a turn taken up after a crash knows it."""
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    processed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    first_reply_seq: Mapped[int | None] = mapped_column(Integer)
    last_reply_seq: Mapped[int | None] = mapped_column(Integer)
    answer: Mapped[Any] = mapped_column(EncryptedJson, nullable=True)
    """The whole answer given to the channel, kept so that a repeat gets the same one."""


async def find(session: AsyncSession, channel: str, update_id: str) -> InboxItem | None:
    """The item with this update id, if it was received before."""
    return await session.scalar(
        select(InboxItem).where(InboxItem.channel == channel, InboxItem.update_id == update_id)
    )


async def put(session: AsyncSession, item: InboxItem) -> bool:
    """Store ``item``; False (and nothing stored) when its update id is already there."""
    try:
        async with session.begin_nested():
            session.add(item)
    except IntegrityError:
        return False
    return True


async def assessments(session: AsyncSession, message_ids: Collection[str]) -> dict[str, Any]:
    """What the screen found in each of these messages, as it was stored; by message."""
    rows = await session.execute(
        select(InboxItem.message_id, InboxItem.assessment).where(
            InboxItem.message_id.in_(message_ids)
        )
    )
    return {message_id: found or {} for message_id, found in rows}


async def pending(session: AsyncSession, conversation_id: str | None = None) -> list[InboxItem]:
    """Items still owed a turn, oldest first; of one conversation or of all.

    Two that came in the same moment are told apart by the place of their messages.
    """
    query = (
        select(InboxItem)
        .outerjoin(Message, Message.id == InboxItem.message_id)
        .where(InboxItem.processed_at.is_(None))
    )
    if conversation_id is not None:
        query = query.where(InboxItem.conversation_id == conversation_id)
    in_order = query.order_by(InboxItem.received_at, Message.seq, InboxItem.id)
    return list(await session.scalars(in_order))
