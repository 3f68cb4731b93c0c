from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from basics.clock import FixedClock
from basics.errors import Conflict, InvalidInput, NotFound
from bot.telegram.client import Client
from bot.telegram.inbound import Arrived
from bot.telegram.receiving import Receiving
from bot.telegram.words import load_words
from tests.emulators.telegram_api import TelegramApi
from tests.support.scripted_chat import ScriptedChat


@pytest.fixture
async def api(clock: FixedClock) -> AsyncIterator[TelegramApi]:
    async with TelegramApi(clock) as running:
        yield running


@pytest.fixture
async def client(api: TelegramApi) -> AsyncIterator[Client]:
    async with Client(api.token, api.base_url) as client:
        yield client


@pytest.fixture
def chat() -> ScriptedChat:
    return ScriptedChat()


@pytest.fixture
def receiving(client: Client, chat: ScriptedChat, clock: FixedClock) -> Receiving:
    return Receiving(client, chat, clock, load_words())


def text(update_id: int, said: str) -> Arrived:
    return Arrived(update_id, 500, private=True, text=said)


START = Arrived(1, 500, private=True, choice="restart", starts=True)


async def test_what_is_typed_reaches_the_conversation_of_its_chat(
    receiving: Receiving, chat: ScriptedChat, clock: FixedClock
) -> None:
    await receiving.handle(text(7, "hello"))
    (inbound,) = chat.inbounds
    assert (inbound.channel, inbound.conversation_id, inbound.text) == (
        "telegram",
        "telegram-500",
        "hello",
    )
    assert inbound.received_at == clock.now()


async def test_an_update_is_known_by_the_bot_and_its_number(
    receiving: Receiving, chat: ScriptedChat
) -> None:
    await receiving.handle(text(7, "hello"))
    await receiving.handle(text(7, "hello"))
    assert [inbound.update_id for inbound in chat.inbounds] == ["4242:7"]


async def test_start_in_a_new_chat_is_answered_by_the_greeting_alone(
    receiving: Receiving, chat: ScriptedChat
) -> None:
    await receiving.handle(START)
    await receiving.handle(START)
    assert (len(chat.greeted), chat.inbounds) == (1, [])


async def test_start_in_a_chat_that_exists_starts_again(
    receiving: Receiving, chat: ScriptedChat
) -> None:
    await receiving.handle(text(1, "hello"))
    await receiving.handle(Arrived(2, 500, private=True, choice="restart", starts=True))
    assert [inbound.choice for inbound in chat.inbounds] == [None, "restart"]


async def test_words_that_come_first_are_heard_before_anybody_is_greeted(
    receiving: Receiving, chat: ScriptedChat
) -> None:
    await receiving.handle(text(1, "i want to die"))
    assert (chat.greeted, chat.texts) == ([], ["i want to die"])


async def test_a_conversation_erased_in_between_begins_anew(
    receiving: Receiving, chat: ScriptedChat
) -> None:
    chat.problems = [NotFound("gone")]
    await receiving.handle(text(1, "hello"))
    assert chat.texts == ["hello"]


async def test_it_is_answered_after_it_was_stored(receiving: Receiving, chat: ScriptedChat) -> None:
    await receiving.handle(text(1, "hello"))
    await receiving.settle()
    assert chat.answered == chat.inbounds


async def test_a_broken_turn_does_not_bring_back_what_is_stored(
    receiving: Receiving, chat: ScriptedChat
) -> None:
    chat.turn_problem = Conflict("still being answered")
    await receiving.handle(text(1, "hello"))
    await receiving.settle()
    assert chat.texts == ["hello"]


async def test_what_no_channel_should_send_is_not_tried_again(
    receiving: Receiving, chat: ScriptedChat
) -> None:
    chat.problems = [InvalidInput("too long")]
    await receiving.handle(text(1, "hello"))
    assert chat.inbounds == []


async def test_a_fault_is_passed_on_so_that_the_update_comes_again(
    receiving: Receiving, chat: ScriptedChat
) -> None:
    chat.problems = [OSError("disk full")]
    with pytest.raises(OSError):
        await receiving.handle(text(1, "hello"))


async def test_a_tap_is_acknowledged_to_telegram(receiving: Receiving, api: TelegramApi) -> None:
    await receiving.handle(Arrived(1, 500, private=True, choice="yes", callback_id="q9"))
    (call,) = api.calls_of("answerCallbackQuery")
    assert call.parameters["callback_query_id"] == "q9"


async def test_a_tap_that_cannot_be_acknowledged_still_counts(
    receiving: Receiving, api: TelegramApi, chat: ScriptedChat
) -> None:
    api.fail("answerCallbackQuery", status=400, description="Bad Request: query is too old")
    await receiving.handle(Arrived(1, 500, private=True, choice="yes", callback_id="q9"))
    assert [inbound.choice for inbound in chat.inbounds] == ["yes"]


async def test_a_group_is_left_with_a_word_and_nothing_of_it_is_kept(
    receiving: Receiving, api: TelegramApi, chat: ScriptedChat
) -> None:
    group = api.person("Year 9", kind="group")
    await receiving.handle(Arrived(1, group.chat_id, private=False))
    assert "one person at a time" in group.last.text
    assert api.board.chats[group.chat_id].left
    assert (chat.addresses, chat.inbounds) == ([], [])


async def test_a_group_where_we_may_not_speak_is_left_all_the_same(
    receiving: Receiving, api: TelegramApi
) -> None:
    group = api.person("News", kind="channel")
    api.fail("sendMessage", status=403, description="Forbidden: not enough rights")
    await receiving.handle(Arrived(1, group.chat_id, private=False))
    assert api.board.chats[group.chat_id].left


async def test_what_had_to_be_given_up_counts_as_a_risk_since_nobody_knows_what_it_said(
    receiving: Receiving, chat: ScriptedChat
) -> None:
    await receiving.give_up(text(7, "something that breaks us"))
    (inbound,) = chat.inbounds
    assert (inbound.text, inbound.attachment, inbound.unread) == (None, "other", True)


async def test_an_album_is_answered_once_and_its_captions_are_all_read(
    receiving: Receiving, chat: ScriptedChat
) -> None:
    def picture(update_id: int, caption: str | None = None) -> Arrived:
        return Arrived(
            update_id, 500, private=True, text=caption, attachment="photo", album="album-1"
        )

    for one in (picture(1), picture(2), picture(3, "help me"), picture(4)):
        await receiving.handle(one)
    assert chat.texts == [None, "help me"]


async def test_an_update_that_the_client_cannot_read_is_read_roughly(
    receiving: Receiving,
) -> None:
    raw = {"update_id": 7, "message": {"chat": {"id": 500, "type": "private"}, "text": "help me"}}
    assert receiving.read(raw) == Arrived(7, 500, private=True, text="help me")
