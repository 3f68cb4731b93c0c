"""What staff look at: the queue in order, and one case with its signs and its history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from basics.errors import NotFound
from safeguarding.tables import Case, CaseEvent, CaseSign, CaseState, Staff

LIVE = (CaseState.OPEN, CaseState.CLAIMED)


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One case as a line of the queue."""

    id: str
    conversation_id: str
    tier: str
    reason: str
    categories: tuple[str, ...]
    state: str
    owner_id: str | None
    owner_name: str | None
    opened_at: datetime
    waiting_since: datetime
    unanswered: int
    """Messages that wait for a person."""
    first_reply_at: datetime | None
    closed_at: datetime | None
    outcome: str | None


@dataclass(frozen=True, slots=True)
class Sign:
    """One message that raised the case or added to it."""

    message_id: str
    tier: str
    categories: tuple[str, ...]
    rules: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    """Offsets into the message as typed."""
    score: float | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to the case."""

    at: datetime
    kind: str
    staff_name: str | None
    detail: Any


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as its page shows it."""

    row: QueueRow
    note: str | None
    signs: tuple[Sign, ...]
    steps: tuple[Step, ...]
    earlier: tuple[QueueRow, ...]
    """Other cases of the same conversation, newest first."""


async def queue(
    session: AsyncSession,
    *,
    states: Sequence[str] = LIVE,
    owner_id: str | None = None,
    limit: int = 1000,
) -> list[QueueRow]:
    """Cases in ``states``: most urgent first, then longest waiting. ``owner_id`` narrows to one's
    own."""
    query = _rows().where(Case.state.in_([str(state) for state in states]))
    if owner_id is not None:
        query = query.where(Case.owner_id == owner_id)
    query = query.order_by(Case.tier_rank.desc(), Case.waiting_since, Case.id).limit(limit)
    return [_row(case, name) for case, name in (await session.execute(query)).all()]


async def counts(session: AsyncSession) -> dict[str, int]:
    """How many live cases there are in each tier."""
    query = (
        select(Case.tier, func.count())
        .where(Case.state.in_([str(state) for state in LIVE]))
        .group_by(Case.tier)
    )
    found = (await session.execute(query)).all()
    return {row[0]: row[1] for row in found}


async def case_view(session: AsyncSession, case_id: str) -> CaseView:
    """One case with everything known of it but the conversation itself. Raises NotFound."""
    found = (await session.execute(_rows().where(Case.id == case_id))).one_or_none()
    if found is None:
        raise NotFound("There is no such case.")
    case, name = found
    signs = await session.scalars(
        select(CaseSign).where(CaseSign.case_id == case_id).order_by(CaseSign.at, CaseSign.id)
    )
    steps = await session.execute(
        select(CaseEvent, Staff.name)
        .outerjoin(Staff, Staff.id == CaseEvent.staff_id)
        .where(CaseEvent.case_id == case_id)
        .order_by(CaseEvent.id)
    )
    others = await session.execute(
        _rows()
        .where(Case.conversation_id == case.conversation_id, Case.id != case_id)
        .order_by(Case.opened_at.desc())
    )
    return CaseView(
        row=_row(case, name),
        note=case.note,
        signs=tuple(_sign(sign) for sign in signs),
        steps=tuple(Step(e.at, e.kind, who, e.detail) for e, who in steps.all()),
        earlier=tuple(_row(each, who) for each, who in others.all()),
    )


async def signs_in(session: AsyncSession, conversation_id: str) -> list[Sign]:
    """Every sign in a conversation, whichever of its cases it belongs to, oldest first."""
    found = await session.scalars(
        select(CaseSign)
        .join(Case, Case.id == CaseSign.case_id)
        .where(Case.conversation_id == conversation_id)
        .order_by(CaseSign.at, CaseSign.id)
    )
    return [_sign(sign) for sign in found]


def _rows() -> Any:
    return select(Case, Staff.name).outerjoin(Staff, Staff.id == Case.owner_id)


def _row(case: Case, owner_name: str | None) -> QueueRow:
    return QueueRow(
        id=case.id, conversation_id=case.conversation_id, tier=case.tier, reason=case.reason,
        categories=tuple(case.categories), state=case.state, owner_id=case.owner_id,
        owner_name=owner_name, opened_at=case.opened_at, waiting_since=case.waiting_since,
        unanswered=case.unanswered, first_reply_at=case.first_reply_at, closed_at=case.closed_at,
        outcome=case.outcome,
    )  # fmt: skip


def _sign(sign: CaseSign) -> Sign:
    return Sign(
        message_id=sign.message_id, tier=sign.tier, categories=tuple(sign.categories),
        rules=tuple(sign.rules), spans=tuple((a, b) for a, b in sign.spans), score=sign.score,
        at=sign.at,
    )  # fmt: skip
