from __future__ import annotations

import asyncio

from sqlalchemy import text

from basics.clock import FixedClock
from storage import inbox
from storage.conversations import (
    Author,
    Conversation,
    Mode,
    add_message,
    change_mode,
    lock,
    transcript,
)
from storage.database import Database
from storage.inbox import InboxItem
from tests.conftest import both_databases

pytestmark = both_databases


async def new_conversation(database: Database, clock: FixedClock) -> str:
    async with database.transaction() as session:
        row = Conversation(
            channel="web", state={"a": 1}, created_at=clock.now(), last_heard_at=clock.now()
        )
        session.add(row)
        await session.flush()
        return row.id


async def test_messages_keep_their_order_and_their_text(
    database: Database, clock: FixedClock
) -> None:
    conversation_id = await new_conversation(database, clock)
    async with database.transaction() as session:
        for said in ("first", "second 💙", "third"):
            await add_message(
                session, conversation_id, author=Author.PERSON, text=said, now=clock.now()
            )
    async with database.reading() as session:
        lines = await transcript(session, conversation_id, after_seq=1)
    assert [(line.seq, line.text) for line in lines] == [(2, "second 💙"), (3, "third")]


async def test_text_is_not_readable_in_the_database(database: Database, clock: FixedClock) -> None:
    conversation_id = await new_conversation(database, clock)
    async with database.transaction() as session:
        await add_message(
            session, conversation_id, author=Author.PERSON, text="a secret", now=clock.now()
        )
        stored = (await session.execute(text("SELECT text FROM message"))).scalar_one()
    assert "secret" not in stored


async def test_writers_at_once_all_get_their_own_place(
    database: Database, clock: FixedClock
) -> None:
    conversation_id = await new_conversation(database, clock)

    async def write(number: int) -> None:
        async with database.transaction() as session:
            await lock(session, conversation_id)
            await add_message(
                session, conversation_id, author=Author.PERSON, text=str(number), now=clock.now()
            )

    await asyncio.gather(*(write(number) for number in range(12)))
    async with database.reading() as session:
        assert [m.seq for m in await transcript(session, conversation_id)] == list(range(1, 13))


async def test_one_of_many_claims_wins(database: Database, clock: FixedClock) -> None:
    conversation_id = await new_conversation(database, clock)

    async def claim(owner: str) -> bool:
        async with database.transaction() as session:
            return await change_mode(
                session,
                conversation_id,
                to=Mode.HUMAN,
                allowed_from=(Mode.BOT, Mode.WAITING),
                owner_id=owner,
            )

    won = await asyncio.gather(*(claim(f"staff-{n}") for n in range(10)))
    assert won.count(True) == 1
    async with database.reading() as session:
        row = await session.get_one(Conversation, conversation_id)
    assert row.mode == Mode.HUMAN
    assert row.owner_id == f"staff-{won.index(True)}"
    assert row.turn == 1


async def test_the_same_update_is_stored_once(database: Database, clock: FixedClock) -> None:
    conversation_id = await new_conversation(database, clock)

    def item() -> InboxItem:
        return InboxItem(
            channel="telegram",
            update_id="77",
            conversation_id=conversation_id,
            message_id="m",
            received_at=clock.now(),
        )

    async with database.transaction() as session:
        assert await inbox.put(session, item())
        assert not await inbox.put(session, item())
    async with database.reading() as session:
        assert len(await inbox.pending(session)) == 1
        found = await inbox.find(session, "telegram", "77")
    assert found is not None and found.processed_at is None
