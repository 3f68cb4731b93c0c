from __future__ import annotations

import asyncio

import pytest

from basics.clock import FixedClock
from basics.errors import InvalidInput, NotFound
from bot.chat import ChatService
from bot.fakes import fake_parts
from storage.conversations import Conversation, Message
from storage.database import Database
from tests.bot.helpers import Talk, count, talk, texts
from tests.conftest import both_databases

pytestmark = both_databases


async def test_a_new_conversation_greets(database: Database, clock: FixedClock) -> None:
    chat = ChatService(fake_parts(database, clock))
    opened = await chat.open("web", persona="parent")
    assert [reply.text for reply in opened.replies] == ["greeting"]
    assert [(b.label, b.choice) for b in opened.replies[0].buttons] == [("b.go", "go")]
    assert await chat.conversation_for_token(opened.token) == opened.conversation_id
    assert await chat.mode(opened.conversation_id) == "bot"
    assert len(opened.token) >= 43


async def test_a_token_is_not_stored_and_a_wrong_one_opens_nothing(
    database: Database, clock: FixedClock
) -> None:
    chat = ChatService(fake_parts(database, clock))
    opened = await chat.open("web")
    async with database.reading() as session:
        row = await session.get_one(Conversation, opened.conversation_id)
    assert row.token_digest is not None and opened.token not in row.token_digest
    for wrong in ("", "x", opened.token + "x", "x" * 10_000):
        assert await chat.conversation_for_token(wrong) is None


async def test_after_leaving_the_token_opens_nothing_and_no_other_chat_is_touched(
    database: Database, clock: FixedClock
) -> None:
    chat = ChatService(fake_parts(database, clock))
    mine, other = await chat.open("web"), await chat.open("web")
    for token in (mine.token, "", "x"):
        await chat.leave(token)
    assert await chat.conversation_for_token(mine.token) is None
    assert await chat.conversation_for_token(other.token) == other.conversation_id
    assert await count(database, Conversation) == 2


async def test_an_address_has_one_conversation(database: Database, clock: FixedClock) -> None:
    chat = ChatService(fake_parts(database, clock))
    opened = await asyncio.gather(*(chat.open("telegram", address="42") for _ in range(5)))
    assert len({each.conversation_id for each in opened}) == 1
    assert sorted(len(each.replies) for each in opened) == [0, 0, 0, 0, 1]
    assert {each.token for each in opened} == {""}


async def test_a_message_is_answered_and_learned_from(
    database: Database, clock: FixedClock
) -> None:
    me = await talk(fake_parts(database, clock))
    answer = await me.say("hello")
    assert texts(answer) == ["heard(text=hello)"]
    assert (answer.mode, answer.case, answer.repeated) == ("bot", None, False)
    assert answer.understood["request"] == "find_activity"
    assert answer.understood["domains"] == []
    tapped = await me.tap("go")
    assert texts(tapped) == ["chose(choice=go)"]
    row = await me.row()
    assert (row.persona, row.age_band, row.outcode) == ("parent", "adult", "E13")
    assert row.state == {"heard": 2}
    assert await me.lines() == [
        ("bot", "greeting"),
        ("person", "hello"),
        ("bot", "heard(text=hello)"),
        ("person", "b.go"),
        ("bot", "chose(choice=go)"),
    ]


async def test_a_search_is_answered_in_the_same_turn(database: Database, clock: FixedClock) -> None:
    me = await talk(fake_parts(database, clock))
    answer = await me.say("find drawing")
    assert texts(answer) == ["searching", "found(names=['Ink Club'])"]
    assert answer.replies[1].services[0]["service_id"] == "s-ink-club"


async def test_the_same_update_gets_the_same_answer_once(
    database: Database, clock: FixedClock
) -> None:
    me = await talk(fake_parts(database, clock))
    first = await me.say("hello", key="same")
    before = await count(database, Message)
    again = await me.say("hello", key="same")
    assert again.repeated and not first.repeated
    assert again.model_copy(update={"repeated": False}) == first
    assert await count(database, Message) == before


async def test_the_same_update_at_the_same_time_is_one_turn(
    database: Database, clock: FixedClock
) -> None:
    me = await talk(fake_parts(database, clock))
    answers = await asyncio.gather(*(me.say("hello", key="same") for _ in range(6)))
    assert len({answer.replies[0].id for answer in answers}) == 1
    assert [answer.repeated for answer in answers].count(False) == 1
    assert (await me.row()).state == {"heard": 1}


async def test_messages_at_once_are_all_answered_in_order(
    database: Database, clock: FixedClock
) -> None:
    me = await talk(fake_parts(database, clock))
    answers = await asyncio.gather(*(me.say(f"m{n}") for n in range(6)))
    said = [text for author, text in await me.lines() if author == "person"]
    heard = [text for author, text in await me.lines() if text.startswith("heard")]
    assert heard == [f"heard(text={text})" for text in said]
    assert sorted(said) == [f"m{n}" for n in range(6)]
    assert all(len(answer.replies) == 1 for answer in answers)
    assert (await me.row()).state == {"heard": 6}


async def test_two_processes_answer_each_message_once(
    database: Database, clock: FixedClock
) -> None:
    me = await talk(fake_parts(database, clock))
    other = ChatService(fake_parts(database, clock))
    await asyncio.gather(
        *(me.say(f"a{n}") for n in range(4)),
        *(other.receive(me.inbound(f"b{n}")) for n in range(4)),
    )
    heard = [text for _, text in await me.lines() if text.startswith("heard")]
    assert len(heard) == len(set(heard)) == 8
    assert (await me.row()).state == {"heard": 8}


async def test_stop_closes_and_a_new_message_opens_again(
    database: Database, clock: FixedClock
) -> None:
    me = await talk(fake_parts(database, clock))
    assert (await me.say("stop")).mode == "closed"
    answer = await me.say("hello")
    assert (answer.mode, texts(answer)) == ("bot", ["heard(text=hello)"])
    assert (await me.row()).state == {"heard": 2}


async def test_who_begins_with_words_is_answered_and_told_who_we_are(
    database: Database, clock: FixedClock
) -> None:
    parts = fake_parts(database, clock)
    chat = ChatService(parts)
    opened = await chat.open("telegram", address="7", greet=False)
    assert opened.replies == []
    me = Talk(chat, parts, opened.conversation_id, "telegram")
    answer = await me.say("hello")
    assert texts(answer) == ["greeting", "heard(text=hello)"]
    assert answer.replies[0].buttons == []
    assert texts(await me.say("again")) == ["heard(text=again)"]


async def test_unknown_conversations_and_impossible_messages(
    database: Database, clock: FixedClock
) -> None:
    me = await talk(fake_parts(database, clock))
    stranger = await talk(me.parts)
    stranger.id = "not-there"
    with pytest.raises(NotFound):
        await stranger.say("hello")
    with pytest.raises(NotFound):
        await me.chat.mode("not-there")
    for wrong in (me.inbound(), me.inbound("a", choice="go"), me.inbound("a", key="x" * 129)):
        with pytest.raises(InvalidInput):
            await me.chat.receive(wrong)
    assert await me.lines() == [("bot", "greeting")]


async def test_news_wakes_those_who_wait(database: Database, clock: FixedClock) -> None:
    me = await talk(fake_parts(database, clock))
    waiting = asyncio.create_task(me.chat.wait_for_news(me.id, 20))
    await asyncio.sleep(0)
    await me.say("hello")
    assert await waiting
    assert [reply.text for reply in await me.chat.replies_after(me.id, 1)] == ["heard(text=hello)"]
