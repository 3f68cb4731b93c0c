"""Live pages: server-sent events that say "something changed", never what.

An event's id is the version of what was shown. A browser that comes back sends the last id it
had, so a change while it was away is told at once: nothing is missed, however long the gap.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.requests import Request
from starlette.responses import Response

from basics.errors import NotFound
from console.pages import HEADERS
from storage.signals import Signals

Version = Callable[[], Awaitable[str]]
Alive = Callable[[], Awaitable[bool]]


def seen_by(request: Request) -> str:
    """The version that the browser shows: of its last event, else of the page it was given."""
    return request.headers.get("last-event-id") or request.query_params.get("seen", "")


def stream(events: AsyncIterator[ServerSentEvent], ping_seconds: float) -> Response:
    """``events`` as an answer that stays open."""
    headers = {**HEADERS, "X-Accel-Buffering": "no"}
    return EventSourceResponse(events, headers=headers, ping=ping_seconds)


async def changes(
    signals: Signals,
    topics: Sequence[str],
    *,
    version: Version,
    alive: Alive,
    seen: str,
    seconds: float,
) -> AsyncIterator[ServerSentEvent]:
    """A ``changed`` event for each version that differs from the one before; the first is ``seen``.

    Looks when one of ``topics`` is signalled, and every ``seconds`` anyway, since a signal of
    another process does not come here. Ends with ``signed-out`` when the session has ended, and
    with ``gone`` when what was watched is no longer there.
    """
    while True:
        # Waiting begins before looking, so that a change in between wakes us.
        waiting = [asyncio.create_task(signals.wait(topic, seconds)) for topic in topics]
        await asyncio.sleep(0)
        try:
            if not await alive():
                yield ServerSentEvent(event="signed-out", data="")
                return
            try:
                now = await version()
            except NotFound:
                yield ServerSentEvent(event="gone", data="")
                return
            if now != seen:
                seen = now
                yield ServerSentEvent(event="changed", id=now, data=now)
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in waiting:
                task.cancel()
