"""Cases, the signs that raised them, what was done about them, and the staff who did it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, EncryptedText, Id, UtcDateTime, new_id


class CaseState(StrEnum):
    """Where a case stands. Only a person moves it on from open."""

    OPEN = "open"
    CLAIMED = "claimed"
    CLOSED = "closed"


class Case(Base):
    """Something that a person has to look at. A conversation has at most one that is not closed."""

    __tablename__ = "safeguarding_case"
    __table_args__ = (
        Index("ix_safeguarding_case_queue", "state", "tier_rank", "waiting_since"),
        # One case that is not closed for each conversation, whoever races to open it.
        Index("uq_safeguarding_case_live", "live_conversation_id", unique=True),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), index=True)
    live_conversation_id: Mapped[str | None] = mapped_column(Id)
    """The conversation's id while the case is not closed, else None."""
    tier: Mapped[str] = mapped_column(String(12))
    tier_rank: Mapped[int] = mapped_column(Integer)
    """3 immediate, 2 high, 1 concern; what the queue sorts by."""
    reason: Mapped[str] = mapped_column(String(20))
    """risk, asked (for a person), screening_failed or stuck"""
    categories: Mapped[list[str]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(8), default=CaseState.OPEN)
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    waiting_since: Mapped[datetime] = mapped_column(UtcDateTime)
    """The first message that nobody has answered yet; the last answer where none is open."""
    unanswered: Mapped[int] = mapped_column(Integer, default=0)
    """Messages for a person since the last answer of one."""
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    first_reply_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[str | None] = mapped_column(String(32))
    note: Mapped[str | None] = mapped_column(EncryptedText)


class CaseSign(Base):
    """One message that raised a case or added to it, with what was found in it."""

    __tablename__ = "case_sign"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("safeguarding_case.id"), index=True)
    message_id: Mapped[str] = mapped_column(Id)
    tier: Mapped[str] = mapped_column(String(12))
    categories: Mapped[list[str]] = mapped_column(JSON)
    rules: Mapped[list[str]] = mapped_column(JSON)
    spans: Mapped[list[list[int]]] = mapped_column(JSON)
    score: Mapped[float | None]
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class CaseEvent(Base):
    """What happened to a case and who did it. Added to, never changed."""

    __tablename__ = "case_event"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("safeguarding_case.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    kind: Mapped[str] = mapped_column(String(20))
    """opened, added, raised, viewed, claimed, released, replied, noted, handed_back, closed,
    reopened, marked, unmarked"""
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    detail: Mapped[Any] = mapped_column(JSON, nullable=True)
    """Codes and numbers only; never message text."""


class AssessmentLabel(Base):
    """What one member of staff says of what the screen made of one message: the present word of
    theirs. Earlier ones are in the events of the case."""

    __tablename__ = "assessment_label"
    __table_args__ = (UniqueConstraint("message_id", "staff_id"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    message_id: Mapped[str] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"))
    """A label goes with its message: without the words it teaches nobody anything."""
    case_id: Mapped[str] = mapped_column(
        ForeignKey("safeguarding_case.id", ondelete="CASCADE"), index=True
    )
    """On whose page it was given; the message may have raised an earlier case, or none."""
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    verdict: Mapped[str] = mapped_column(String(8))
    """right, too_high, too_low or missed"""
    tier: Mapped[str | None] = mapped_column(String(12))
    """The tier that they would give, if they said one."""
    category: Mapped[str | None] = mapped_column(String(32))
    """The category that they would give, if they said one."""
    assessed_tier: Mapped[str] = mapped_column(String(12))
    assessed_score: Mapped[float | None]
    assessed_rules: Mapped[list[str]] = mapped_column(JSON)
    """What the screen had made of the message when it was marked."""
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class Role(StrEnum):
    """What a member of staff may do; each can do what the one before can."""

    VIEWER = "viewer"
    RESPONDER = "responder"
    LEAD = "lead"
    ADMINISTRATOR = "administrator"


class Staff(Base):
    """A member of staff."""

    __tablename__ = "staff"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    """Lower case."""
    name: Mapped[str] = mapped_column(String(80))
    """Shown to young people: a first name or a role."""
    role: Mapped[str] = mapped_column(String(16))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    """argon2id; None until a password was chosen by a one-time sign-in."""
    failed_sign_ins: Mapped[int] = mapped_column(Integer, default=0)
    locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class StaffSession(Base):
    """A signed-in browser."""

    __tablename__ = "staff_session"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    csrf: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class StaffTicket(Base):
    """A one-time sign-in, printed or sent once; only its digest is kept."""

    __tablename__ = "staff_ticket"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
