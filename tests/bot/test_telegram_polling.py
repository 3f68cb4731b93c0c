"""The polling loop with the real client against the emulator; the conversation is scripted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from basics.clock import FixedClock
from bot.telegram.client import Client
from bot.telegram.health import Pulse
from bot.telegram.polling import Polling
from bot.telegram.progress import PATIENCE
from bot.telegram.receiving import Receiving
from bot.telegram.words import load_words
from tests.emulators.telegram_api import TelegramApi
from tests.support.scripted_chat import ScriptedChat


class Bench:
    """A running loop whose pauses take no time, only are written down."""

    def __init__(self, api: TelegramApi, client: Client, clock: FixedClock) -> None:
        self.api = api
        self.chat = ScriptedChat()
        self.pauses: list[float] = []
        self.stopping = asyncio.Event()
        self.pulse = Pulse(clock)
        receiving = Receiving(client, self.chat, clock, load_words())
        self.polling = Polling(
            client,
            read=receiving.read,
            handle=receiving.handle,
            give_up=receiving.give_up,
            pulse=self.pulse,
            stopping=self.stopping,
            pause=self._pause,
        )

    async def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self.polling.run())
        try:
            yield
        finally:
            self.stopping.set()
            await task

    async def idle(self) -> None:
        """Until everything that was queued is confirmed and the next long poll waits."""
        board = self.api.board
        assert await board.until(lambda: not board.queue and not board.again and board.polling > 0)


@pytest.fixture
async def bench(clock: FixedClock) -> AsyncIterator[Bench]:
    async with TelegramApi(clock) as api, Client(api.token, api.base_url) as client:
        yield Bench(api, client, clock)


async def test_updates_reach_the_conversation_and_are_confirmed(bench: Bench) -> None:
    async with bench.running():
        sam = bench.api.person()
        sam.says("one")
        sam.says("two")
        await bench.idle()
    assert bench.chat.texts == ["one", "two"]
    assert bench.pulse.now.ok


async def test_nothing_is_confirmed_before_it_is_stored(bench: Bench) -> None:
    gate = bench.chat.gates["hello"] = asyncio.Event()
    bench.api.person().says("hello")
    async with bench.running():
        await bench.chat.until(lambda: "hello" in bench.chat.asked)
        assert bench.api.board.queue
        gate.set()
        await bench.idle()
    assert bench.chat.texts == ["hello"]


async def test_what_could_not_be_stored_comes_again_until_it_is(bench: Bench) -> None:
    bench.chat.problems = [OSError("disk full")] * 4
    bench.api.person().says("hello")
    async with bench.running():
        await bench.idle()
    assert bench.chat.texts == ["hello"]
    assert bench.pauses == [1, 2, 4, 8]


async def test_while_nothing_can_be_stored_the_channel_says_so(bench: Bench) -> None:
    bench.chat.problems = [OSError("disk full")] * (PATIENCE * 3)
    bench.api.person().says("hello")
    async with bench.running():
        await bench.api.board.until(lambda: bench.pulse.now.state == "storing")
        await bench.idle()
    assert bench.chat.texts == ["hello"]


async def test_an_update_that_can_never_be_stored_does_not_hold_up_the_others(
    bench: Bench,
) -> None:
    bench.chat.poison = "breaks us"
    sam, alex = bench.api.person("Sam"), bench.api.person("Alex")
    sam.says("breaks us")
    alex.says("hello")
    async with bench.running():
        await bench.idle()
    assert bench.chat.texts == ["hello", None]
    assert bench.chat.inbounds[-1].attachment == "other"
    assert len(bench.pauses) == PATIENCE - 1


async def test_a_repeated_update_is_one_message(bench: Bench) -> None:
    async with bench.running():
        update_id = bench.api.person().says("hello")
        await bench.idle()
        bench.api.repeat(update_id)
        await bench.idle()
    assert bench.chat.texts == ["hello"]


async def test_updates_out_of_order_are_each_one_message(bench: Bench) -> None:
    async with bench.running():
        sam = bench.api.person()
        with bench.api.hold():
            one, two, three = sam.says("1"), sam.says("2"), sam.says("3")
            bench.api.reorder(three, one, two)
        await bench.idle()
    assert bench.chat.texts == ["3", "1", "2"]


async def test_one_slow_chat_does_not_hold_up_another(bench: Bench) -> None:
    gate = bench.chat.gates["slow"] = asyncio.Event()
    bench.api.person("Sam").says("slow")
    bench.api.person("Alex").says("also here")
    async with bench.running():
        await bench.chat.until(lambda: bench.chat.texts == ["also here"])
        gate.set()
        await bench.idle()
    assert bench.chat.texts == ["also here", "slow"]


@pytest.mark.parametrize(
    ("how", "state"),
    [
        ({"status": 502}, "failing"),
        ({"kind": "malformed"}, "failing"),
        ({"status": 401, "description": "Unauthorized"}, "refused"),
        ({"status": 409, "description": "Conflict: terminated by other getUpdates"}, "conflict"),
    ],
)
async def test_a_fault_of_telegram_is_waited_out(
    bench: Bench, how: dict[str, object], state: str
) -> None:
    bench.api.person().says("hello")
    bench.api.fail("getUpdates", **how)
    seen: list[str] = []
    pause = bench.polling._pause

    async def watch(seconds: float) -> None:
        seen.append(bench.pulse.now.state)
        await pause(seconds)

    bench.polling._pause = watch
    async with bench.running():
        await bench.idle()
    assert seen == [state]
    assert bench.chat.texts == ["hello"]
    assert bench.pulse.now.ok


async def test_telegram_says_how_long_to_wait(bench: Bench) -> None:
    bench.api.person().says("hello")
    bench.api.fail("getUpdates", retry_after=33)
    async with bench.running():
        await bench.idle()
    assert bench.pauses == [33]


async def test_an_update_that_the_client_cannot_read_hides_no_other(bench: Bench) -> None:
    sam = bench.api.person()
    sam.sends_raw(text="odd", date="not a time")
    sam.says("fine")
    async with bench.running():
        await bench.idle()
    assert bench.chat.texts == ["odd", "fine"]


async def test_it_stops_in_the_middle_of_a_long_poll(bench: Bench) -> None:
    async with bench.running():
        await bench.idle()


async def test_what_is_under_way_is_finished_before_it_stops(bench: Bench) -> None:
    gate = bench.chat.gates["hello"] = asyncio.Event()
    bench.api.person().says("hello")
    async with bench.running():
        await bench.chat.until(lambda: "hello" in bench.chat.asked)
        bench.stopping.set()
        gate.set()
    assert bench.chat.texts == ["hello"]


async def test_no_offset_is_kept_once_everything_is_confirmed(bench: Bench) -> None:
    """After a quiet week ids start somewhere else; an old, higher offset would drop the new ones."""
    board = bench.api.board
    board.next_update = 900
    async with bench.running():
        bench.api.person().says("before")
        await bench.idle()
        polls = len(bench.api.calls_of("getUpdates"))
        board.end_poll()
        await bench.api.called("getUpdates", polls + 1)
        await bench.idle()
        board.next_update = 100
        bench.api.person().says("after")
        await bench.chat.until(lambda: bench.chat.texts == ["before", "after"])
        await bench.idle()
