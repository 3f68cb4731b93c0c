"""A whole Waymark on a database of its own, with simple understanding in place of Rasa."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from basics.clock import FixedClock
from nlu.local import LocalUnderstander
from nlu.understanding import Understanding
from storage.database import Database
from waymark.rasa import NOBODY
from waymark.settings import Settings
from waymark.wiring import Waymark, assemble, make_understander


class Simple:
    """The local rules, taken as if they were the real thing."""

    async def understand(self, text: str) -> Understanding:
        found = await LocalUnderstander().understand(text)
        return found.model_copy(update={"degraded": False})


@asynccontextmanager
async def waymark_on(database: Database, clock: FixedClock, home: Path) -> AsyncIterator[Waymark]:
    """An assembled Waymark. The Rasa server it knows of does not answer."""
    settings = Settings()
    settings.security.key_file = home / "text.key"
    client = make_understander(settings, clock, [NOBODY])
    try:
        yield assemble(settings, clock, database, Simple(), client)
    finally:
        await client.close()
