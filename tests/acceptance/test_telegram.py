"""Whole conversations on Telegram: real client, real HTTP, real rooms; only the Bot API is emulated."""

from __future__ import annotations

import pytest

from tests.support.telegram_stage import WEB_CHAT, Stage

DANGER = "i want to kill myself tonight"


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

    async def test_a_chat_can_be_deleted_and_begun_anew(self, on: Stage) -> None:
        async with on.running():
            sam = on.api.person("Sam")
            await on.says(sam, "/start")
            await on.says(sam, "i like drawing")
            await on.says(sam, "/delete")
            (gone,) = await on.taps(sam, "erase")
            assert "deleted" in gone
            assert "i like drawing" not in await on.messages_of("person")
            assert await on.says(sam, "hello")

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
            assert "thank you" in await on.messages_of("person")
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
