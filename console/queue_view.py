"""The queue as the page shows it: who waits, most urgent first, and who has what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import load_only

from console.summary import facts, reference, titles
from console.times import has_waited, local_moment, waiting
from console.words import Words
from safeguarding.assessment import Tier
from safeguarding.cases import outcomes
from safeguarding.queue import QueueRow, queue
from safeguarding.tables import Case, CaseState, Staff
from storage.conversations import Conversation

CLOSED_SHOWN = timedelta(days=1)
CLOSED_AT_MOST = 50
_BRIEFLY = select(Conversation).options(
    load_only(
        Conversation.channel,
        Conversation.persona,
        Conversation.age_band,
        Conversation.outcode,
        Conversation.mode,
        Conversation.unreachable,
    )
)
"""Without the flow session: a thousand of those would have to be decrypted for nothing."""
TIERS = tuple(tier.value for tier in Tier if tier is not Tier.NONE)
"""Gravest first."""


@dataclass(frozen=True, slots=True)
class Row:
    """One live case, in words."""

    id: str
    ref: str
    tier: str
    titles: list[str]
    facts: list[str]
    waiting: str
    waited: str
    """The same as the rest of a sentence."""
    since: str
    unanswered: int
    owner_name: str | None
    mine: bool
    unreachable: bool


@dataclass(frozen=True, slots=True)
class ClosedRow:
    """One case that was closed of late."""

    id: str
    tier: str
    titles: list[str]
    outcome: str
    closed: str
    owner_name: str | None


@dataclass(frozen=True, slots=True)
class Queue:
    """The cases of one moment. ``open`` is in the order in which "Take next" takes them."""

    open: list[Row]
    mine: list[Row]
    others: list[Row]
    closed: list[ClosedRow]

    @property
    def next(self) -> Row | None:
        """The one that "Take next" takes."""
        return self.open[0] if self.open else None

    @property
    def tally(self) -> list[tuple[str, int]]:
        """How many wait, by tier, gravest first."""
        return [(tier, sum(row.tier == tier for row in self.open)) for tier in TIERS]

    @property
    def summary(self) -> str:
        """The state of the queue in one or two sentences, also read out when it changes."""
        if self.next is None:
            said = "Nobody is waiting for a person."
        else:
            count = len(self.open)
            people = "1 person is" if count == 1 else f"{count} people are"
            said = f"{people} waiting. The most urgent {self.next.waited}."
        wanting = sum(1 for row in self.mine if row.unanswered)
        if wanting:
            yours = "One of your cases has" if wanting == 1 else f"{wanting} of your cases have"
            said += f" {yours} something new."
        return said


async def read_queue(
    session: AsyncSession, staff_id: str, *, now: datetime, zone: ZoneInfo, words: Words
) -> Queue:
    """The live cases, and those closed within the last day."""
    rows = await queue(session)
    chats = await _conversations(session, rows)

    def row(case: QueueRow) -> Row:
        chat = chats.get(case.conversation_id)
        waited = waiting(case.waiting_since, now)
        return Row(
            id=case.id, ref=reference(case.id), tier=case.tier, titles=titles(case, words),
            facts=facts(chat, words), waiting=waited, waited=has_waited(waited),
            since=local_moment(case.waiting_since, now, zone), unanswered=case.unanswered,
            owner_name=case.owner_name, mine=case.owner_id == staff_id,
            unreachable=chat is not None and chat.unreachable,
        )  # fmt: skip

    live = [row(case) for case in rows]
    claimed = [each for each in live if each.owner_name is not None]
    # Among one's own, those who wrote since come first; the order within each stays.
    mine = sorted((each for each in claimed if each.mine), key=lambda each: each.unanswered == 0)
    return Queue(
        open=[each for each in live if each.owner_name is None],
        mine=mine,
        others=[each for each in claimed if not each.mine],
        closed=await _closed(session, now=now, zone=zone, words=words),
    )


async def queue_version(session: AsyncSession) -> str:
    """A short hash that changes when the queue does: what live pages compare."""
    rows = await session.execute(
        select(
            Case.id, Case.tier, Case.state, Case.owner_id, Case.waiting_since, Case.unanswered,
            Case.categories, Conversation.mode, Conversation.unreachable,
        )
        .join(Conversation, Conversation.id == Case.conversation_id)
        .where(Case.state != str(CaseState.CLOSED))
        .order_by(Case.id)
    )  # fmt: skip
    return sha256(repr([tuple(row) for row in rows]).encode()).hexdigest()[:16]


async def _conversations(
    session: AsyncSession, rows: Iterable[QueueRow]
) -> dict[str, Conversation]:
    ids = [row.conversation_id for row in rows]
    found: Sequence[Conversation] = (
        (await session.scalars(_BRIEFLY.where(Conversation.id.in_(ids)))).all() if ids else ()
    )
    return {chat.id: chat for chat in found}


async def _closed(
    session: AsyncSession, *, now: datetime, zone: ZoneInfo, words: Words
) -> list[ClosedRow]:
    rows = await session.execute(
        select(Case, Staff.name)
        .outerjoin(Staff, Staff.id == Case.owner_id)
        .where(Case.state == str(CaseState.CLOSED), Case.closed_at >= now - CLOSED_SHOWN)
        .order_by(Case.closed_at.desc())
        .limit(CLOSED_AT_MOST)
    )
    return [
        ClosedRow(
            id=case.id,
            tier=case.tier,
            titles=words.labels("categories", case.categories)
            or [words.label("reasons", case.reason)],
            outcome=outcomes().get(case.outcome or "", ""),
            closed=local_moment(case.closed_at or now, now, zone),
            owner_name=name,
        )
        for case, name in rows.all()
    ]
