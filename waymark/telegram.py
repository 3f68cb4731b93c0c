"""The Telegram channel beside the server, where a token is set."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from waymark.wiring import Waymark

_log = structlog.get_logger()
_GRACE_SECONDS = 5.0


@asynccontextmanager
async def telegram(waymark: Waymark) -> AsyncIterator[None]:
    """Run the channel; at the end, what is at hand is stored and sent before it stops."""
    wanted = waymark.settings.channels.telegram
    if not wanted.token:
        yield
        return
    # Imported where it is wanted: the library takes half a second that most starts can spare.
    from bot.telegram.channel import TelegramChannel

    channel = TelegramChannel(
        wanted.token,
        waymark.chat,
        database=waymark.database,
        signals=waymark.signals,
        clock=waymark.clock,
        base_url=wanted.api_url,
    )
    waymark.channels["telegram"] = channel.status
    task = asyncio.create_task(channel.run(), name="telegram")
    task.add_done_callback(_say_if_broken)
    try:
        yield
    finally:
        channel.stop()
        _, late = await asyncio.wait({task}, timeout=_GRACE_SECONDS)
        for each in late:
            each.cancel()
        await asyncio.gather(task, return_exceptions=True)


def _say_if_broken(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and task.exception() is not None:
        _log.error("telegram_ended", error=type(task.exception()).__name__)
