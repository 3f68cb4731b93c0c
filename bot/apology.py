"""When a turn breaks: an honest word, a way out, and a person if it keeps breaking."""

from __future__ import annotations

from dataclasses import replace

import structlog
from sqlalchemy import select

from bot import outcomes
from bot.faults import fault
from bot.messages import Draft
from bot.parts import Parts
from bot.plan import Plan
from bot.standing import Standing
from storage.conversations import Mode
from storage.inbox import InboxItem

_log = structlog.get_logger()


async def went_wrong(parts: Parts, standing: Standing) -> Plan:
    """Say that it was our fault and that nothing is lost; call a person the third time running.

    The flow session stays as it was, so that the person can say it again.
    """
    if standing.mode is Mode.BOT and await _keeps_breaking(parts, standing.conversation_id):
        return stuck(parts, standing)
    return Plan(drafts=_said(parts, "outcome.went_wrong", standing), failed=True)


def stuck(parts: Parts, standing: Standing) -> Plan:
    """This cannot be answered by the bot: a person is called."""
    call = "stuck" if standing.mode is Mode.BOT else None
    return Plan(drafts=_said(parts, "outcome.stuck", standing), call=call, failed=True)


def _said(parts: Parts, key: str, standing: Standing) -> list[Draft]:
    try:
        draft = outcomes.line(parts, key, standing)
        return [replace(draft, buttons=outcomes.ways_out(parts, standing.who))]
    except Exception as problem:
        # Even the words are broken: silence is better than a message that is never answered.
        _log.error("words_missing", key=key, **fault(problem))
        return []


async def _keeps_breaking(parts: Parts, conversation_id: str) -> bool:
    """Whether the answers before this one failed too, so that the limit is reached."""
    earlier = parts.limits.attempts - 1
    async with parts.database.reading() as session:
        attempts = await session.scalars(
            select(InboxItem.attempts)
            .where(
                InboxItem.conversation_id == conversation_id, InboxItem.processed_at.is_not(None)
            )
            .order_by(InboxItem.processed_at.desc(), InboxItem.received_at.desc())
            .limit(earlier)
        )
        last = list(attempts)
    return len(last) == earlier and all(last)
