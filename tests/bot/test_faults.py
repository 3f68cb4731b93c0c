"""What breaks, breaks alone: the person is told, nothing is lost, nothing is said twice."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from basics.clock import FixedClock
from bot.chat import ChatService
from bot.fakes import ListFinder, PlainUnderstander, fake_parts
from bot.parts import Limits
from flows.types import Said
from safeguarding.tables import Case
from storage.database import Database
from storage.inbox import InboxItem
from tests.bot.helpers import Talk, count, talk, texts
from tests.conftest import both_databases

pytestmark = both_databases


async def item_of(database: Database, item_id: str) -> InboxItem:
    async with database.reading() as session:
        return await session.get_one(InboxItem, item_id)


@pytest.mark.parametrize("how", ["raises", "hangs", "nonsense"])
async def test_without_understanding_the_turn_goes_on(
    database: Database, clock: FixedClock, how: str
) -> None:
    async def hang() -> None:
        await asyncio.Event().wait()

    def fail(text: str) -> object:
        if how == "raises":
            raise ConnectionError(text)
        return hang() if how == "hangs" else {"garbage": True}

    understander = PlainUnderstander()
    understander.before = fail
    limits = Limits(understand_seconds=0.05)
    me = await talk(fake_parts(database, clock, understander=understander, limits=limits))
    answer = await me.say("hello")
    assert texts(answer) == ["heard(text=hello)"]
    assert answer.understood["degraded"] is True


async def test_the_flow_is_told_when_the_directory_is_down(
    database: Database, clock: FixedClock
) -> None:
    finder = ListFinder()
    finder.broken = True
    me = await talk(fake_parts(database, clock, finder=finder))
    assert texts(await me.say("find drawing")) == ["searching", "search_failed(names=[])"]


async def test_a_flow_that_breaks_is_owned_up_to(database: Database, clock: FixedClock) -> None:
    me = await talk(fake_parts(database, clock))
    await me.say("hello")
    answer = await me.say("boom")
    assert texts(answer) == ["outcome.went_wrong"]
    assert [b.choice for b in answer.replies[0].buttons] == ["help", "person"]
    assert answer.mode == "bot"
    assert (await me.row()).state == {"heard": 1}
    assert texts(await me.say("hello again")) == ["heard(text=hello again)"]


async def test_the_third_fault_in_a_row_calls_a_person(
    database: Database, clock: FixedClock
) -> None:
    me = await talk(fake_parts(database, clock))
    await me.say("boom")
    await me.say("boom")
    third = await me.say("boom")
    assert texts(third)[0] == "outcome.stuck"
    assert third.replies[1].kind == "status"
    assert third.mode == "waiting"
    async with database.reading() as session:
        case = (await session.scalars(select(Case))).one()
    assert (case.reason, case.tier) == ("stuck", "concern")


async def test_two_faults_with_a_good_answer_between_call_nobody(
    database: Database, clock: FixedClock
) -> None:
    me = await talk(fake_parts(database, clock))
    for said in ("boom", "hello", "boom", "boom"):
        await me.say(said)
    assert await count(database, Case) == 0


async def test_what_was_accepted_before_a_crash_is_answered_after_it(
    database: Database, clock: FixedClock
) -> None:
    me = await talk(fake_parts(database, clock))
    sent = [me.inbound(text) for text in ("one", "two")]
    for inbound in sent:
        await me.chat.accept(inbound)

    reborn = ChatService(fake_parts(database, clock))
    assert await reborn.resume_pending() == 2
    assert await reborn.resume_pending() == 0
    assert [text for author, text in await me.lines() if author == "bot"] == [
        "greeting",
        "heard(text=one)",
        "heard(text=two)",
    ]
    # The channel, which had no answer, sends again and gets what was said meanwhile.
    again = await reborn.receive(sent[0])
    assert again.repeated and texts(again) == ["heard(text=one)"]


async def test_a_crash_after_danger_was_accepted_loses_and_doubles_nothing(
    database: Database, clock: FixedClock
) -> None:
    me = await talk(fake_parts(database, clock))
    sent = me.inbound("i took pills")
    await me.chat.accept(sent)
    reborn = ChatService(fake_parts(database, clock))
    assert await reborn.resume_pending() == 0
    again = await reborn.receive(sent)
    assert again.mode == "waiting" and [r.kind for r in again.replies] == ["safety"]
    assert await count(database, Case) == 1


async def test_a_message_that_keeps_killing_the_process_goes_to_a_person(
    database: Database, clock: FixedClock
) -> None:
    class Killed(BaseException):
        """The process is gone in the middle of a turn."""

    def kill(_: str) -> None:
        raise Killed

    me = await talk(fake_parts(database, clock))
    accepted = await me.chat.accept(me.inbound("deadly"))
    understander = PlainUnderstander()
    understander.before = kill
    for _ in range(3):
        dying = ChatService(fake_parts(database, clock, understander=understander))
        with pytest.raises(Killed):
            await dying.resume_pending()
    assert (await item_of(database, accepted.item_id)).attempts == 3
    assert (
        await ChatService(fake_parts(database, clock, understander=understander)).resume_pending()
        == 1
    )
    assert (await me.row()).mode == "waiting"
    assert (await me.lines())[-2][1] == "outcome.stuck"


async def test_a_caller_that_goes_away_still_has_its_message_answered(
    database: Database, clock: FixedClock
) -> None:
    understander = PlainUnderstander()
    started, go_on = asyncio.Event(), asyncio.Event()

    async def slowly() -> None:
        started.set()
        await go_on.wait()

    understander.before = lambda _: slowly()
    me = await talk(fake_parts(database, clock, understander=understander))
    call = asyncio.create_task(me.say("hello"))
    await started.wait()
    assert me.chat.is_answering(me.id)
    call.cancel()
    go_on.set()
    await me.chat.settle()
    assert not me.chat.is_answering(me.id)
    assert (await me.lines())[-1] == ("bot", "heard(text=hello)")


async def test_a_search_that_never_ends_is_stopped(database: Database, clock: FixedClock) -> None:
    parts = fake_parts(database, clock)
    me = await talk(parts)
    again = parts.flow.advance
    search = again({"heard": 0}, Said("find it", {}), clock.now())
    parts.flow.advance = lambda *_: search  # type: ignore[method-assign]
    assert texts(await Talk(me.chat, parts, me.id, "web").say("find it")) == ["outcome.went_wrong"]
    assert len(parts.finder.asked) == parts.limits.searches + 1  # type: ignore[attr-defined]
