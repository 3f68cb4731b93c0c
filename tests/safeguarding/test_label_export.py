from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from basics.clock import FixedClock
from safeguarding.assessment import Tier
from safeguarding.label_export import exported
from storage.conversations import Author
from storage.database import Database
from tests.conftest import both_databases
from tests.safeguarding.people import HIGH, member
from tests.safeguarding.test_labels import Desk, desk

pytestmark = both_databases


async def lines(
    database: Database, *, since: datetime | None = None, history: int | None = 6
) -> list[dict[str, Any]]:
    async with database.reading() as session:
        found = [line async for line in exported(session, since=since, history=history)]
    return list(json.loads(json.dumps(found)))


async def test_a_line_holds_what_a_trainer_needs_and_nobodys_name(
    database: Database, clock: FixedClock
) -> None:
    here = await desk(database, clock, HIGH.model_copy(update={"score": 0.87}))
    await here.mark("too_high", Tier.CONCERN, "bullying_threat")
    found = await lines(database)
    assert found == [
        {
            "id": here.message_id, "text": "what was typed", "history": [],
            "verdict": "too_high", "tier": "concern", "category": "bullying_threat",
            "assessed_tier": "high", "score": 0.87, "rules": ["self_harm.hurting_self"],
            "at": "2026-11-23T10:00:00+00:00",
        }
    ]  # fmt: skip
    assert here.sam not in str(found)
    assert "Sam" not in str(found)


async def test_the_tier_of_a_right_label_is_the_one_that_was_assessed(
    database: Database, clock: FixedClock
) -> None:
    here = await desk(database, clock)
    await here.mark("right")
    assert [(line["verdict"], line["tier"]) for line in await lines(database)] == [
        ("right", "high")
    ]


async def test_a_tier_that_nobody_gave_is_left_open(database: Database, clock: FixedClock) -> None:
    here = await desk(database, clock)
    await here.mark("too_low")
    await here.mark("missed", message_id=await here.said())
    assert [line["tier"] for line in await lines(database)] == [None, None]


async def test_what_the_person_wrote_before_comes_along_as_the_screen_had_it(
    database: Database, clock: FixedClock
) -> None:
    here = await desk(database, clock)
    await here.said("one")
    await here.said("ours", Author.BOT)
    await here.said("")
    await here.said("two")
    last = await here.said("three")
    await here.said("four")
    await here.mark("missed", message_id=last)
    assert [line["history"] for line in await lines(database, history=2)] == [["one", "two"]]
    assert [line["history"] for line in await lines(database)] == [["what was typed", "one", "two"]]
    assert [line["history"] for line in await lines(database, history=0)] == [[]]


async def test_without_text_no_word_is_in_it(database: Database, clock: FixedClock) -> None:
    here = await desk(database, clock)
    await here.mark("right")
    (line,) = await lines(database, history=None)
    assert {"text", "history"}.isdisjoint(line)
    assert line["verdict"] == "right"


async def test_oldest_first_from_a_day_on_and_twice_where_two_people_marked(
    database: Database, clock: FixedClock
) -> None:
    here = await desk(database, clock)
    olu = await member(database, "Olu", clock.now())
    await mark_later(here, clock, olu)
    await mark_later(here, clock, here.sam)
    assert [line["id"] for line in await lines(database)] == [here.message_id] * 2
    assert [line["at"][11:16] for line in await lines(database)] == ["10:01", "10:02"]
    assert len(await lines(database, since=clock.now())) == 1
    assert await lines(database, since=clock.now() + timedelta(seconds=1)) == []


async def mark_later(here: Desk, clock: FixedClock, staff_id: str) -> None:
    clock.advance(timedelta(minutes=1))
    await here.mark("right", by=staff_id)
