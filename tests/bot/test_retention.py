from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from basics.clock import FixedClock
from bot.retention import sweep
from safeguarding.tables import Case
from storage.conversations import Author, Conversation, Message, add_message
from storage.database import Database
from tests.conftest import both_databases

pytestmark = both_databases


async def talk(database: Database, clock: FixedClock, *, with_case: bool = False) -> str:
    now = clock.now()
    async with database.transaction() as session:
        row = Conversation(channel="web", state=None, created_at=now, last_heard_at=now)
        session.add(row)
        await session.flush()
        await add_message(session, row.id, author=Author.PERSON, text="hello", now=now)
        if with_case:
            session.add(
                Case(
                    conversation_id=row.id,
                    live_conversation_id=row.id,
                    tier="high",
                    tier_rank=2,
                    reason="risk",
                    categories=["other"],
                    opened_at=now,
                    waiting_since=now,
                )
            )
    return row.id


async def test_only_old_conversations_without_a_case_are_deleted(
    database: Database, clock: FixedClock
) -> None:
    await talk(database, clock)
    with_case = await talk(database, clock, with_case=True)
    clock.advance(timedelta(days=31))
    recent = await talk(database, clock)

    deleted = await sweep(database, last_heard_before=clock.now() - timedelta(days=30))

    assert deleted == 1
    async with database.reading() as session:
        assert set(await session.scalars(select(Conversation.id))) == {with_case, recent}
        assert await session.scalar(select(func.count()).select_from(Message)) == 2
