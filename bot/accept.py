"""Accepting: one transaction in which a message is screened, kept, and, if it must be, answered.

When this returns, what was said is stored with any case it opened, and so is the reply that a
message in danger gets at once. Only then is it acknowledged. What is left to do is an ordinary
turn, and it can be taken up again after a crash.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from basics.errors import Conflict, NotFound
from bot.commit import stored_answer
from bot.danger import move, risk_drafts, who_of
from bot.faults import fault
from bot.intake import Taken, take
from bot.messages import CaseSummary, Draft, Inbound, Reply, TurnAnswer
from bot.outbox import write
from bot.outcomes import command_labels, long_note
from bot.parts import Parts
from bot.ports import CaseNews
from bot.screening import Screened, not_all_read, screen
from bot.standing import on_offer, recent, spoken
from safeguarding.assessment import Assessment, Tier
from safeguarding.failsafe import FAILED
from storage import inbox
from storage.base import new_id
from storage.conversations import Author, Conversation, Message, Mode, lock
from storage.inbox import InboxItem

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Accepted:
    """What came of accepting a message."""

    item_id: str
    """Of the inbox row."""
    conversation_id: str
    answer: TurnAnswer | None = None
    """Set where no turn is owed: help in danger, a human's conversation, an answered repeat."""
    repeated: bool = False
    case_id: str | None = None
    """The case that this message raised or added to."""
    for_staff: bool = False
    """Something changed in the staff queue: a case, or how long somebody waits."""
    late: asyncio.Future[Assessment] | None = None
    """Set where screening took too long: what comes of it in the end (see :mod:`bot.late`)."""


async def accept(parts: Parts, inbound: Inbound) -> Accepted:
    """Store and screen ``inbound``. Raises NotFound and InvalidInput; then nothing is stored."""
    try:
        async with parts.database.transaction() as session:
            return await _accept(session, parts, inbound)
    except IntegrityError:
        # The same update came in for another conversation at the same moment.
        async with parts.database.reading() as session:
            known = await inbox.find(session, inbound.channel, inbound.update_id)
        if known is None:
            raise
        return _again(known, inbound)


async def _accept(session: AsyncSession, parts: Parts, inbound: Inbound) -> Accepted:
    conversation = await lock(session, inbound.conversation_id)
    if conversation is None or conversation.channel != inbound.channel:
        raise NotFound("There is no such conversation.")
    known = await inbox.find(session, inbound.channel, inbound.update_id)
    if known is not None:
        return _again(known, inbound)
    earlier = await recent(session, conversation.id)
    _, labels = on_offer(earlier)
    if inbound.choice is not None:
        labels = {**command_labels(parts, who_of(conversation)), **labels}
    taken = take(inbound, labels, parts.limits.text_chars)
    if inbound.unread:
        screened = Screened(FAILED)
    else:
        screened = await screen(parts, taken.text, spoken(earlier, parts.limits.history))
    if screened.found.failed and taken.choice and taken.choice in labels:
        # A tap holds no words but our own. Where screening is down, it is the only way left to
        # go on, and whatever is typed next is a risk again.
        screened = Screened(Assessment())
    found = not_all_read(screened.found) if taken.left_out else screened.found
    kept = await _keep(session, parts, conversation, inbound, taken, found, earlier)
    return replace(kept, late=screened.late)


def _again(known: InboxItem, inbound: Inbound) -> Accepted:
    if known.conversation_id != inbound.conversation_id:
        # No channel does this; if one did, nobody may get somebody else's answer.
        raise Conflict("This update was taken by another conversation.")
    answer = stored_answer(known) if known.processed_at is not None else None
    return Accepted(known.id, known.conversation_id, answer, repeated=True)


async def _keep(
    session: AsyncSession,
    parts: Parts,
    conversation: Conversation,
    inbound: Inbound,
    taken: Taken,
    found: Assessment,
    earlier: list[Message],
) -> Accepted:
    now = parts.clock.now()
    message = Message(
        id=new_id(),
        conversation_id=conversation.id,
        seq=(earlier[0].seq if earlier else 0) + 1,
        author=str(Author.PERSON),
        text=taken.text,
        kind=taken.kind,
        payload=_payload(taken),
        created_at=now,
    )
    item = InboxItem(
        id=new_id(),
        channel=inbound.channel,
        update_id=inbound.update_id,
        conversation_id=conversation.id,
        message_id=message.id,
        received_at=now,
    )
    session.add_all((message, item))
    await session.flush()
    conversation.last_heard_at, conversation.unreachable = now, False
    met_in = Mode(conversation.mode)
    news = None
    if found.tier is not Tier.NONE:
        news = await parts.desk.raise_case(
            session,
            conversation.id,
            message_id=message.id,
            assessment=found,
            reason="screening_failed" if found.failed else "risk",
            now=now,
        )
    elif met_in in (Mode.WAITING, Mode.HUMAN):
        await parts.desk.note_message(session, conversation.id, now)
    item.assessment = {
        **found.model_dump(mode="json"),
        "met_in": str(met_in),
        "case": _summary(news),
    }
    statuses = sum(1 for line in earlier if line.kind == "status")
    answer = await _answer_at_once(
        session, parts, conversation, item, found, news, statuses, taken.left_out > 0
    )
    return Accepted(
        item.id,
        conversation.id,
        answer,
        case_id=news.case_id if news else None,
        for_staff=news is not None or met_in in (Mode.WAITING, Mode.HUMAN),
    )


async def _answer_at_once(
    session: AsyncSession,
    parts: Parts,
    conversation: Conversation,
    item: InboxItem,
    found: Assessment,
    news: CaseNews | None,
    statuses: int,
    cut: bool,
) -> TurnAnswer | None:
    """What cannot wait for a turn: help where there is danger, and who owns the conversation."""
    now, mode = item.received_at, Mode(conversation.mode)
    drafts = risk_drafts(parts, who_of(conversation), found, news, mode, now, statuses)
    if cut:
        drafts += long_note(parts, who_of(conversation))
    move(conversation, mode, found)
    replies = await _say(session, conversation, drafts, now)
    if replies:
        item.first_reply_seq, item.last_reply_seq = replies[0].seq, replies[-1].seq
    if mode is not Mode.HUMAN and not found.calls_a_person:
        return None
    summary = _summary(news)
    answer = TurnAnswer(
        replies=replies,
        mode=conversation.mode,
        case=CaseSummary(**summary) if summary else None,
    )
    item.processed_at, item.answer = now, answer.model_dump(mode="json")
    return answer


async def _say(
    session: AsyncSession, conversation: Conversation, drafts: list[Draft], now: datetime
) -> list[Reply]:
    """Store what is said at once. If just that cannot be done, the message and its case still are."""
    if not drafts:
        return []
    try:
        async with session.begin_nested():
            return await write(session, conversation, drafts, now)
    except Exception as problem:
        _log.error("reply_not_stored", **fault(problem))
        return []


def _payload(taken: Taken) -> dict[str, Any] | None:
    kept = {
        "choice": taken.choice if taken.kind == "choice" else None,
        "attachment": taken.attachment,
        "left_out": taken.left_out or None,
        "edited": taken.edited or None,
    }
    return {name: value for name, value in kept.items() if value is not None} or None


def _summary(news: CaseNews | None) -> dict[str, Any] | None:
    return {"tier": news.tier, "categories": list(news.categories)} if news else None
