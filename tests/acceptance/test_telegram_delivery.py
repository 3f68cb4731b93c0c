"""Telegram at its worst: repeats, disorder, limits, faults, people who block us. And what is logged."""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from itertools import pairwise

import pytest
import structlog
from sqlalchemy import select

from storage.outbox import Delivery, OutboxItem
from tests.support.telegram_stage import Stage

DANGER = "i want to kill myself tonight"


class TestDelivery:
    async def test_repeated_and_reordered_updates_give_one_turn_each(self, on: Stage) -> None:
        async with on.running():
            sam = on.api.person("Sam")
            first = sam.says("/start")
            await on.all_heard()
            with on.api.hold():
                one, two = sam.says("help"), sam.says("is this private?")
                on.api.reorder(two, one)
            await on.all_heard()
            heard = len(sam.received)
            for update_id in (one, first, two, one):
                on.api.repeat(update_id)
            await on.all_heard()
        assert len(sam.received) == heard
        assert sorted(await on.messages_of("person")) == ["help", "is this private?"]

    async def test_repeats_after_a_restart_are_known(self, on: Stage) -> None:
        sam = on.api.person("Sam")
        async with on.running():
            update_id = sam.says("help")
            await on.all_heard()
        heard = len(sam.received)
        async with on.running():
            on.api.repeat(update_id)
            await on.all_heard()
        assert len(sam.received) == heard

    async def test_what_was_said_while_we_were_away_is_answered(self, on: Stage) -> None:
        async with on.running():
            sam = on.api.person("Sam")
            await on.says(sam, "/start")
        sam.says("help")
        async with on.running():
            await on.all_heard()
        assert len(sam.received) > 1

    async def test_too_many_requests_are_waited_out_for_as_long_as_asked(self, on: Stage) -> None:
        on.api.fail("sendMessage", retry_after=30)
        async with on.running():
            sam = on.api.person("Sam")
            sam.says("/start")
            await on.api.called("sendMessage")
            await on.put_off()
            await on.pass_time(29)
            assert sam.received == []
            await on.pass_time(1)
            await sam.hears(1)
        times = [call.at for call in on.api.calls_of("sendMessage")]
        assert times[1] - times[0] >= timedelta(seconds=30)

    @pytest.mark.parametrize("how", [{"status": 500}, {"status": 502}, {"kind": "malformed"}])
    async def test_a_fault_of_telegram_loses_nothing(
        self, on: Stage, how: dict[str, object]
    ) -> None:
        on.api.fail("sendMessage", times=2, **how)
        async with on.running():
            sam = on.api.person("Sam")
            sam.says("/start")
            for attempt in (1, 2):
                await on.api.called("sendMessage", attempt)
                await on.put_off(attempts=attempt)
                await on.pass_time(5)
            await sam.hears(1)
        assert "Waymark" in sam.last.text

    async def test_somebody_who_blocked_us_is_shown_as_unreachable_until_they_write(
        self, on: Stage
    ) -> None:
        async with on.running():
            sam, alex = on.api.person("Sam"), on.api.person("Alex")
            await on.says(sam, "/start")
            sam.blocks()
            assert await on.says(sam, "help") == []
            assert (await on.conversation(sam)).unreachable
            assert await on.says(alex, "/start")
            sam.unblocks()
            assert await on.says(sam, "help")
            assert not (await on.conversation(sam)).unreachable

    async def test_buttons_that_telegram_refuses_do_not_cost_the_words(self, on: Stage) -> None:
        on.api.fail("sendMessage", status=400, description="Bad Request: BUTTON_DATA_INVALID")
        async with on.running():
            sam = on.api.person("Sam")
            (hello,) = await on.says(sam, "/start")
            assert "Waymark" in hello and sam.last.labels == []
            assert not (await on.conversation(sam)).unreachable

    async def test_a_message_that_telegram_never_takes_is_given_up_alone(self, on: Stage) -> None:
        on.api.fail("sendMessage", times=2, status=400, description="Bad Request: odd")
        async with on.running():
            sam = on.api.person("Sam")
            assert await on.says(sam, "/start") == []
            assert await on.says(sam, "help")
            assert not (await on.conversation(sam)).unreachable
        async with on.database.reading() as session:
            states = await session.scalars(select(OutboxItem.state).order_by(OutboxItem.id))
            assert states.first() == Delivery.FAILED

    async def test_telegram_away_at_the_start_is_waited_out(self, on: Stage) -> None:
        on.api.fail("getMe", times=2, status=502)
        async with on.running() as channel:
            sam = on.api.person("Sam")
            assert await on.says(sam, "/start")
            assert channel.status()["status"] == "up"
        assert on.pauses == [1, 2]
        assert channel.health.state == "stopped"

    async def test_two_people_at_once_do_not_mix(self, on: Stage) -> None:
        async with on.running():
            sam, kim = on.api.person("Sam"), on.api.person("Kim")
            sam.says("/start")
            kim.says("/start")
            await on.all_heard()
            sam.says("im 17 and like drawing, near e13")
            kim.says("i'm a parent, boxing for my 15 year old in hull")
            await on.all_heard()
            mine, theirs = await on.conversation(sam), await on.conversation(kim)
        assert mine.id != theirs.id
        assert (mine.outcode, theirs.persona) == ("E13", "parent")
        assert not any("drawing" in sent.text for sent in kim.received)
        assert not any("boxing" in sent.text.lower() for sent in sam.received)

    async def test_nobody_gets_more_than_a_message_a_second(self, paced: Stage) -> None:
        async with paced.running():
            sam = paced.api.person("Sam")
            sam.says("/start")
            await sam.hears(1)
            sam.says("im 17 and bored, i like drawing. near e13")
            await paced.api.board.until(lambda: not paced.api.board.queue)
            await paced.chat.settle()
            await paced.all_sent_in_time()
        times = [call.at for call in paced.api.calls_of("sendMessage")]
        assert len(times) >= 4
        assert all(call.status == 200 for call in paced.api.calls_of("sendMessage"))
        gaps = [later - earlier for earlier, later in pairwise(times)]
        assert min(gaps) >= timedelta(seconds=1)

    async def test_a_group_is_left_and_nothing_of_it_is_kept(self, on: Stage) -> None:
        async with on.running():
            group = on.api.person("Year 9", kind="supergroup")
            group.says(DANGER)
            await on.api.called("leaveChat")
        assert await on.messages_of("person") == []


class TestLogs:
    async def test_no_token_and_no_words_are_logged(
        self, on: Stage, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
    ) -> None:
        caplog.set_level(logging.DEBUG)
        caplog.set_level(logging.INFO, "aiosqlite")
        caplog.set_level(logging.WARNING, "uvicorn.access")  # the emulator's, not ours
        on.api.fail("getUpdates", kind="malformed")
        on.api.fail("sendMessage", status=400, description="Bad Request: a secret thing")
        with structlog.testing.capture_logs() as events:
            async with on.running():
                sam = on.api.person("Sam")
                await on.says(sam, "my secret thing")
                sam.sends_raw(text="another secret thing", date="not a time")
                await on.all_heard()
                sam.blocks()
                await on.says(sam, "a third secret thing")
            on.token = "1:another-secret"
            async with on.running() as channel:
                await on.api.board.until(lambda: channel.health.state == "refused")
        logged = json.dumps(events, default=str) + caplog.text + "".join(capsys.readouterr())
        assert events
        for secret in ("never-be-logged", "another-secret", "secret thing"):
            assert secret not in logged
