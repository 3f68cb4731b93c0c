"""One case as its page shows it: where it stands, the conversation, what raised it, what was done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from basics.errors import NotFound
from console.explaining import SignNote, sign_note
from console.label_view import event_said
from console.lines import Around, Line, lines_of
from console.summary import facts, reference, titles
from console.times import has_waited, local_moment, waiting
from console.visit import Visit
from console.words import Words, readable
from safeguarding.cases import outcomes
from safeguarding.labels import labels_in
from safeguarding.queue import CaseView, QueueRow, Sign, Step, case_view, signs_in
from safeguarding.tables import Case, CaseEvent, CaseState, Staff
from storage.conversations import Author, Conversation, Message, transcript
from storage.inbox import assessments
from storage.outbox import OutboxItem


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the timeline."""

    at: str
    label: str
    who: str | None
    detail: str
    seq: int | None = None
    """The message that it is about, where it is about one."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """Another case of the same conversation."""

    id: str
    ref: str
    said: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything on the page of a case, in words."""

    id: str
    ref: str
    conversation_id: str
    tier: str
    titles: list[str]
    facts: list[str]
    standing: str
    reason: str
    owner_name: str | None
    mine: bool
    closed: bool
    reply_state: str
    """open, mine, others, closed or viewer: what the place for replies offers."""
    unreachable: bool
    outcome: str
    note: str | None
    lines: list[Line]
    signs: list[SignNote]
    known: list[tuple[str, str]]
    events: list[Moment]
    earlier: list[Earlier]
    last_staff_seq: int


@dataclass(frozen=True, slots=True)
class Telling:
    """By which clock, in which zone and in which words a page is told."""

    now: datetime
    zone: ZoneInfo
    words: Words
    rule_meanings: Mapping[str, str] = field(default_factory=dict)

    def moment(self, at: datetime) -> str:
        """When something was, as staff say it."""
        return local_moment(at, self.now, self.zone)


async def read_case(
    session: AsyncSession, case_id: str, visit: Visit, telling: Telling
) -> CasePage:
    """The case for one reader. Raises NotFound."""
    view = await case_view(session, case_id)
    row = view.row
    chat = await session.get(Conversation, row.conversation_id)
    if chat is None:
        raise NotFound("The conversation of this case is gone.")
    messages = await transcript(session, row.conversation_id)
    around = await _around(session, view, messages, visit, telling)
    by_id = {message.id: message for message in messages}
    found = await assessments(session, [sign.message_id for sign in view.signs])
    mine = row.owner_id == visit.staff.id
    return CasePage(
        id=row.id,
        ref=reference(row.id),
        conversation_id=row.conversation_id,
        tier=row.tier,
        titles=titles(row, telling.words),
        facts=facts(chat, telling.words),
        standing=_standing(row, visit, telling),
        reason=telling.words.label("reasons", row.reason),
        owner_name=row.owner_name,
        mine=mine and row.state == CaseState.CLAIMED,
        closed=row.state == CaseState.CLOSED,
        reply_state=_reply_state(row, visit),
        unreachable=chat.unreachable,
        outcome=outcomes().get(row.outcome or "", ""),
        note=view.note,
        lines=lines_of(messages, around),
        signs=[
            sign_note(
                sign,
                by_id.get(sign.message_id),
                telling.moment(sign.at),
                telling.rule_meanings,
                telling.words,
                found.get(sign.message_id, {}).get("language"),
            )
            for sign in view.signs
        ],
        known=_known(chat, row, telling),
        events=[_moment(step, telling) for step in view.steps],
        earlier=[_earlier(each, telling) for each in view.earlier],
        last_staff_seq=max((m.seq for m in messages if m.author == Author.STAFF), default=0),
    )


async def case_version(session: AsyncSession, case_id: str) -> str:
    """A short hash that changes when anything on the page of a case does. Raises NotFound."""
    row = (
        await session.execute(
            select(
                Case.conversation_id, Case.tier, Case.state, Case.owner_id, Case.waiting_since,
                Case.unanswered, Case.categories, Conversation.mode, Conversation.unreachable,
            )
            .join(Conversation, Conversation.id == Case.conversation_id)
            .where(Case.id == case_id)
        )
    ).one_or_none()  # fmt: skip
    if row is None:
        raise NotFound("There is no such case.")
    newest = await session.scalar(
        select(func.max(Message.seq)).where(Message.conversation_id == row[0])
    )
    step = await session.scalar(select(func.max(CaseEvent.id)).where(CaseEvent.case_id == case_id))
    sent = await session.execute(
        select(OutboxItem.state, func.count())
        .where(OutboxItem.conversation_id == row[0])
        .group_by(OutboxItem.state)
        .order_by(OutboxItem.state)
    )
    state = repr((tuple(row), newest, step, [tuple(each) for each in sent]))
    return sha256(state.encode()).hexdigest()[:16]


