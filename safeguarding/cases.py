"""Cases: opened with the message that raised them, claimed by one person, closed with a reason.

Every change is written in the transaction of its caller. A case that was closed stays closed: a
new sign in the same conversation opens a new case, and the earlier ones are found by conversation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from basics.content import load_yaml
from basics.errors import Conflict, InvalidInput, NotAllowed, NotFound
from safeguarding.assessment import Assessment, Tier
from safeguarding.queue import case_view as case_view
from safeguarding.queue import queue as queue
from safeguarding.roles import allows
from safeguarding.tables import Case, CaseEvent, CaseSign, CaseState, Role, Staff
from storage.base import new_id

REASONS = ("risk", "asked", "screening_failed", "stuck")
_OUTCOMES_FILE = Path(__file__).with_name("content") / "outcomes.yml"
_OUTCOMES_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["outcomes"],
    "additionalProperties": False,
    "properties": {
        "outcomes": {
            "type": "object",
            "minProperties": 1,
            "propertyNames": {"pattern": "^[a-z_]{1,32}$"},
            "additionalProperties": {
                "type": "object",
                "required": ["label", "about"],
                "additionalProperties": False,
                "properties": {"label": {"type": "string"}, "about": {"type": "string"}},
            },
        }
    },
}


@dataclass(frozen=True, slots=True)
class CaseChange:
    """What a message did to the queue."""

    case: Case
    opened: bool
    """There was no live case before."""
    raised: bool
    """The case that was there became more urgent."""


@lru_cache(maxsize=1)
def outcomes() -> Mapping[str, str]:
    """How a case may end: slug to label, in the order of the file."""
    data = load_yaml(_OUTCOMES_FILE, _OUTCOMES_SCHEMA)["outcomes"]
    return {slug: entry["label"] for slug, entry in data.items()}


async def live_case(session: AsyncSession, conversation_id: str) -> Case | None:
    """The case of this conversation that is not closed, if there is one."""
    return await session.scalar(
        select(Case)
        .where(Case.live_conversation_id == conversation_id)
        .execution_options(populate_existing=True)
    )


async def open_or_add(
    session: AsyncSession,
    *,
    conversation_id: str,
    message_id: str,
    assessment: Assessment,
    reason: str,
    now: datetime,
) -> CaseChange:
    """Open a case for this message, or add the message to the live one.

    Call it in the transaction that stores the message, which holds the conversation (see
    ``storage.conversations.lock``). The tier of a case only ever goes up. An assessment of ``none``
    (somebody asked for a person) opens at ``concern``. The same message twice counts once; what is
    found in it later is added to its sign.
    """
    if reason not in REASONS:
        raise InvalidInput(f"“{reason}” is not a reason for a case.")
    tier = assessment.tier if assessment.tier is not Tier.NONE else Tier.CONCERN
    case = await live_case(session, conversation_id)
    if case is None:
        case = _new_case(conversation_id, tier, assessment, reason, now)
        try:
            async with session.begin_nested():
                session.add(case)
        except IntegrityError:
            # Somebody who did not hold the conversation was faster: add to theirs.
            case = await live_case(session, conversation_id)
            if case is None:
                raise
        else:
            _add_event(session, case, "opened", now, tier=str(tier), reason=reason)
            _add_sign(session, case, message_id, assessment, now)
            await session.flush()
            return CaseChange(case, opened=True, raised=False)
    sign = await _sign_of(session, case.id, message_id)
    if sign is not None and not _says_more(assessment, sign):
        return CaseChange(case, opened=False, raised=False)
    raised = _merge(session, case, tier, assessment, reason, now)
    if sign is None:
        _wait(case, now)
        _add_sign(session, case, message_id, assessment, now)
    else:
        _say(sign, assessment)
    await session.flush()
    return CaseChange(case, opened=False, raised=raised)


async def note_message(
    session: AsyncSession, *, conversation_id: str, now: datetime
) -> Case | None:
    """Count a message without a sign that waits for a person; the live case, or None without one.

    For conversations in mode waiting or human: what is said to the bot waits for nobody.
    """
    case = await live_case(session, conversation_id)
    if case is not None:
        _wait(case, now)
        await session.flush()
    return case


async def claim(session: AsyncSession, case_id: str, staff_id: str, now: datetime) -> Case:
    """Take a case, in one conditional update: of many at once, one gets it.

    Raises :class:`Conflict` naming the owner, NotAllowed for a viewer, NotFound.
    """
    await _responder(session, staff_id)
    taken = await session.execute(
        update(Case)
        .where(Case.id == case_id, Case.state == str(CaseState.OPEN), Case.owner_id.is_(None))
        .values(state=str(CaseState.CLAIMED), owner_id=staff_id, claimed_at=now)
        .execution_options(synchronize_session=False)
    )
    case = await _fresh(session, case_id)
    if taken.rowcount != 1:  # type: ignore[attr-defined]
        raise await _taken(session, case, staff_id)
    _add_event(session, case, "claimed", now, staff_id)
    await session.flush()
    return case


async def release(session: AsyncSession, case_id: str, staff_id: str, now: datetime) -> Case:
    """Put a case back into the queue for somebody else. Needs ownership."""
    case = await owned(session, case_id, staff_id)
    case.state, case.owner_id, case.claimed_at = str(CaseState.OPEN), None, None
    _add_event(session, case, "released", now, staff_id)
    await session.flush()
    return case


async def record_reply(session: AsyncSession, case_id: str, staff_id: str, now: datetime) -> Case:
    """A member of staff has answered: nothing waits any more. Needs ownership."""
    case = await owned(session, case_id, staff_id)
    case.first_reply_at = case.first_reply_at or now
    case.waiting_since, case.unanswered = now, 0
    _add_event(session, case, "replied", now, staff_id)
    await session.flush()
    return case


async def hand_back(
    session: AsyncSession, case_id: str, staff_id: str, *, outcome: str, note: str, now: datetime
) -> Case:
    """Close the case because the conversation goes back to the bot. Needs ownership."""
    return await _end(session, case_id, staff_id, "handed_back", outcome, note, now)


async def close(
    session: AsyncSession, case_id: str, staff_id: str, *, outcome: str, note: str, now: datetime
) -> Case:
    """Close the case with the conversation. Needs ownership, a known outcome and a note."""
    return await _end(session, case_id, staff_id, "closed", outcome, note, now)


async def owned(session: AsyncSession, case_id: str, staff_id: str) -> Case:
    """The case, held, if ``staff_id`` has it; else Conflict (naming who has it) or NotFound."""
    case = await _fresh(session, case_id, hold=True)
    if case.state != CaseState.CLAIMED or case.owner_id != staff_id:
        raise await _taken(session, case, staff_id)
    return case


async def _end(
    session: AsyncSession,
    case_id: str,
    staff_id: str,
    kind: str,
    outcome: str,
    note: str,
    now: datetime,
) -> Case:
    if outcome not in outcomes():
        raise InvalidInput("Choose how this case ended.")
    if not note.strip():
        raise InvalidInput("Write a note on what was done and why.")
    case = await owned(session, case_id, staff_id)
    case.state, case.live_conversation_id = str(CaseState.CLOSED), None
    case.closed_at, case.outcome, case.note = now, outcome, note.strip()
    case.unanswered = 0
    _add_event(session, case, kind, now, staff_id, outcome=outcome)
    await session.flush()
    return case


async def _fresh(session: AsyncSession, case_id: str, *, hold: bool = False) -> Case:
    query = select(Case).where(Case.id == case_id).execution_options(populate_existing=True)
    case = await session.scalar(query.with_for_update() if hold else query)
    if case is None:
        raise NotFound("There is no such case.")
    return case


async def _taken(session: AsyncSession, case: Case, staff_id: str) -> Conflict:
    if case.state == CaseState.CLOSED:
        return Conflict("This case is closed.")
    if case.owner_id is None:
        return Conflict("Nobody has this case. Claim it first.")
    if case.owner_id == staff_id:
        return Conflict("You already have this case.")
    owner = await session.get(Staff, case.owner_id)
    return Conflict(f"{owner.name if owner else 'Somebody else'} has this case.")


async def _responder(session: AsyncSession, staff_id: str) -> None:
    staff = await session.get(Staff, staff_id)
    if staff is None or staff.disabled_at is not None:
        raise NotAllowed("This account cannot be used.")
    if not allows(staff.role, Role.RESPONDER):
        raise NotAllowed("Your role may look at cases but not take them.")


def _new_case(
    conversation_id: str, tier: Tier, assessment: Assessment, reason: str, now: datetime
) -> Case:
    return Case(
        id=new_id(), conversation_id=conversation_id, live_conversation_id=conversation_id,
        tier=str(tier), tier_rank=tier.rank, reason=reason, categories=list(assessment.categories),
        state=str(CaseState.OPEN), opened_at=now, waiting_since=now, unanswered=1,
    )  # fmt: skip


def _merge(
    session: AsyncSession,
    case: Case,
    tier: Tier,
    assessment: Assessment,
    reason: str,
    now: datetime,
) -> bool:
    """Take the sign into the case; True if the case became more urgent."""
    case.categories = list(dict.fromkeys([*case.categories, *assessment.categories]))
    if tier.rank <= case.tier_rank:
        return False
    _add_event(session, case, "raised", now, before=case.tier, tier=str(tier))
    case.tier, case.tier_rank, case.reason = str(tier), tier.rank, reason
    return True


def _wait(case: Case, now: datetime) -> None:
    if case.unanswered == 0:
        case.waiting_since = now
    case.unanswered += 1


async def _sign_of(session: AsyncSession, case_id: str, message_id: str) -> CaseSign | None:
    return await session.scalar(
        select(CaseSign).where(CaseSign.case_id == case_id, CaseSign.message_id == message_id)
    )


def _says_more(assessment: Assessment, sign: CaseSign) -> bool:
    """Whether a second look at a message found something graver, or what no look had found."""
    if assessment.tier.rank != Tier(sign.tier).rank:
        return assessment.tier.rank > Tier(sign.tier).rank
    return not set(assessment.rules) <= set(sign.rules)


def _say(sign: CaseSign, assessment: Assessment) -> None:
    sign.tier, sign.categories = str(assessment.tier), list(assessment.categories)
    sign.rules, sign.score = list(assessment.rules), assessment.score
    sign.spans = [list(span) for span in assessment.spans]


def _add_sign(
    session: AsyncSession, case: Case, message_id: str, assessment: Assessment, now: datetime
) -> None:
    session.add(
        CaseSign(
            case_id=case.id, message_id=message_id, tier=str(assessment.tier),
            categories=list(assessment.categories), rules=list(assessment.rules),
            spans=[list(span) for span in assessment.spans], score=assessment.score, at=now,
        )
    )  # fmt: skip


def _add_event(
    session: AsyncSession,
    case: Case,
    kind: str,
    now: datetime,
    staff_id: str | None = None,
    **detail: str,
) -> None:
    event = CaseEvent(case_id=case.id, at=now, kind=kind, staff_id=staff_id, detail=detail or None)
    session.add(event)
