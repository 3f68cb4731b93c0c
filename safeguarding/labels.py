"""What staff say of the screen: was it right about a message? For measuring and for training.

A label is a remark on the screen, not on the case: nothing here changes the tier, the state or the
owner of a case, and a closed case can be marked like any other. One member of staff has one present
label on a message; what it was before stays in the events of the case, as codes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from basics.errors import NotAllowed, NotFound
from safeguarding.assessment import Tier
from safeguarding.roles import allows
from safeguarding.tables import AssessmentLabel, Case, CaseEvent, CaseSign, Role, Staff
from safeguarding.verdicts import Assessed, Opinion, Verdict, check
from storage.base import new_id
from storage.conversations import Author, Message
from storage.inbox import InboxItem


@dataclass(frozen=True, slots=True)
class Label:
    """A label as pages show it."""

    message_id: str
    staff_id: str
    staff_name: str
    opinion: Opinion
    at: datetime


async def mark(
    session: AsyncSession,
    *,
    case_id: str,
    message_id: str,
    staff_id: str,
    opinion: Opinion,
    now: datetime,
) -> bool:
    """Keep what ``staff_id`` says of a message of the case's conversation; False if they had said
    just that before.

    Raises NotAllowed for a viewer or a disabled account, NotFound for a case or message that is not
    there or not of a person, InvalidInput for a verdict, tier or category that does not fit.
    """
    await _may_mark(session, staff_id)
    message = await _message(session, case_id, message_id)
    found = await assessed(session, message)
    check(opinion, found)
    label = await _label(session, message_id, staff_id)
    before = _opinion(label) if label else None
    if before == opinion:
        return False
    if label is None:
        label = AssessmentLabel(id=new_id(), message_id=message_id, staff_id=staff_id)
        session.add(label)
    _fill(label, case_id, opinion, found, now)
    detail = {"seq": message.seq, **_codes(opinion)}
    if before:
        detail["before"] = str(before.verdict)
    _add_event(session, case_id, "marked", staff_id, now, detail)
    await session.flush()
    return True


async def unmark(
    session: AsyncSession, *, case_id: str, message_id: str, staff_id: str, now: datetime
) -> bool:
    """Take back what ``staff_id`` said of a message; False if they had said nothing.

    Raises NotAllowed and NotFound as ``mark`` does.
    """
    await _may_mark(session, staff_id)
    message = await _message(session, case_id, message_id)
    label = await _label(session, message_id, staff_id)
    if label is None:
        return False
    detail = {"seq": message.seq, **_codes(_opinion(label))}
    await session.delete(label)
    _add_event(session, case_id, "unmarked", staff_id, now, detail)
    await session.flush()
    return True


async def labels_in(session: AsyncSession, conversation_id: str) -> Mapping[str, Sequence[Label]]:
    """The labels on the messages of a conversation, by message, oldest first."""
    rows = await session.execute(
        select(AssessmentLabel, Staff.name)
        .join(Message, Message.id == AssessmentLabel.message_id)
        .join(Staff, Staff.id == AssessmentLabel.staff_id)
        .where(Message.conversation_id == conversation_id)
        .order_by(AssessmentLabel.at, AssessmentLabel.id)
    )
    found: dict[str, list[Label]] = {}
    for row, name in rows.all():
        label = Label(row.message_id, row.staff_id, name, _opinion(row), row.at)
        found.setdefault(row.message_id, []).append(label)
    return found


async def forget(session: AsyncSession, conversation_id: str) -> None:
    """Delete the labels on a conversation whose person asked for it to be deleted: where a
    safeguarding record has to stay, what was said is kept for that alone, not to learn from."""
    said = select(Message.id).where(Message.conversation_id == conversation_id)
    await session.execute(
        delete(AssessmentLabel)
        .where(AssessmentLabel.message_id.in_(said))
        .execution_options(synchronize_session=False)
    )


async def assessed(session: AsyncSession, message: Message) -> Assessed:
    """What the screen made of a message: its gravest sign in any case, else what the screen noted
    when it came in."""
    signs = await session.scalars(
        select(CaseSign)
        .join(Case, Case.id == CaseSign.case_id)
        .where(Case.conversation_id == message.conversation_id, CaseSign.message_id == message.id)
    )
    graver = [sign for sign in signs if sign.tier != Tier.NONE]
    if graver:
        sign = max(graver, key=lambda each: Tier(each.tier).rank)
        return Assessed(Tier(sign.tier), sign.score, tuple(sign.rules))
    noted = await session.scalar(
        select(InboxItem.assessment).where(
            InboxItem.conversation_id == message.conversation_id,
            InboxItem.message_id == message.id,
        )
    )
    noted = noted if isinstance(noted, dict) else {}
    return Assessed(Tier.NONE, noted.get("score"), tuple(noted.get("rules") or ()))


async def _may_mark(session: AsyncSession, staff_id: str) -> None:
    staff = await session.get(Staff, staff_id)
    if staff is None or staff.disabled_at is not None:
        raise NotAllowed("This account cannot be used.")
    if not allows(staff.role, Role.RESPONDER):
        raise NotAllowed("Your role may look at cases but not mark them.")


async def _message(session: AsyncSession, case_id: str, message_id: str) -> Message:
    """The message, held, so that two presses of one button are taken one after the other."""
    message = await session.scalar(
        select(Message)
        .join(Case, Case.conversation_id == Message.conversation_id)
        .where(Case.id == case_id, Message.id == message_id)
        .with_for_update(of=Message)
    )
    if message is None or message.author != Author.PERSON:
        raise NotFound("There is no such message in this case.")
    return message


async def _label(session: AsyncSession, message_id: str, staff_id: str) -> AssessmentLabel | None:
    return await session.scalar(
        select(AssessmentLabel)
        .where(AssessmentLabel.message_id == message_id, AssessmentLabel.staff_id == staff_id)
        .execution_options(populate_existing=True)
    )


def _fill(
    label: AssessmentLabel, case_id: str, opinion: Opinion, found: Assessed, now: datetime
) -> None:
    label.case_id, label.at = case_id, now
    label.verdict = str(opinion.verdict)
    label.tier = str(opinion.tier) if opinion.tier else None
    label.category = opinion.category
    label.assessed_tier, label.assessed_score = str(found.tier), found.score
    label.assessed_rules = list(found.rules)


def _add_event(
    session: AsyncSession,
    case_id: str,
    kind: str,
    staff_id: str,
    now: datetime,
    detail: dict[str, str | int],
) -> None:
    event = CaseEvent(case_id=case_id, at=now, kind=kind, staff_id=staff_id, detail=detail)
    session.add(event)


def _opinion(label: AssessmentLabel) -> Opinion:
    return Opinion(Verdict(label.verdict), Tier(label.tier) if label.tier else None, label.category)


def _codes(opinion: Opinion) -> dict[str, str | int]:
    codes = {"verdict": str(opinion.verdict), "tier": opinion.tier, "category": opinion.category}
    return {name: str(code) for name, code in codes.items() if code}
