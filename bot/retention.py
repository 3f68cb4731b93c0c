"""Timed deletion: what was said is kept for so long after the last word, and then deleted.

A conversation with a safeguarding case is not touched: such records have a schedule of their own.
"""

from __future__ import annotations

from datetime import datetime

import structlog
from sqlalchemy import exists, select

from bot import records
from safeguarding.tables import Case
from storage.conversations import Conversation
from storage.database import Database

BATCH = 200
_log = structlog.get_logger()


async def sweep(database: Database, *, last_heard_before: datetime) -> int:
    """Delete conversations that were quiet since before that time; how many.

    Each is deleted in a transaction of its own, so a long sweep holds up nobody who writes.
    """
    deleted = 0
    while ids := await _old(database, last_heard_before):
        for conversation_id in ids:
            async with database.transaction() as session:
                deleted += await records.erase(
                    session, conversation_id, unless_heard_since=last_heard_before
                )
    if deleted:
        _log.info("conversations_deleted_by_age", count=deleted)
    return deleted


async def _old(database: Database, before: datetime) -> list[str]:
    has_case = exists().where(Case.conversation_id == Conversation.id)
    async with database.reading() as session:
        rows = await session.scalars(
            select(Conversation.id)
            .where(Conversation.last_heard_at < before, ~has_case)
            .order_by(Conversation.last_heard_at)
            .limit(BATCH)
        )
        return list(rows)
