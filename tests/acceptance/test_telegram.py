"""Whole conversations on Telegram: real client, real HTTP, real rooms; only the Bot API is emulated."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
import structlog
from sqlalchemy import select

from basics.clock import FixedClock
from bot.telegram.pacing import PER_CHAT
from storage.conversations import Message
from storage.crypto import Cipher
from storage.outbox import Delivery, OutboxItem
from tests.support.telegram_stage import WEB_CHAT, Stage, furnished, stage

DANGER = "i want to kill myself tonight"


@pytest.fixture(scope="module")
def template(
    migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory, cipher: Cipher
) -> Path:
    """A migrated database with the demo directory."""
    clock = FixedClock(datetime(2026, 11, 23, 10, 0, tzinfo=UTC))
    folder = tmp_path_factory.mktemp("furnished")
    return asyncio.run(furnished(migrated_sqlite, folder, cipher, clock))


@pytest.fixture
async def on(
    template: Path, tmp_path: Path, cipher: Cipher, clock: FixedClock
) -> AsyncIterator[Stage]:
    async with stage(template, tmp_path, cipher, clock) as made:
        yield made


@pytest.fixture
async def paced(
    template: Path, tmp_path: Path, cipher: Cipher, clock: FixedClock
) -> AsyncIterator[Stage]:
    """A stage where nobody gets more than a message a second, and Telegram checks that."""
    async with stage(
        template, tmp_path, cipher, clock, per_chat=PER_CHAT, enforce_pace=True
    ) as made:
        yield made


async def messages_of(on: Stage, author: str) -> list[str]:
    async with on.database.reading() as session:
        rows = await session.scalars(
            select(Message).where(Message.author == author).order_by(Message.created_at)
        )
        return [row.text for row in rows]


class TestAConversation:
    async def test_a_young_person_of_17_gets_real_options_with_reasons(self, on: Stage) -> None:
        async with on.running():
            sam = on.api.person("Sam")
            (hello,) = await on.says(sam, "/start")
            assert "Waymark" in hello and "I'm bored" in sam.last.labels
            heard = await on.says(sam, "im 17 and bored all the time, i like drawing. near e13")
            understood = next(text for text in heard if "drawing and painting" in text)
            assert "17" in understood and "E13" in understood
            options = heard[-1]
            assert options.count("Why it fits:") >= 3
            assert "Last checked" in options and "made-up example" in options
            private = await on.says(sam, "is this private?")
            assert "computer reads each message" in " ".join(private)
            assert await on.taps(sam, "Talk to a person")
            case = await on.case(sam)
        assert case is not None and (case.reason, case.tier) == ("asked", "concern")

    async def test_a_parent_has_a_way_in(self, on: Stage) -> None:
        async with on.running():
            kim = on.api.person("Kim")
            await on.says(kim, "/start")
            heard = await on.says(
                kim, "anything free for my 8 and 14 year old on saturdays in hull?"
            )
            assert (await on.conversation(kim)).persona == "parent"
        assert WEB_CHAT not in " ".join(heard)
        assert any("Hull" in text or "HU" in text for text in heard)

    async def test_commands_work_typed_and_from_the_menu(self, on: Stage) -> None:
        async with on.running():
            sam = on.api.person("Sam")
            await on.says(sam, "/start")
            typed = await on.says(sam, "help")
            tapped = await on.says(sam, "/help@waymark_test_bot")
            assert typed and tapped[0] == typed[0]
            assert await on.says(sam, "/stop")
            assert (await on.conversation(sam)).mode == "closed"
            assert await on.says(sam, "/start")
            assert (await on.conversation(sam)).mode == "bot"
        assert {each["command"] for each in on.api.board.commands} >= {"help", "person", "stop"}

    @pytest.mark.parametrize(
        "kind", ["photo", "sticker", "voice", "location", "document", "video", "contact", "dice"]
    )
    async def test_what_cannot_be_read_is_said_so(self, on: Stage, kind: str) -> None:
        async with on.running():
            sam = on.api.person("Sam")
            await on.says(sam, "/start")
            sam.sends(kind)
            await on.all_heard()
            said = " ".join(sent.text for sent in sam.received[1:])
        assert "type" in said or "words" in said

    async def test_odd_input_is_met_kindly(self, on: Stage) -> None:
        async with on.running():
            sam = on.api.person("Sam")
            await on.says(sam, "/start")
            for odd in (
                "\N{GRINNING FACE}" * 3,
                "<b>hi</b>'; DROP TABLE x; --",
                "x" * 4096,
                "\u200b",
            ):
                assert await on.says(sam, odd), odd
            before = len(sam.received)
            sam.taps_raw("no:such-button")
            sam.taps_raw("<script>")
            await on.all_heard()
        assert len(sam.received) > before


class TestDanger:
    async def test_the_answer_to_danger_comes_first_and_a_case_is_opened(self, on: Stage) -> None:
        async with on.running():
            sam = on.api.person("Sam")
            sam.says(DANGER)
            await on.all_heard()
            case = await on.case(sam)
        assert "ring 999" in sam.received[0].text and "0800 1111" in sam.received[0].text
        assert case is not None and case.tier == "immediate"
        assert len(sam.received) == 1

    async def test_help_overtakes_what_still_waits_to_be_sent(self, paced: Stage) -> None:
        async with paced.running():
            sam = paced.api.person("Sam")
            sam.says("/start")
            sam.says("im 17 and like drawing, near e13")
            sam.says(DANGER)
            await paced.api.board.until(lambda: not paced.api.board.queue)
            await paced.chat.settle()
            await paced.all_sent_in_time()
        texts = [sent.text for sent in sam.received]
        safety = next(n for n, text in enumerate(texts) if "999" in text)
        assert safety <= 1

    @pytest.mark.parametrize("how", ["edit", "caption", "after a command"])
    async def test_danger_is_seen_however_it_comes(self, on: Stage, how: str) -> None:
        async with on.running():
            sam = on.api.person("Sam")
            await on.says(sam, "/start")
            if how == "edit":
                await on.says(sam, "hello")
                sam.edits(DANGER)
            elif how == "caption":
                sam.sends("photo", DANGER)
            else:
                sam.says(f"/help {DANGER}")
            await on.all_heard()
            case = await on.case(sam)
        assert case is not None and case.tier == "immediate"

    async def test_a_person_takes_over_and_hands_back(self, on: Stage) -> None:
        async with on.running():
            sam = on.api.person("Sam")
            await on.says(sam, DANGER)
            case = await on.case(sam)
            assert case is not None
            priya = await on.member_of_staff("Priya")
            await on.takeover.claim(case.id, priya)
            await sam.hears_of("Priya")
            await on.takeover.reply(case.id, priya, "Hi, I am really glad you wrote.")
            reply = await sam.hears_of("really glad")
            assert reply.text == "Priya:\nHi, I am really glad you wrote."
            assert await on.says(sam, "thank you") == []
            assert "thank you" in await messages_of(on, "person")
            await on.takeover.hand_back(case.id, priya, outcome="supported_here", note="Talked.")
            await on.all_heard()
            assert (await on.conversation(sam)).mode == "bot"
            assert await on.says(sam, "help")


class TestUnder16:
    async def test_they_are_handed_to_the_web_chat(self, on: Stage) -> None:
        async with on.running():
            sam = on.api.person("Sam")
            await on.says(sam, "/start")
            heard = await on.says(sam, "im 13 and bored, i like drawing. near e13")
            assert WEB_CHAT in heard[-1] and "Why it fits" not in " ".join(heard)
            (again,) = await on.says(sam, "what about football")
            assert WEB_CHAT in again
            assert await on.case(sam) is None

    async def test_danger_is_dealt_with_first_there_too(self, on: Stage) -> None:
        async with on.running():
            sam = on.api.person("Sam")
            await on.says(sam, "/start")
            await on.says(sam, "im 13")
            (help_now,) = await on.says(sam, DANGER)
            case = await on.case(sam)
            handed = await on.taps(sam, "carry_on")
        assert "0800 1111" in help_now and WEB_CHAT not in help_now
        assert case is not None and case.tier == "immediate"
        assert WEB_CHAT in handed[-1]

    async def test_a_wrong_age_can_be_put_right(self, on: Stage) -> None:
        async with on.running():
            sam = on.api.person("Sam")
            await on.says(sam, "/start")
            await on.says(sam, "im 13")
            heard = await on.says(sam, "sorry i'm 17")
        assert heard and WEB_CHAT not in " ".join(heard)


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
        assert sorted(await messages_of(on, "person")) == ["help", "is this private?"]

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
        assert await messages_of(on, "person") == []


class TestLogs:
    async def test_no_token_and_no_words_are_logged(
        self, on: Stage, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
    ) -> None:
        caplog.set_level(logging.DEBUG)
        caplog.set_level(logging.INFO, "aiosqlite")
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
