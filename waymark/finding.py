"""The directory as a conversation asks it: with the time from the clock."""

from __future__ import annotations

from basics.clock import Clock
from directory.directory import Directory
from directory.query import SearchAnswer, SearchQuery


class DirectoryFinder:
    """Implements :class:`bot.ports.Finder`."""

    def __init__(self, directory: Directory, clock: Clock) -> None:
        self._directory = directory
        self._clock = clock

    async def search(self, query: SearchQuery) -> SearchAnswer:
        """What fits ``query`` now."""
        return await self._directory.search(query, now=self._clock.now())
