"""The outbox: everything we owe a person, stored before it is sent."""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum, StrEnum

from sqlalchemy import ForeignKey, Index, Integer, String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, UtcDateTime


class Priority(IntEnum):
    """Which goes first when sending is limited."""

    SAFETY = 0
    STAFF = 1
    REPLY = 2


class Delivery(StrEnum):
    """How far a message has come."""

    PENDING = "pending"
    SENT = "sent"
    FAILED = "failed"
    """Given up, or refused for good by the channel."""


class OutboxItem(Base):
    """One outgoing message on its way to a channel that has to be pushed to."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_due", "state", "not_before", "priority", "id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversation.id", ondelete="CASCADE"), index=True
    )
    message_id: Mapped[str] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"))
    channel: Mapped[str] = mapped_column(String(16))
    priority: Mapped[int] = mapped_column(Integer, default=Priority.REPLY)
    state: Mapped[str] = mapped_column(String(8), default=Delivery.PENDING)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    not_before: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    problem: Mapped[str | None] = mapped_column(String(64))
    """The kind of the last failure; never message text."""


async def due(
    session: AsyncSession, channel: str, now: datetime, limit: int = 50
) -> list[OutboxItem]:
    """Items to send now: risk acknowledgements first, then in order; one per conversation in order."""
    rows = await session.scalars(
        select(OutboxItem)
        .where(
            OutboxItem.channel == channel,
            OutboxItem.state == str(Delivery.PENDING),
            OutboxItem.not_before <= now,
        )
        .order_by(OutboxItem.priority, OutboxItem.id)
        .limit(limit)
    )
    return list(rows)
