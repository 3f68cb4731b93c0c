from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sse_starlette import ServerSentEvent

from basics.errors import NotFound
from console.accounts import Accounts
from console.case_view import case_version
from console.live import changes
from console.queue_view import queue_version
from safeguarding.staff import IDLE
from storage.signals import Signals
from tests.conftest import both_databases
from tests.console.shift import DANGER, WORRY, Shift

NEVER = 3600.0
"""A fall-back look so late that only a signal can explain an event."""


class Watched:
    """Something with a version that changes when told to."""

    def __init__(self) -> None:
        self.now = "v1"
        self.open = True
        self.gone = False

    async def version(self) -> str:
        if self.gone:
            raise NotFound("gone")
        return self.now

    async def alive(self) -> bool:
        return self.open

    def stream(
        self, signals: Signals, seen: str = "v1", seconds: float = NEVER
    ) -> AsyncIterator[ServerSentEvent]:
        return changes(
            signals, ("queue", "conversation:7"), version=self.version, alive=self.alive,
            seen=seen, seconds=seconds,
        )  # fmt: skip


async def until_waiting(signals: Signals) -> None:
    """Let the stream run until it waits for a signal."""
    for _ in range(30):
        await asyncio.sleep(0)
    assert signals._waiting.get("queue")


@pytest.mark.parametrize("topic", ["queue", "conversation:7"])
async def test_a_signal_on_either_topic_sends_the_change_at_once(
    signals: Signals, topic: str
) -> None:
    watched = Watched()
    stream = watched.stream(signals)
    coming = asyncio.ensure_future(anext(stream))
    await until_waiting(signals)
    watched.now = "v2"
    signals.notify(topic)
    event = await asyncio.wait_for(coming, 5)
    assert (event.event, event.id, event.data) == ("changed", "v2", "v2")


async def test_a_signal_without_a_change_sends_nothing(signals: Signals) -> None:
    watched = Watched()
    coming = asyncio.ensure_future(anext(watched.stream(signals)))
    for _ in range(3):
        await until_waiting(signals)
        signals.notify("queue")
    await until_waiting(signals)
    assert not coming.done()
    coming.cancel()


async def test_whoever_comes_back_is_told_at_once_what_was_missed(signals: Signals) -> None:
    watched = Watched()
    watched.now = "v9"
    event = await asyncio.wait_for(anext(watched.stream(signals, seen="v1")), 5)
    assert event.id == "v9"


async def test_a_change_while_looking_is_not_lost(signals: Signals) -> None:
    watched = Watched()
    looked = 0

    async def slow_version() -> str:
        nonlocal looked
        looked += 1
        seen_now = watched.now
        if looked == 1:  # the change comes after we read, before we wait
            watched.now = "v2"
            signals.notify("queue")
        return seen_now

    watched.version = slow_version  # type: ignore[method-assign]
    event = await asyncio.wait_for(anext(watched.stream(signals)), 5)
    assert event.id == "v2"


async def test_without_a_signal_it_looks_by_itself(signals: Signals) -> None:
    watched = Watched()
    coming = asyncio.ensure_future(anext(watched.stream(signals, seconds=0.01)))
    await until_waiting(signals)
    watched.now = "v2"
    assert (await asyncio.wait_for(coming, 5)).id == "v2"


async def test_a_session_that_ends_is_told_and_the_stream_is_over(signals: Signals) -> None:
    watched = Watched()
    stream = watched.stream(signals)
    coming = asyncio.ensure_future(anext(stream))
    await until_waiting(signals)
    watched.open = False
    signals.notify("queue")
    assert (await asyncio.wait_for(coming, 5)).event == "signed-out"
    with pytest.raises(StopAsyncIteration):
        await anext(stream)


async def test_a_case_that_is_gone_ends_the_stream(signals: Signals) -> None:
    watched = Watched()
    watched.gone = True
    event = await asyncio.wait_for(anext(watched.stream(signals)), 5)
    assert event.event == "gone"


async def test_nothing_waits_on_after_the_browser_went_away(signals: Signals) -> None:
    stream = Watched().stream(signals)
    coming = asyncio.ensure_future(anext(stream))
    await until_waiting(signals)
    coming.cancel()
    with pytest.raises(asyncio.CancelledError):
        await coming
    for _ in range(10):
        await asyncio.sleep(0)
    assert not signals._waiting


@both_databases
async def test_the_version_of_the_queue_changes_with_everything_it_shows(shift: Shift) -> None:
    async def version() -> str:
        async with shift.database.reading() as session:
            return await queue_version(session)

    versions = [await version()]

    async def changed() -> None:
        versions.append(await version())
        assert len(set(versions)) == len(versions)
        assert await version() == versions[-1]

    sam = await shift.member("Sam")
    case_id = await shift.case("they hit me", WORRY)
    await changed()
    await shift.says(case_id, "i want to die tonight", DANGER)
    await changed()
    await shift.takeover.claim(case_id, sam)
    await changed()
    await shift.takeover.reply(case_id, sam, "Hello")
    await changed()
    shift.clock.advance(timedelta(minutes=1))
    await shift.says(case_id, "hi")
    await changed()
    await shift.takeover.hand_back(case_id, sam, outcome="not_a_risk", note="Read it.")
    assert await version() == versions[0], "an empty queue is an empty queue"


@both_databases
async def test_the_version_of_a_case_changes_with_each_line(shift: Shift) -> None:
    sam = await shift.member("Sam")
    case_id = await shift.case()
    versions = set()
    for step in range(4):
        if step == 1:
            await shift.takeover.claim(case_id, sam)
        if step == 2:
            await shift.says(case_id, "hello?")
        if step == 3:
            await shift.takeover.reply(case_id, sam, "Hello")
        async with shift.database.reading() as session:
            versions.add(await case_version(session, case_id))
    assert len(versions) == 4


async def test_asking_whether_a_session_stands_keeps_it_no_longer_awake(shift: Shift) -> None:
    await shift.member("Sam")
    accounts = Accounts(shift.database, shift.clock)
    entered = await accounts.sign_in("sam@example.org", "three calm otters swim")
    assert not isinstance(entered, str)
    shift.clock.advance(IDLE - timedelta(seconds=1))
    assert await accounts.visit(entered.token, touch=False) is not None
    shift.clock.advance(timedelta(seconds=2))
    assert await accounts.visit(entered.token, touch=False) is None
