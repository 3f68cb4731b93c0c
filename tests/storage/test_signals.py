from __future__ import annotations

import asyncio

from storage.signals import Signals


async def test_everyone_who_waits_is_woken() -> None:
    signals = Signals()
    waiting = [asyncio.create_task(signals.wait("queue", 5)) for _ in range(3)]
    await asyncio.sleep(0)
    signals.notify("queue")
    assert await asyncio.gather(*waiting) == [True, True, True]


async def test_another_topic_wakes_nobody() -> None:
    signals = Signals()
    waiting = asyncio.create_task(signals.wait("queue", 0.01))
    await asyncio.sleep(0)
    signals.notify("conversation:1")
    assert await waiting is False
    assert not signals._waiting
