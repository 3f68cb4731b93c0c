"""The Telegram channel: what comes in, what goes out, and how both are started and stopped."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from telegram import BotCommand

from basics.clock import Clock
from bot.sender import Sender
from bot.telegram.backoff import wait_after
from bot.telegram.client import Client
from bot.telegram.delivery import Delivery
from bot.telegram.errors import kind_of
from bot.telegram.health import Health, Pulse
from bot.telegram.inbound import CHANNEL
from bot.telegram.pacing import Pacing
from bot.telegram.polling import Polling
from bot.telegram.quiet import keep_quiet
from bot.telegram.receiving import Receiving, Talk
from bot.telegram.words import load_words
from storage.database import Database
from storage.signals import Signals

_log = structlog.get_logger()


class TelegramChannel:
    """One bot. Exactly one process may run it.

    ``base_url`` is another Bot API server, everything before the token; None for Telegram's own.
    ``pause`` waits so many seconds between attempts; tests hand in one that does not.
    Raises ContentError when its words are broken.
    """

    def __init__(
        self,
        token: str,
        chat: Talk,
        *,
        database: Database,
        signals: Signals,
        clock: Clock,
        base_url: str | None = None,
        pacing: Pacing | None = None,
        pause: Callable[[float], Awaitable[None]] | None = None,
    ) -> None:
        keep_quiet()
        self._words = load_words()
        self._client = Client(token, base_url)
        self._stopping = asyncio.Event()
        self._pause = pause or self._wait
        self._pulse = Pulse(clock)
        self._receiving = Receiving(self._client, chat, clock, self._words)
        self._polling = Polling(
            self._client,
            read=self._receiving.read,
            handle=self._receiving.handle,
            give_up=self._receiving.give_up,
            pulse=self._pulse,
            stopping=self._stopping,
            pause=self._pause,
        )
        delivery = Delivery(self._client, self._words, clock, pacing)
        self._sender = Sender(database, CHANNEL, delivery.deliver, clock, signals)

    @property
    def health(self) -> Health:
        """How it is now, for ``/health/ready``."""
        return self._pulse.now

    def status(self) -> dict[str, str]:
        """The same as JSON: ``status`` up or down, ``state``, ``since``, and ``problem`` if down."""
        now = self.health
        found = {"status": "up" if now.ok else "down", "state": now.state}
        found["since"] = now.since.isoformat(timespec="seconds")
        return found if now.ok else {**found, "problem": now.meaning}

    async def run(self) -> None:
        """Receive and send until :meth:`stop`. Problems with Telegram are waited out, not raised."""
        try:
            if await self._prepared():
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(self._sender.run())
                    await self._polling.run()
                    await self._receiving.settle()
                    self._sender.stop()
        finally:
            await self._client.shutdown()
            self._pulse.stopped()
            _log.info("telegram_stopped")

    def stop(self) -> None:
        """End :meth:`run` once the updates at hand are stored and answered."""
        self._stopping.set()

    async def _prepared(self) -> bool:
        """Sign in and set up, however often it takes; False if stopped before that."""
        in_a_row = 0
        while not self._stopping.is_set():
            try:
                await self._sign_in()
                self._pulse.worked()
                return True
            except Exception as problem:
                in_a_row += 1
                self._pulse.failed(problem)
                _log.warning("telegram_start_failed", error=kind_of(problem), in_a_row=in_a_row)
                await self._pause(wait_after(problem, in_a_row))
        return False

    async def _sign_in(self) -> None:
        await self._client.initialize()
        # A webhook that somebody set once would keep every message from us.
        await self._client.delete_webhook(drop_pending_updates=False)
        await self._client.set_my_commands(
            [BotCommand(each.command, each.label) for each in self._words.commands]
        )
        if not (await self._client.get_my_description()).description:
            # What an operator wrote with @BotFather stays.
            await self._client.set_my_description(self._words.description)
        _log.info("telegram_started", bot=self._client.id)

    async def _wait(self, seconds: float) -> None:
        """``seconds``, or less once it is stopping."""
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return
