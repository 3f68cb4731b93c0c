"""Long polling of our own: an update is confirmed only when it is stored.

The client's own Updater confirms a batch as it puts it into a queue in memory, so what is in that
queue when the process dies is lost. Here the next poll, which confirms, follows the last commit.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import structlog

from bot.faults import fault
from bot.telegram.backoff import wait_after
from bot.telegram.client import Client
from bot.telegram.errors import kind_of
from bot.telegram.health import Pulse
from bot.telegram.inbound import Arrived
from bot.telegram.progress import Progress

KINDS = ("message", "edited_message", "callback_query", "my_chat_member")
POLL_SECONDS = 25.0
CHATS_AT_ONCE = 8

_log = structlog.get_logger()


class Polling:
    """The loop. ``handle`` stores one arrived update and may raise; then it comes again.

    ``read`` takes an update apart (None: nothing for us); ``pause`` waits so many seconds, or less
    once ``stopping`` is set.
    """

    def __init__(
        self,
        client: Client,
        *,
        read: Callable[[Mapping[str, Any]], Arrived | None],
        handle: Callable[[Arrived], Awaitable[None]],
        give_up: Callable[[Arrived], Awaitable[None]],
        pulse: Pulse,
        stopping: asyncio.Event,
        pause: Callable[[float], Awaitable[None]],
    ) -> None:
        self._client = client
        self._read = read
        self._handle = handle
        self._give_up = give_up
        self._pulse = pulse
        self._stopping = stopping
        self._pause = pause
        self.progress = Progress()

    async def run(self) -> None:
        """Poll until ``stopping``. Returns when the batch at hand is done."""
        in_a_row = 0
        while not self._stopping.is_set():
            problem = None
            try:
                raw = await self._next()
                if raw is None:
                    return
                stored = await self._batch(raw)
            except Exception as caught:
                problem, stored = caught, False
            if stored:
                in_a_row = 0
                self._pulse.worked()
                continue
            in_a_row += 1
            self._report(problem, in_a_row)
            await self._pause(wait_after(problem, in_a_row))

    def _report(self, problem: Exception | None, in_a_row: int) -> None:
        if problem is None:
            self._pulse.storing_failed()
            return
        self._pulse.failed(problem)
        _log.warning("telegram_poll_failed", error=kind_of(problem), in_a_row=in_a_row)

    async def _batch(self, raw: Sequence[Mapping[str, Any]]) -> bool:
        """Handle a batch: chats side by side, in a chat one after the other as they came."""
        chats: dict[int, list[Arrived]] = defaultdict(list)
        for update in raw:
            arrived = self._read(update)
            if arrived is not None:
                chats[arrived.chat_id].append(arrived)
        limit = asyncio.Semaphore(CHATS_AT_ONCE)

        async def one_chat(updates: list[Arrived]) -> list[Arrived]:
            async with limit:
                return [each for each in updates if not await self._stored(each)]

        lists = await asyncio.gather(*(one_chat(updates) for updates in chats.values()))
        failed = {each.update_id: each for one in lists for each in one}
        tried = [each.update_id for updates in chats.values() for each in updates]
        for update_id in self.progress.hopeless(failed, tried):
            await self._drop(failed.pop(update_id))
        self.progress.after([update["update_id"] for update in raw], failed)
        return not failed

    async def _stored(self, arrived: Arrived) -> bool:
        try:
            await self._handle(arrived)
        except Exception as problem:
            _log.error("telegram_update_failed", update_id=arrived.update_id, **fault(problem))
            return False
        return True

    async def _drop(self, arrived: Arrived) -> None:
        _log.error("telegram_update_given_up", update_id=arrived.update_id)
        try:
            await self._give_up(arrived)
        except Exception as problem:
            _log.error("telegram_give_up_failed", update_id=arrived.update_id, **fault(problem))

    async def _next(self) -> Sequence[Mapping[str, Any]] | None:
        """The next batch, or None if the poll had to be cut short by ``stopping``."""
        poll = self._client.raw_updates(self.progress.offset, POLL_SECONDS, KINDS)
        polling = asyncio.create_task(poll)
        stop = asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait({polling, stop}, return_when=asyncio.FIRST_COMPLETED)
            return polling.result() if polling.done() else None
        finally:
            for task in (polling, stop):
                task.cancel()
            await asyncio.gather(polling, stop, return_exceptions=True)
