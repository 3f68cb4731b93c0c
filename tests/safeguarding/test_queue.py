from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from basics.clock import FixedClock
from safeguarding import cases
from safeguarding.queue import QueueRow, counts, queue
from safeguarding.tables import CaseState
from storage.database import Database
from tests.conftest import both_databases
from tests.safeguarding.people import CONCERN, HIGH, IMMEDIATE, member, opened

pytestmark = both_databases
MINUTE = timedelta(minutes=1)


async def seen(database: Database) -> Sequence[QueueRow]:
    async with database.reading() as session:
        return await queue(session)


async def test_the_queue_is_the_most_urgent_first_then_the_longest_waiting(
    database: Database, clock: FixedClock
) -> None:
    ids = {}
    for name, found in [("concern", CONCERN), ("older", HIGH), ("newer", HIGH), ("now", IMMEDIATE)]:
        ids[name] = await opened(database, clock.now(), found)
        clock.advance(MINUTE)
    order = [row.id for row in await seen(database)]
    assert order == [ids["now"], ids["older"], ids["newer"], ids["concern"]]


async def test_the_live_cases_are_counted_by_tier(database: Database, clock: FixedClock) -> None:
    for found in (CONCERN, HIGH, HIGH):
        await opened(database, clock.now(), found)
    async with database.reading() as session:
        assert await counts(session) == {"concern": 1, "high": 2}


async def test_the_queue_may_be_narrowed_to_ones_own(database: Database, clock: FixedClock) -> None:
    mine, _ = [await opened(database, clock.now()) for _ in range(2)]
    sam = await member(database, "Sam", clock.now())
    async with database.transaction() as session:
        await cases.claim(session, mine, sam, clock.now())
    async with database.reading() as session:
        assert [row.id for row in await queue(session, owner_id=sam)] == [mine]
        assert [row.id for row in await queue(session, states=[CaseState.CLAIMED])] == [mine]
        assert len(await queue(session, limit=1)) == 1


async def test_an_empty_queue_is_empty(database: Database) -> None:
    assert await seen(database) == []
    async with database.reading() as session:
        assert await counts(session) == {}
