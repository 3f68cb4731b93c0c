"""A screening that takes too long: a risk at once, and what it finds in the end is not lost."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import delete, select

from basics.clock import FixedClock
from bot.fakes import fake_parts
from bot.parts import Limits, Parts
from bot.screening_pool import ScreeningPool
from safeguarding.assessment import Assessment, Tier
from safeguarding.tables import Case, CaseSign
from storage.database import Database
from storage.inbox import InboxItem
from tests.bot.helpers import Talk, talk
from tests.conftest import both_databases

pytestmark = both_databases

WORST = Assessment(
    tier=Tier.IMMEDIATE, categories=("overdose",), rules=("overdose.took",), spans=((2, 6),)
)
SERIOUS = Assessment(tier=Tier.HIGH, categories=("weapon",), rules=("weapon.has",))


class Slow:
    """Takes as long as the test likes, then finds what it was told to find."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.outcome: Assessment | Exception | None = Assessment()

    def assess(self, text: str, history: tuple[str, ...] = ()) -> Assessment:
        if text == "slow":
            assert self.go_on.wait(20)
            if isinstance(self.outcome, Exception):
                raise self.outcome
            return self.outcome  # type: ignore[return-value]
        return Assessment()


@pytest.fixture
def slow() -> Iterator[Slow]:
    slow = Slow()
    yield slow
    slow.go_on.set()


def parts_with(database: Database, clock: FixedClock, slow: Slow) -> Parts:
    limits = Limits(screen_seconds=0.05)
    return fake_parts(database, clock, assessor=slow, limits=limits, screening=ScreeningPool(2))


async def finish(me: Talk, slow: Slow, found: Assessment | Exception | None) -> None:
    """Let the late screening come to its end, and what follows from it."""
    slow.outcome = found
    adding = list(me.chat._late._adding.values())
    slow.go_on.set()
    for each in adding:
        try:
            await each
        except Exception:
            assert isinstance(found, Exception)
    await me.chat.settle()


async def the_case(database: Database) -> Case:
    async with database.reading() as session:
        return (await session.scalars(select(Case))).one()


async def test_a_danger_found_late_raises_the_case_and_gets_its_own_words(
    database: Database, clock: FixedClock, slow: Slow
) -> None:
    me = await talk(parts_with(database, clock, slow))
    answer = await me.say("slow")
    assert (answer.mode, answer.case and answer.case.tier) == ("waiting", "high")
    assert (await the_case(database)).reason == "screening_failed"
    await finish(me, slow, WORST)
    case = await the_case(database)
    assert (case.tier, case.categories, case.unanswered) == ("immediate", ["other", "overdose"], 1)
    async with database.reading() as session:
        sign = (await session.scalars(select(CaseSign))).one()
    assert (sign.tier, sign.rules) == ("immediate", ["overdose.took", "screen.failed"])
    assert sign.spans == [[2, 6]]
    later = await me.chat.replies_after(me.id, answer.replies[-1].seq)
    assert [reply.kind for reply in later] == ["safety"]
    assert later[0].contacts[0].phone == "999"
    assert (await me.row()).mode == "waiting"


async def test_the_alarm_is_raised(database: Database, clock: FixedClock, slow: Slow) -> None:
    parts = parts_with(database, clock, slow)
    await (await talk(parts)).say("slow")
    assert [str(fault.kind) for fault in parts.alarm.standing] == ["time_out"]


async def test_less_found_late_lowers_nothing(
    database: Database, clock: FixedClock, slow: Slow
) -> None:
    me = await talk(parts_with(database, clock, slow))
    before = len((await me.say("slow")).replies)
    await finish(me, slow, Assessment())
    case = await the_case(database)
    assert (case.tier, case.reason, case.categories) == ("high", "screening_failed", ["other"])
    assert len(await me.chat.replies_after(me.id, 2)) == before


async def test_as_much_found_late_says_what_it_is_about(
    database: Database, clock: FixedClock, slow: Slow
) -> None:
    me = await talk(parts_with(database, clock, slow))
    await me.say("slow")
    await finish(me, slow, SERIOUS)
    case = await the_case(database)
    assert (case.tier, case.categories) == ("high", ["other", "weapon"])


@pytest.mark.parametrize("broken", [RuntimeError("slow and broken"), None])
async def test_a_late_fault_leaves_the_case_as_it_is(
    database: Database, clock: FixedClock, slow: Slow, broken: Exception | None
) -> None:
    parts = parts_with(database, clock, slow)
    me = await talk(parts)
    await me.say("slow")
    await finish(me, slow, broken)
    assert (await the_case(database)).tier == "high"
    kinds = {str(fault.kind) for fault in parts.alarm.standing}
    assert kinds == {"time_out", "exception" if broken else "nonsense"}


async def test_a_message_that_is_gone_by_then_is_left_alone(
    database: Database, clock: FixedClock, slow: Slow
) -> None:
    me = await talk(parts_with(database, clock, slow))
    await me.say("slow")
    async with database.transaction() as session:
        await session.execute(delete(InboxItem))
    await finish(me, slow, WORST)
    assert (await the_case(database)).tier == "high"


async def test_the_end_does_not_wait_for_one_that_hangs(
    database: Database, clock: FixedClock, slow: Slow
) -> None:
    me = await talk(parts_with(database, clock, slow))
    await me.say("slow")
    await me.chat.settle()
    assert not slow.go_on.is_set()
    assert (await the_case(database)).tier == "high"


async def test_others_are_screened_while_one_hangs(
    database: Database, clock: FixedClock, slow: Slow
) -> None:
    parts = fake_parts(
        database, clock, assessor=slow, screening=ScreeningPool(1),
        limits=Limits(screen_seconds=0.05),
    )  # fmt: skip
    ann, bea = await talk(parts), await talk(parts)
    assert (await ann.say("slow")).mode == "waiting"
    assert (await bea.say("hello")).mode == "bot"


async def test_overload_is_a_risk_not_silence(
    database: Database, clock: FixedClock, slow: Slow
) -> None:
    pool = ScreeningPool(threads=1, waiting=1, written_off=0)
    parts = fake_parts(
        database, clock, assessor=slow, screening=pool,
        limits=Limits(screen_seconds=0.05, screen_wait_seconds=0.05),
    )  # fmt: skip
    ann, bea, cat = [await talk(parts) for _ in range(3)]
    await ann.say("slow")
    assert (await bea.say("hello")).mode == "waiting"
    assert (await cat.say("hello")).mode == "waiting"
    kinds = {str(fault.kind) for fault in parts.alarm.standing}
    assert kinds == {"overload", "time_out"}
    async with database.reading() as session:
        cases = list(await session.scalars(select(Case)))
    assert {(case.reason, case.tier) for case in cases} == {("screening_failed", "high")}
    assert len(cases) == 3
    await finish(ann, slow, Assessment())