async def _around(
    session: AsyncSession,
    view: CaseView,
    messages: list[Message],
    visit: Visit,
    telling: Telling,
) -> Around:
    conversation_id = view.row.conversation_id
    signs: dict[str, list[Sign]] = {}
    for sign in await signs_in(session, conversation_id):
        signs.setdefault(sign.message_id, []).append(sign)
    writers = {message.staff_id for message in messages if message.staff_id}
    names = await session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(writers)))
    sent = await session.execute(
        select(OutboxItem.message_id, OutboxItem.state).where(
            OutboxItem.conversation_id == conversation_id
        )
    )
    return Around(
        signs=signs,
        explained=frozenset(sign.message_id for sign in view.signs),
        labels=await labels_in(session, conversation_id),
        reader=visit.staff.id,
        may_mark=visit.may_respond,
        staff={row[0]: row[1] for row in names},
        deliveries={row[0]: row[1] for row in sent},
        now=telling.now,
        zone=telling.zone,
        words=telling.words,
    )


def _reply_state(row: QueueRow, visit: Visit) -> str:
    if row.state == CaseState.CLOSED:
        return "closed"
    if not visit.may_respond:
        return "viewer"
    if row.state == CaseState.OPEN:
        return "open"
    return "mine" if row.owner_id == visit.staff.id else "others"


def _standing(row: QueueRow, visit: Visit, telling: Telling) -> str:
    """Where things stand in one or two sentences; read out when they change."""
    waited = waiting(row.waiting_since, telling.now)
    if row.state == CaseState.CLOSED:
        return f"Closed {telling.moment(row.closed_at)}." if row.closed_at else "Closed."
    if row.state == CaseState.OPEN:
        return f"They {has_waited(waited, many=True)}, since {telling.moment(row.waiting_since)}. Nobody has it yet."
    whose = "You have it." if row.owner_id == visit.staff.id else f"{row.owner_name} has it."
    if row.unanswered == 0:
        return f"{whose} Nothing is waiting for an answer."
    many = row.unanswered > 1
    count = f"{row.unanswered} messages" if many else "1 message"
    return f"{whose} {count} without an answer {has_waited(waited, many=many)}."


def _known(chat: Conversation, row: QueueRow, telling: Telling) -> list[tuple[str, str]]:
    words = telling.words
    return [
        ("Who", words.label("personas", chat.persona)),
        ("Age", words.label("age_bands", chat.age_band) or "Not said. Treat as a child."),
        ("Area", chat.outcode or "Not said"),
        ("Writes by", words.label("channels", chat.channel)),
        ("The chat", words.label("modes", chat.mode)),
        ("Last wrote", telling.moment(chat.last_heard_at)),
        ("Opened", telling.moment(row.opened_at)),
    ]


def _moment(step: Step, telling: Telling) -> Moment:
    detail = step.detail if isinstance(step.detail, dict) else {}
    return Moment(
        at=telling.moment(step.at),
        label=telling.words.label("events", step.kind),
        who=step.staff_name,
        detail=_detail(detail, telling.words),
        seq=detail.get("seq"),
    )


def _detail(detail: Mapping[str, Any], words: Words) -> str:
    if "verdict" in detail:
        return event_said(detail, words)
    before, tier, outcome = (detail.get(key) for key in ("before", "tier", "outcome"))
    if before and tier:
        return f"{words.tier(before)} to {words.tier(tier)}"
    if outcome:
        return outcomes().get(outcome, readable(outcome))
    return words.tier(tier) if tier else ""


def _earlier(row: QueueRow, telling: Telling) -> Earlier:
    ended = outcomes().get(row.outcome or "", telling.words.label("states", row.state))
    when = telling.moment(row.opened_at)
    return Earlier(row.id, reference(row.id), f"{telling.words.tier(row.tier)}, {when}: {ended}")
