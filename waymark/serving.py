"""The server: web chat, console and channels in one process, with Rasa as its child."""

from __future__ import annotations

import socket
from collections.abc import Callable
from datetime import timedelta

import structlog
import uvicorn

from bot.retention import sweep
from directory.refreshing import refresh_index
from waymark.app import build_app
from waymark.background import Work, every, running
from waymark.rasa import understanding
from waymark.settings import Settings
from waymark.telegram import telegram
from waymark.wiring import Waymark, assembled

_log = structlog.get_logger()
_RESUME_AFTER = timedelta(seconds=30)
"""A message that nobody has answered for so long was left behind by a crash or a fault."""
_RESUME_EVERY_SECONDS = 15.0
_SWEEP_EVERY_SECONDS = 3600.0
_GRACE_SECONDS = 3
"""How long open pages (event streams) hold up the end."""


async def serve(
    settings: Settings,
    sockets: list[socket.socket],
    ready: Callable[[], None],
) -> None:
    """Serve until a signal says stop; everything that was started has ended when this returns."""
    async with understanding(settings) as rasa, assembled(settings, rasa.urls) as waymark:
        await refresh_index(waymark.database)
        left = await waymark.turns.resume_pending()
        if left:
            _log.info("took_up_messages_left_behind", count=left)
        config = uvicorn.Config(
            build_app(waymark),
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=_GRACE_SECONDS,
        )
        work = {"resume": _resuming(waymark), "retention": _sweeping(waymark)}
        if rasa.child is not None:
            work["rasa"] = rasa.keep_running
        async with running(work), telegram(waymark):
            await _Server(config, ready).serve(sockets=sockets)


class _Server(uvicorn.Server):
    """Says when requests are answered."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await super().shutdown(sockets)
        # uvicorn raises the signal once more when it has ended, and SIGTERM would then end us
        # before what we started has ended.
        self._captured_signals.clear()


def _resuming(waymark: Waymark) -> Work:
    async def resume() -> None:
        await waymark.turns.resume_pending(_RESUME_AFTER)

    return every(_RESUME_EVERY_SECONDS, resume)


def _sweeping(waymark: Waymark) -> Work:
    keep = timedelta(days=waymark.settings.retention.conversation_days)

    async def delete_old() -> None:
        await sweep(waymark.database, last_heard_before=waymark.clock.now() - keep)

    return every(_SWEEP_EVERY_SECONDS, delete_old)
