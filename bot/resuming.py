"""Picking the flow up again when a person hands the conversation back to the bot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.beginning import greeting
from bot.faults import fault
from bot.flowing import run_flow
from bot.messages import Draft
from bot.parts import Parts
from bot.plan import Plan
from bot.standing import read
from flows.types import Resumed
from safeguarding.tables import Case

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Resumption:
    """What the bot will say and where its flow will be, if the turn is still ``turn``."""

    turn: int
    state: Any
    drafts: list[Draft]


async def resume(
    parts: Parts, session: AsyncSession, case_id: str, now: datetime
) -> Resumption | None:
    """How the flow goes on; None where it cannot: handing back must not fail for that."""
    case = await session.get(Case, case_id)
    standing = await read(session, case.conversation_id) if case is not None else None
    if standing is None:
        return None
    try:
        if standing.state is None:
            state, drafts = greeting(parts, standing.who, standing.last_seq)
            return Resumption(standing.turn, state, drafts)
        plan = Plan()
        await run_flow(parts, plan, standing.state, Resumed(), standing.who, now, standing.last_seq)
    except Exception as problem:
        _log.error("resume_failed", conversation=standing.conversation_id, **fault(problem))
        return None
    return Resumption(standing.turn, plan.state, plan.drafts)
