"""Storing a turn: one transaction, and only if the conversation still stands as it did.

If a person of staff took it meanwhile, or danger came up, what the bot wanted to say is dropped.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from basics.errors import NotFound
from basics.vocabulary import vocabulary
from bot import outcomes, records
from bot.messages import CaseSummary, Draft, Reply, TurnAnswer
from bot.modes import enter
from bot.outbox import replies_between, write
from bot.parts import Parts
from bot.plan import KEEP, Plan
from bot.ports import CaseNews, Who
from bot.standing import Standing
from safeguarding.assessment import Assessment, Tier
from storage.conversations import Conversation, Mode, lock
from storage.inbox import InboxItem

_OUTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?")
_AGE_BANDS = frozenset({"10-12", "13-15", "16-19", "adult"})


async def commit(
    parts: Parts, item_id: str, standing: Standing, plan: Plan, now: datetime
) -> TurnAnswer | None:
    """Store ``plan`` and give the answer; None if the conversation moved on and the turn has to be
    planned anew. What another process answered meanwhile keeps that answer.

    Raises NotFound if the conversation was deleted.
    """
    async with parts.database.transaction() as session:
        conversation = await lock(session, standing.conversation_id)
        item = await session.get(InboxItem, item_id)
        if conversation is None or item is None:
            raise NotFound("The conversation was deleted meanwhile.")
        if item.processed_at is not None:
            return stored_answer(item)
        if (conversation.mode, conversation.turn) != (standing.mode, standing.turn):
            if _may_still_speak(Mode(conversation.mode), item):
                return None
            plan = Plan(understood=plan.understood)
        if plan.erase:
            answer = await _erase(session, parts, conversation, item, now)
        else:
            answer = await _store(session, parts, conversation, item, plan, now)
        item.processed_at, item.answer = now, answer.model_dump(mode="json")
    return answer


def stored_answer(item: InboxItem) -> TurnAnswer:
    """The answer of an item that was processed; an empty one if the chat was closed since."""
    return TurnAnswer.model_validate(item.answer or {"replies": [], "mode": "closed"})


def _may_still_speak(mode: Mode, item: InboxItem) -> bool:
    """Whether a new plan could answer: not where a human has it, nor where danger overtook."""
    return mode is Mode.BOT or (mode is Mode.WAITING and met_in(item) is Mode.WAITING)


def met_in(item: InboxItem) -> Mode:
    """The mode that the message of ``item`` met when it was accepted."""
    return Mode((item.assessment or {}).get("met_in", Mode.BOT))


async def _store(
    session: AsyncSession,
    parts: Parts,
    conversation: Conversation,
    item: InboxItem,
    plan: Plan,
    now: datetime,
) -> TurnAnswer:
    if plan.state is not KEEP:
        conversation.state = plan.state
    learn(conversation, plan.facts)
    drafts, news = list(plan.drafts), None
    if plan.call is not None:
        news = await call_person(session, parts, conversation, item.message_id, plan.call, now)
        who = Who(conversation.persona, conversation.age_band, conversation.channel)
        drafts.append(outcomes.with_carry_on(parts, parts.desk.called(who, now), who))
    _move(conversation, plan)
    replies = await _said_at_once(session, item)
    replies += await write(session, conversation, drafts, now)
    if replies:
        item.first_reply_seq, item.last_reply_seq = replies[0].seq, replies[-1].seq
    item.attempts += plan.failed
    return TurnAnswer(
        replies=replies,
        mode=conversation.mode,
        case=_case(item, news),
        understood=dict(plan.understood),
    )


async def _erase(
    session: AsyncSession,
    parts: Parts,
    conversation: Conversation,
    item: InboxItem,
    now: datetime,
) -> TurnAnswer:
    """Delete what was said, and say so where it was asked for. The empty shell of the conversation
    stays for that one line, until it is swept away by age."""
    kept = await records.has_case(session, conversation.id)
    who = Who(conversation.persona, conversation.age_band, conversation.channel)
    words = parts.words.say("outcome.kept" if kept else "outcome.deleted", who=who)
    replies = await write(session, conversation, [Draft(words, kind="status")], now)
    if kept:
        await records.forget(session, conversation)
    else:
        await records.empty(session, conversation, before_seq=replies[0].seq, item_id=item.id)
    return TurnAnswer(replies=replies, mode=conversation.mode)


def _move(conversation: Conversation, plan: Plan) -> None:
    """The next mode; the turn goes up in any case."""
    mode = to = Mode(conversation.mode)
    if plan.to_bot:
        to = Mode.BOT
    if plan.close and mode is Mode.BOT:
        to = Mode.CLOSED
    if plan.call is not None and mode is not Mode.HUMAN:
        to = Mode.WAITING
    enter(conversation, to, conversation.owner_id)


async def _said_at_once(session: AsyncSession, item: InboxItem) -> list[Reply]:
    """What was already said when the message was accepted."""
    if item.first_reply_seq is None:
        return []
    return await replies_between(
        session, item.conversation_id, item.first_reply_seq - 1, item.last_reply_seq
    )


def _case(item: InboxItem, news: CaseNews | None) -> CaseSummary | None:
    if news is not None:
        return CaseSummary(tier=news.tier, categories=list(news.categories))
    found = (item.assessment or {}).get("case")
    return CaseSummary(**found) if found else None


async def call_person(
    session: AsyncSession,
    parts: Parts,
    conversation: Conversation,
    message_id: str,
    reason: str,
    now: datetime,
) -> CaseNews:
    """Put the conversation in the queue because a person was asked for, or is needed."""
    return await parts.desk.raise_case(
        session,
        conversation.id,
        message_id=message_id,
        assessment=Assessment(tier=Tier.CONCERN),
        reason="asked" if reason == "asked" else "stuck",
        now=now,
    )


def learn(conversation: Conversation, facts: dict[str, Any]) -> None:
    """Copy what was learned into the columns; anything out of shape is left out, not stored.

    An ``age_band`` of None forgets the one that was known.
    """
    persona, band, outcode = (facts.get(key) for key in ("persona", "age_band", "outcode"))
    if persona in vocabulary().personas:
        conversation.persona = str(persona)
    if band in _AGE_BANDS:
        conversation.age_band = str(band)
    elif "age_band" in facts and band is None:
        conversation.age_band = None
    if isinstance(outcode, str) and _OUTCODE.fullmatch(outcode):
        conversation.outcode = outcode
