"""Wake-ups inside one process: "something changed, look again". Never the data itself.

Whoever waits also looks again after a time-out, so a signal from another process that never
arrives here costs seconds, not a message.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict


class Signals:
    """Named wake-ups. Topics in use: ``conversation:<id>``, ``queue``, ``outbox:<channel>``."""

    def __init__(self) -> None:
        self._waiting: dict[str, set[asyncio.Event]] = defaultdict(set)

    def notify(self, topic: str) -> None:
        """Wake everyone who waits for ``topic``."""
        for event in self._waiting.get(topic, ()):
            event.set()

    async def wait(self, topic: str, seconds: float) -> bool:
        """Wait for ``topic``, at most ``seconds``; True if woken, False if the time ran out."""
        event = asyncio.Event()
        self._waiting[topic].add(event)
        try:
            await asyncio.wait_for(event.wait(), seconds)
        except TimeoutError:
            return False
        finally:
            self._waiting[topic].discard(event)
            if not self._waiting[topic]:
                del self._waiting[topic]
        return True
