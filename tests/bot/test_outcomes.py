"""Bad input: each kind has a friendly outcome of its own, and the question stays open."""

from __future__ import annotations

import pytest

from basics.clock import FixedClock
from bot.fakes import PlainUnderstander, fake_parts
from nlu.understanding import Scored, Understanding
from storage.database import Database
from tests.bot.helpers import talk, texts


@pytest.mark.parametrize("text", ["", "   ", "\n\t ", "\x00\x07", "\u00a0"])
async def test_nothing_typed(database: Database, clock: FixedClock, text: str) -> None:
    me = await talk(fake_parts(database, clock))
    answer = await me.say(text)
    assert texts(answer) == ["outcome.empty", "greeting"]
    assert [b.choice for b in answer.replies[1].buttons] == ["go"]


async def test_emoji_only_is_screened_and_friendly(database: Database, clock: FixedClock) -> None:
    me = await talk(fake_parts(database, clock))
    assert texts(await me.say("😀🎉")) == ["outcome.no_words", "greeting"]
    assert me.parts.assessor.seen == [("😀🎉", ())]  # type: ignore[attr-defined]


async def test_an_emoji_with_a_meaning_is_understood(database: Database, clock: FixedClock) -> None:
    football = Understanding(
        request="find_activity", confidence=0.9, interests=(Scored(slug="football", score=0.9),)
    )
    understander = PlainUnderstander()
    understander.before = lambda text: football
    me = await talk(fake_parts(database, clock, understander=understander))
    assert texts(await me.say("⚽")) == ["heard(text=⚽)"]


async def test_a_long_text_is_read_in_part_and_that_is_said(
    database: Database, clock: FixedClock
) -> None:
    me = await talk(fake_parts(database, clock))
    long = "i like drawing " * 800
    answer = await me.say(long)
    assert texts(answer)[0] == "outcome.long"
    assert len(me.parts.understander.seen[0]) == 2000  # type: ignore[attr-defined]
    assert me.parts.assessor.seen[0][0] == long  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script><b>hi</b>",
        "'; DROP TABLE message; --",
        "{{ 7*7 }} {name} %s",
        "\u202eevil\u202c \u200b",
    ],
)
async def test_markup_and_code_are_just_text(
    database: Database, clock: FixedClock, text: str
) -> None:
    me = await talk(fake_parts(database, clock))
    assert texts(await me.say(text)) == [f"heard(text={text.strip()})"]
    assert (await me.lines())[1] == ("person", text)


async def test_control_and_half_characters_are_taken_out(
    database: Database, clock: FixedClock
) -> None:
    me = await talk(fake_parts(database, clock))
    await me.say("a\x00b\x1b[31m\r\nc\ud800")
    assert (await me.lines())[1][1] == "ab[31m\nc\N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize("kind", ["photo", "voice", "sticker", "location", "video", "document"])
async def test_an_attachment_is_not_read_and_that_is_said(
    database: Database, clock: FixedClock, kind: str
) -> None:
    me = await talk(fake_parts(database, clock))
    assert texts(await me.send(kind)) == [f"outcome.attachment.{kind}", "greeting"]


async def test_an_unknown_attachment_and_one_with_a_caption(
    database: Database, clock: FixedClock
) -> None:
    me = await talk(fake_parts(database, clock))
    assert texts(await me.send("poll")) == ["outcome.attachment.other", "greeting"]
    captioned = await me.send("photo", "my drawing")
    assert texts(captioned) == ["outcome.attachment.photo", "heard(text=my drawing)"]


@pytest.mark.parametrize(
    "choice", ["never-offered", "topic:anything", "A" * 500, "", "../../etc", "💙"]
)
async def test_a_button_that_was_never_offered(
    database: Database, clock: FixedClock, choice: str
) -> None:
    me = await talk(fake_parts(database, clock))
    assert texts(await me.tap(choice)) == ["outcome.old_button", "greeting"]


async def test_a_button_of_a_little_while_ago_still_works(
    database: Database, clock: FixedClock
) -> None:
    me = await talk(fake_parts(database, clock))
    await me.say("hello")
    await me.tap("more")
    assert texts(await me.tap("go")) == ["chose(choice=go)"]


async def test_typing_what_a_button_says_taps_it(database: Database, clock: FixedClock) -> None:
    me = await talk(fake_parts(database, clock))
    assert texts(await me.say(" B.GO! ")) == ["chose(choice=go)"]
    assert me.parts.understander.seen == []  # type: ignore[attr-defined]


@pytest.mark.parametrize("command", ["help", "restart", "privacy"])
async def test_commands_work_typed_and_tapped(
    database: Database, clock: FixedClock, command: str
) -> None:
    me = await talk(fake_parts(database, clock))
    assert texts(await me.say(command)) == [f"chose(choice={command})"]
    assert texts(await me.tap(command)) == [f"chose(choice={command})"]
