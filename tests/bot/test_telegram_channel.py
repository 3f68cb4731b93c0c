"""Starting and stopping the channel; whole conversations are in tests/acceptance."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from basics.clock import FixedClock
from bot.telegram.channel import TelegramChannel
from storage.database import Database
from storage.signals import Signals
from tests.emulators.telegram_api import TelegramApi
from tests.support.scripted_chat import ScriptedChat


class Bench:
    """A channel on an empty database with a scripted conversation."""

    def __init__(self, api: TelegramApi, database: Database, clock: FixedClock) -> None:
        self.api = api
        self.chat = ScriptedChat()
        self.pauses: list[float] = []
        self.states: list[str] = []
        self.channel = TelegramChannel(
            api.token,
            self.chat,
            database=database,
            signals=Signals(),
            clock=clock,
            base_url=api.base_url,
            pause=self._pause,
        )

    async def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.states.append(self.channel.health.state)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self.channel.run())
        try:
            yield
        finally:
            self.channel.stop()
            await task


@pytest.fixture
async def bench(database: Database, clock: FixedClock) -> AsyncIterator[Bench]:
    async with TelegramApi(clock) as api:
        yield Bench(api, database, clock)


async def test_it_signs_in_and_sets_up_before_it_listens(bench: Bench) -> None:
    bench.api.board.webhook = "https://example.org/left-over"
    async with bench.running():
        await bench.api.board.until(lambda: bench.api.board.polling > 0)
        assert bench.channel.status() == {
            "status": "up",
            "state": "ok",
            "since": "2026-11-23T10:00:00+00:00",
        }
    assert [call.method for call in bench.api.calls[:3]] == [
        "getMe",
        "deleteWebhook",
        "setMyCommands",
    ]
    assert bench.api.board.webhook == ""
    assert bench.api.calls_of("deleteWebhook")[0].parameters.get("drop_pending_updates") == "false"


async def test_people_are_told_what_it_is_before_they_start(bench: Bench) -> None:
    async with bench.running():
        await bench.api.board.until(lambda: bench.api.board.polling > 0)
    assert "bot" in bench.api.board.description and "999" in bench.api.board.description


async def test_what_the_operator_wrote_about_the_bot_stays(bench: Bench) -> None:
    bench.api.board.description = "Newham's own words."
    async with bench.running():
        await bench.api.board.until(lambda: bench.api.board.polling > 0)
    assert bench.api.board.description == "Newham's own words."


async def test_a_refused_token_is_said_plainly_and_tried_seldom(bench: Bench) -> None:
    bench.api.fail("getMe", status=401, description="Unauthorized")
    async with bench.running():
        await bench.api.board.until(lambda: bench.api.board.polling > 0)
    assert (bench.states, bench.pauses) == (["refused"], [300.0])


async def test_it_can_be_stopped_while_telegram_cannot_be_reached(bench: Bench) -> None:
    bench.api.fail("getMe", status=502, times=10_000)
    async with bench.running():
        await bench.api.called("getMe", 3)
    assert bench.channel.health.state == "stopped"
    assert bench.channel.status()["problem"].endswith(".")


async def test_a_pause_ends_when_it_is_stopped(database: Database, clock: FixedClock) -> None:
    async with TelegramApi(clock) as api:
        api.fail("getMe", status=401, description="Unauthorized", times=10)
        channel = TelegramChannel(
            api.token,
            ScriptedChat(),
            database=database,
            signals=Signals(),
            clock=clock,
            base_url=api.base_url,
        )
        task = asyncio.create_task(channel.run())
        await api.called("getMe")
        channel.stop()
        await asyncio.wait_for(task, 10)
    assert len(api.calls_of("getMe")) == 1
