"""Working off what was accepted: one message of a conversation at a time, in order, once each."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from basics.errors import NotFound
from bot import apology
from bot.commit import commit, met_in
from bot.faults import fault
from bot.handover import take_turn_or_hand_over
from bot.messages import TurnAnswer
from bot.parts import PUSHED, Parts
from bot.plan import Plan
from bot.ports import CaseNews
from bot.standing import Standing, read
from bot.turn import Heard
from storage import inbox
from storage.conversations import Message, Mode
from storage.inbox import InboxItem

_log = structlog.get_logger()
_TRIES = 5
"""How often a turn is planned anew because the conversation moved on; each time somebody else
made progress, so more than a few means a fault."""


@dataclass(frozen=True, slots=True)
class _View:
    """What a turn is planned on."""

    standing: Standing
    heard: Heard
    case: CaseNews | None


class Worklist:
    """Turns of one process. Other processes may work on the same conversation: what is stored
    decides then (see :mod:`bot.commit`), these locks only save work and keep the order."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._locks: dict[str, asyncio.Lock] = {}
        self._waiting: Counter[str] = Counter()

    def is_busy(self, conversation_id: str) -> bool:
        """Whether a turn of this conversation is under way here."""
        return self._waiting[conversation_id] > 0

    async def work_off(self, conversation_id: str) -> dict[str, TurnAnswer]:
        """Answer everything pending in the conversation, in order; the answers by item id."""
        answers: dict[str, TurnAnswer] = {}
        async with self._turn_of(conversation_id):
            async with self._parts.database.reading() as session:
                items = await inbox.pending(session, conversation_id)
                view = await self._look(session, items[0]) if items else None
            for item in items:
                answer = await self._answer(item, view)
                view = None
                if answer is not None:
                    answers[item.id] = answer
        return answers

    async def resume(self, older_than: timedelta) -> int:
        """Take up what has been pending for longer than ``older_than``."""
        before = self._parts.clock.now() - older_than
        async with self._parts.database.transaction() as session:
            items = [i for i in await inbox.pending(session) if i.received_at <= before]
            # Counted before the work starts: a message that kills the process is counted too.
            await session.execute(
                update(InboxItem)
                .where(InboxItem.id.in_([item.id for item in items]))
                .values(attempts=InboxItem.attempts + 1)
                .execution_options(synchronize_session=False)
            )
        done = 0
        for conversation_id in dict.fromkeys(item.conversation_id for item in items):
            try:
                done += len(await self.work_off(conversation_id))
            except Exception as problem:
                _log.error("resume_failed", conversation=conversation_id, **fault(problem))
        if done:
            _log.info("resumed", messages=done)
        return done

    @asynccontextmanager
    async def _turn_of(self, conversation_id: str) -> AsyncIterator[None]:
        self._waiting[conversation_id] += 1
        lock = self._locks.setdefault(conversation_id, asyncio.Lock())
        try:
            async with lock:
                yield
        finally:
            self._waiting[conversation_id] -= 1
            if not self._waiting[conversation_id]:
                del self._waiting[conversation_id]
                self._locks.pop(conversation_id, None)

    async def _look(self, session: AsyncSession, item: InboxItem) -> _View | None:
        """Everything that a turn needs to know, as things stand now."""
        standing = await read(session, item.conversation_id)
        message = await session.get(Message, item.message_id)
        if standing is None or message is None:
            return None
        waits = standing.mode is Mode.WAITING
        case = await self._parts.desk.live_case(session, item.conversation_id) if waits else None
        return _View(standing, _heard(item, message), case)

    async def _answer(self, item: InboxItem, view: _View | None) -> TurnAnswer | None:
        """Plan and store the turn of one message; None if the conversation is gone."""
        for _ in range(_TRIES):
            now = self._parts.clock.now()
            if view is None:
                async with self._parts.database.reading() as session:
                    view = await self._look(session, item)
            if view is None:
                return None
            plan = await self._plan(item, view)
            answer = await self._commit(item, view.standing, plan, now)
            if answer is not None:
                self._wake(item, plan)
                return answer
            view = None
        raise RuntimeError("the conversation kept changing while it was answered")

    async def _plan(self, item: InboxItem, view: _View) -> Plan:
        parts, standing = self._parts, view.standing
        if item.attempts > parts.limits.attempts:
            return apology.stuck(parts, standing)
        try:
            return await take_turn_or_hand_over(
                parts, standing, view.heard, view.case, parts.clock.now()
            )
        except Exception as problem:
            _log.error("turn_failed", conversation=item.conversation_id, **fault(problem))
            return await apology.went_wrong(parts, standing)

    async def _commit(
        self, item: InboxItem, standing: Standing, plan: Plan, now: datetime
    ) -> TurnAnswer | None:
        try:
            return await commit(self._parts, item.id, standing, plan, now)
        except NotFound:
            raise
        except Exception as problem:
            # If it was the plan, an apology can still be stored; if it was the database, this
            # raises too and the message stays pending.
            _log.error("commit_failed", conversation=item.conversation_id, **fault(problem))
            sorry = await apology.went_wrong(self._parts, standing)
            return await commit(self._parts, item.id, standing, sorry, now)

    def _wake(self, item: InboxItem, plan: Plan) -> None:
        signals = self._parts.signals
        signals.notify(f"conversation:{item.conversation_id}")
        if plan.call is not None:
            signals.notify("queue")
        if item.channel in PUSHED:
            signals.notify(f"outbox:{item.channel}")


def _heard(item: InboxItem, message: Message) -> Heard:
    payload = message.payload or {}
    return Heard(
        kind=message.kind,
        text=message.text,
        choice=payload.get("choice"),
        attachment=payload.get("attachment"),
        met_in=met_in(item),
        cut=bool(payload.get("left_out")),
    )
