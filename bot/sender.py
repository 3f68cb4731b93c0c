"""Sending: what is in the outbox of a channel goes out, the most urgent first, and is never lost.

At least once: an item is leased before it is handed to the channel, so that another process leaves
it alone, and comes up again if this one dies before the outcome is stored.
"""

from __future__ import annotations

import asyncio
from asyncio import FIRST_COMPLETED
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import func, select, update

from basics.clock import Clock
from bot.faults import fault
from storage import outbox
from storage.conversations import Conversation, Message
from storage.database import Database
from storage.outbox import Delivery, OutboxItem, Priority
from storage.signals import Signals

LEASE = timedelta(seconds=60)
"""How long a process has an item to itself; longer than any channel takes to answer."""
FIRST_BACK_OFF, LONGEST_BACK_OFF = timedelta(seconds=1), timedelta(minutes=5)
GIVE_UP_AFTER = timedelta(hours=24)
"""A message this old has lost its meaning; it stays readable in the console."""
ROUND = 200
"""Items looked at in one round."""
AT_ONCE = 8
"""Conversations that are sent to side by side; one that is slow does not hold up the others."""
IDLE_SECONDS = 5.0
"""The longest that news from another process goes unnoticed."""

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Delivered:
    """The channel took it."""


@dataclass(frozen=True, slots=True)
class RetryAfter:
    """Not now: a limit of the channel, or our own pacing. Does not count as a failure."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Refused:
    """The channel will never take it. ``problem`` is a short code."""

    problem: str
    gone: bool = True
    """The person cannot be reached at all (blocked us, deleted the chat); False: only this message
    was refused."""


@dataclass(frozen=True, slots=True)
class Failed:
    """It did not work this time. ``problem`` is a short code."""

    problem: str


Outcome = Delivered | RetryAfter | Refused | Failed
Deliver = Callable[[OutboxItem, Message, Conversation], Awaitable[Outcome]]


class Sender:
    """Sends what is due on one channel through ``deliver``."""

    def __init__(
        self, database: Database, channel: str, deliver: Deliver, clock: Clock, signals: Signals
    ) -> None:
        self._database = database
        self._channel = channel
        self._deliver = deliver
        self._clock = clock
        self._signals = signals
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Let :meth:`run` end when what is being sent is sent, and stored as sent."""
        self._stopping.set()

    async def run(self) -> None:
        """Send until :meth:`stop`."""
        stop = asyncio.create_task(self._stopping.wait())
        try:
            while not self._stopping.is_set():
                await self._round(stop)
        finally:
            stop.cancel()

    async def _round(self, stop: asyncio.Task[Any]) -> None:
        """Send what is due, then wait for more, for the next to come due, or for ``stop``."""
        # Listening starts before we look, so that nothing falls between the two.
        news = asyncio.create_task(self._signals.wait(self._topic, IDLE_SECONDS))
        started = self._clock.now()
        try:
            sent = await self.send_due()
            seconds = 0.0 if sent else await self._until_next(started)
            await asyncio.wait({news, stop}, timeout=seconds, return_when=FIRST_COMPLETED)
        except Exception as problem:
            _log.error("sending_failed", channel=self._channel, **fault(problem))
            await asyncio.wait({news, stop}, timeout=IDLE_SECONDS, return_when=FIRST_COMPLETED)
        finally:
            news.cancel()

    async def send_due(self) -> int:
        """One round over everything that is due now; how many messages went out."""
        limit = asyncio.Semaphore(AT_ONCE)

        async def one(items: Sequence[OutboxItem]) -> int:
            async with limit:
                return await self._send_in_order(items)

        return sum(await asyncio.gather(*(one(items) for items in await self._due())))

    @property
    def _topic(self) -> str:
        return f"outbox:{self._channel}"

    async def _due(self) -> list[list[OutboxItem]]:
        """What may go now, by conversation, the conversation with the most urgent item first.

        An item that waits for its next try holds up those behind it, so that a conversation keeps
        its order; only help in danger goes before everything else.
        """
        now = self._clock.now()
        async with self._database.reading() as session:
            found = await outbox.due(session, self._channel, now, ROUND)
            ids = list(dict.fromkeys(item.conversation_id for item in found))
            rows = await session.scalars(
                select(OutboxItem)
                .where(
                    OutboxItem.conversation_id.in_(ids),
                    OutboxItem.channel == self._channel,
                    OutboxItem.state == str(Delivery.PENDING),
                )
                .order_by(OutboxItem.id)
            )
            pending = list(rows)
        return [_may_go([i for i in pending if i.conversation_id == one], now) for one in ids]

    async def _send_in_order(self, items: Sequence[OutboxItem]) -> int:
        for sent, item in enumerate(items):
            if not await self._send(item):
                return sent
        return len(items)

    async def _send(self, item: OutboxItem) -> bool:
        """Try one; False if those behind it have to wait."""
        leased = await self._lease(item)
        if leased is None:
            return False
        message, conversation = leased
        try:
            outcome = await self._deliver(item, message, conversation)
        except Exception as problem:
            _log.error("delivery_broke", item=item.id, **fault(problem))
            outcome = Failed(type(problem).__name__)
        await self._store(item.id, outcome, message.created_at)
        return isinstance(outcome, Delivered | Refused)

    async def _lease(self, item: OutboxItem) -> tuple[Message, Conversation] | None:
        now = self._clock.now()
        async with self._database.transaction() as session:
            taken = await session.execute(
                update(OutboxItem)
                .where(
                    OutboxItem.id == item.id,
                    OutboxItem.state == str(Delivery.PENDING),
                    OutboxItem.not_before <= now,
                )
                .values(not_before=now + LEASE)
                .execution_options(synchronize_session=False)
            )
            if taken.rowcount != 1:  # type: ignore[attr-defined]
                return None
            message = await session.get(Message, item.message_id)
            conversation = await session.get(Conversation, item.conversation_id)
        return (message, conversation) if message is not None and conversation is not None else None

    async def _store(self, item_id: int, outcome: Outcome, written_at: datetime) -> None:
        now = self._clock.now()
        async with self._database.transaction() as session:
            item = await session.get(OutboxItem, item_id)
            if item is None:
                return
            match outcome:
                case Delivered():
                    item.state, item.sent_at, item.problem = str(Delivery.SENT), now, None
                case RetryAfter(seconds=seconds):
                    item.not_before = now + timedelta(seconds=max(seconds, 0.05))
                case Refused(problem=problem, gone=gone):
                    item.state, item.problem = str(Delivery.FAILED), problem[:64]
                    conversation = await session.get_one(Conversation, item.conversation_id)
                    conversation.unreachable = conversation.unreachable or gone
                    _log.warning("delivery_refused", item=item_id, problem=item.problem)
                case Failed(problem=problem):
                    _put_off(item, problem, now, written_at)

    async def _until_next(self, since: datetime) -> float:
        """Seconds until something comes up that was not due ``since``; at most IDLE_SECONDS."""
        async with self._database.reading() as session:
            first = await session.scalar(
                select(func.min(OutboxItem.not_before)).where(
                    OutboxItem.channel == self._channel,
                    OutboxItem.state == str(Delivery.PENDING),
                    OutboxItem.not_before > since,
                )
            )
        if first is None:
            return IDLE_SECONDS
        wait = (first - self._clock.now()).total_seconds()
        return min(max(wait, 0.02), IDLE_SECONDS)


def back_off(attempts: int) -> timedelta:
    """How long to wait after the ``attempts``-th failure (from 1): 1 s, doubling, 5 min at most."""
    return min(FIRST_BACK_OFF * (1 << min(attempts - 1, 20)), LONGEST_BACK_OFF)


def _may_go(pending: list[OutboxItem], now: datetime) -> list[OutboxItem]:
    """The head of one conversation's queue, up to the first item that is not due."""
    queue = sorted(pending, key=lambda item: (item.priority != Priority.SAFETY, item.id))
    ready: list[OutboxItem] = []
    for item in queue:
        if item.not_before > now:
            break
        ready.append(item)
    return ready


def _put_off(item: OutboxItem, problem: str, now: datetime, written_at: datetime) -> None:
    item.attempts += 1
    item.problem = problem[:64]
    if now - written_at > GIVE_UP_AFTER:
        item.state = str(Delivery.FAILED)
        _log.error("delivery_given_up", item=item.id, attempts=item.attempts, problem=item.problem)
        return
    item.not_before = now + back_off(item.attempts)
