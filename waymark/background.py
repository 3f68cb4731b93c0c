"""Work beside the requests: kept running, each on its own, until the server ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import structlog

_log = structlog.get_logger()
_LONGEST_REST = 60.0
Work = Callable[[], Awaitable[None]]


@asynccontextmanager
async def running(work: dict[str, Work]) -> AsyncIterator[None]:
    """Run each piece of work as a task; one that breaks is begun again after a rest."""
    tasks = [asyncio.create_task(_keep(name, make), name=name) for name, make in work.items()]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _keep(name: str, make: Work) -> None:
    rest = 1.0
    while True:
        try:
            await make()
            return
        except Exception:
            _log.exception("background_work_broke", work=name, again_in_seconds=rest)
        await asyncio.sleep(rest)
        rest = min(rest * 2, _LONGEST_REST)


def every(seconds: float, do: Work) -> Work:
    """Work that is done now and then again each time so many seconds have passed."""

    async def loop() -> None:
        while True:
            await do()
            await asyncio.sleep(seconds)

    return loop
