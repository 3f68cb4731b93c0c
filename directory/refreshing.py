"""Building the search index again from the tables, when the meaning of what it stores has changed."""

from __future__ import annotations

from collections.abc import Callable

from directory.reading import all_records
from directory.search.bits import fingerprint
from directory.search.tables import SearchState
from directory.writing import FINGERPRINT, mark_index, reindex
from storage.database import Database


async def refresh_index(
    database: Database,
    *,
    force: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> bool:
    """Rebuild the index if the vocabulary or the stemming has changed since it was built; True if
    that was needed. Call it once at start, after the migrations. Takes about 1 ms a service.
    """
    async with database.reading() as session:
        state = await session.get(SearchState, FINGERPRINT)
        if not force and state is not None and state.value == fingerprint():
            return False
    async with database.transaction() as session:
        done = 0
        async for batch in all_records(session):
            await reindex(session, batch)
            done += len(batch)
            if progress is not None:
                progress(done, 0)
        await mark_index(session)
    return True
