"""Conversations and messages: who owns the conversation, and what was said."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, UniqueConstraint, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, EncryptedJson, EncryptedText, Id, UtcDateTime, new_id


class Mode(StrEnum):
    """Who speaks in a conversation. Stored, never derived."""

    BOT = "bot"
    WAITING = "waiting"
    """A person has been called; the bot gives only honest status and help contacts."""
    HUMAN = "human"
    """A member of staff has it; the bot is silent."""
    CLOSED = "closed"


class Author(StrEnum):
    """Who wrote a message."""

    PERSON = "person"
    """The young person, parent or professional at the other end."""
    BOT = "bot"
    STAFF = "staff"
    SYSTEM = "system"
    """An announcement, such as that a person is here now."""


class Conversation(Base):
    """One person's chat on one channel."""

    __tablename__ = "conversation"
    __table_args__ = (UniqueConstraint("channel", "address_digest"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    channel: Mapped[str] = mapped_column(String(16))
    """web, telegram or terminal"""
    address_digest: Mapped[str | None] = mapped_column(String(64))
    """Keyed digest of the channel's address (a Telegram chat id); None for web chat."""
    address: Mapped[str | None] = mapped_column(EncryptedText)
    token_digest: Mapped[str | None] = mapped_column(String(64), index=True)
    """Keyed digest of the web chat's bearer token."""
    persona: Mapped[str] = mapped_column(String(16), default="unknown")
    age_band: Mapped[str | None] = mapped_column(String(8))
    """10-12, 13-15, 16-19 or adult; None (treated as a child) until known."""
    outcode: Mapped[str | None] = mapped_column(String(4))
    """Outward postcode at most; never a full one."""
    mode: Mapped[str] = mapped_column(String(8), default=Mode.BOT)
    owner_id: Mapped[str | None] = mapped_column(Id)
    """The member of staff who has it, while mode is human."""
    turn: Mapped[int] = mapped_column(Integer, default=0)
    """Raised by every change of mode and every finished turn; a reply written for an older turn
    is dropped."""
    state: Mapped[Any] = mapped_column(EncryptedJson, nullable=True)
    """The flow session (JSON), or None before the first turn."""
    unreachable: Mapped[bool] = mapped_column(Boolean, default=False)
    """The channel refuses to deliver (blocked, deleted chat)."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_heard_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class Message(Base):
    """One message, in or out, in the order of ``seq`` within its conversation."""

    __tablename__ = "message"
    __table_args__ = (Index("ix_message_conversation_seq", "conversation_id", "seq", unique=True),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    seq: Mapped[int] = mapped_column(Integer)
    author: Mapped[str] = mapped_column(String(8))
    staff_id: Mapped[str | None] = mapped_column(Id)
    kind: Mapped[str] = mapped_column(String(16), default="text")
    """text, choice, attachment; for replies: say, understood, services, safety, status, staff."""
    text: Mapped[str] = mapped_column(EncryptedText)
    payload: Mapped[Any] = mapped_column(EncryptedJson, nullable=True)
    """Buttons, services, contacts or what was understood, as JSON; None where there is none."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


async def add_message(
    session: AsyncSession,
    conversation_id: str,
    *,
    author: Author,
    text: str,
    now: datetime,
    kind: str = "text",
    payload: Any = None,
    staff_id: str | None = None,
) -> Message:
    """Append a message. Call inside a transaction that holds the conversation (see ``lock``)."""
    last = await session.scalar(
        select(Message.seq)
        .where(Message.conversation_id == conversation_id)
        .order_by(Message.seq.desc())
        .limit(1)
    )
    message = Message(
        id=new_id(), conversation_id=conversation_id, seq=(last or 0) + 1, author=str(author), kind=kind,
        text=text, payload=payload, staff_id=staff_id, created_at=now,
    )  # fmt: skip
    session.add(message)
    await session.flush()
    return message


async def lock(session: AsyncSession, conversation_id: str) -> Conversation | None:
    """The conversation, held until the transaction ends (SQLite holds the whole database)."""
    return await session.scalar(
        select(Conversation)
        .where(Conversation.id == conversation_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


async def change_mode(
    session: AsyncSession,
    conversation_id: str,
    *,
    to: Mode,
    allowed_from: tuple[Mode, ...],
    owner_id: str | None = None,
) -> bool:
    """Move to another mode in one conditional update; False if it was in none of ``allowed_from``.

    The turn goes up by one, so that any bot reply still under way is dropped when it is written.
    """
    result = await session.execute(
        update(Conversation)
        .where(
            Conversation.id == conversation_id,
            Conversation.mode.in_([str(m) for m in allowed_from]),
        )
        .values(mode=str(to), owner_id=owner_id, turn=Conversation.turn + 1)
        .execution_options(synchronize_session="fetch")
    )
    return bool(result.rowcount)  # type: ignore[attr-defined]


async def transcript(
    session: AsyncSession, conversation_id: str, after_seq: int = 0
) -> list[Message]:
    """The messages of a conversation in order, those after ``after_seq`` only."""
    rows = await session.scalars(
        select(Message)
        .where(Message.conversation_id == conversation_id, Message.seq > after_seq)
        .order_by(Message.seq)
    )
    return list(rows)
