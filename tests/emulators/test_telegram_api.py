"""The emulator is worth something only if the real client takes its answers for the real thing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from basics.clock import FixedClock
from bot.telegram.errors import seconds_of
from tests.emulators.telegram_api import TelegramApi

KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="yes")]])


@pytest.fixture
async def api(clock: FixedClock) -> AsyncIterator[TelegramApi]:
    async with TelegramApi(clock) as running:
        yield running


@pytest.fixture
async def bot(api: TelegramApi) -> AsyncIterator[Bot]:
    async with Bot(api.token, base_url=api.base_url) as bot:
        yield bot


async def test_the_real_client_signs_in(bot: Bot) -> None:
    assert (bot.id, bot.username) == (4242, "waymark_test_bot")


async def test_a_wrong_token_is_refused(api: TelegramApi) -> None:
    with pytest.raises(InvalidToken):
        await Bot("1:wrong", base_url=api.base_url).get_me()


async def test_typed_text_arrives_with_its_sender_and_time(
    api: TelegramApi, bot: Bot, clock: FixedClock
) -> None:
    sam = api.person("Sam")
    sam.says("hello")
    (update,) = await bot.get_updates(timeout=1)
    assert update.message is not None and update.message.from_user is not None
    assert (update.message.text, update.message.chat.id) == ("hello", sam.chat_id)
    assert update.message.date == clock.now()
    assert not update.message.from_user.is_bot


async def test_a_command_is_marked_as_one(api: TelegramApi, bot: Bot) -> None:
    api.person().says("/start now")
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert [entity.type for entity in update.message.entities] == ["bot_command"]
    assert update.message.entities[0].length == len("/start")


@pytest.mark.parametrize(
    "kind",
    [
        "photo", "sticker", "voice", "video", "video_note", "audio", "document", "location",
        "contact", "dice", "poll",
    ],
)  # fmt: skip
async def test_the_real_client_reads_each_kind_of_attachment(
    api: TelegramApi, bot: Bot, kind: str
) -> None:
    api.person().sends(kind)
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert getattr(update.message, kind)


async def test_a_caption_comes_with_its_photo(api: TelegramApi, bot: Bot) -> None:
    api.person().sends("photo", "my cat")
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.caption == "my cat" and update.message.photo


async def test_an_edit_is_an_update_of_its_own(api: TelegramApi, bot: Bot) -> None:
    sam = api.person()
    first, second = sam.says("hllo"), sam.edits("hello")
    before, after = await bot.get_updates()
    assert (before.update_id, after.update_id) == (first, second)
    assert after.edited_message is not None and after.edited_message.text == "hello"


async def test_a_tap_carries_the_data_of_its_button(api: TelegramApi, bot: Bot) -> None:
    sam = api.person()
    sent = await bot.send_message(sam.chat_id, "Ready?", reply_markup=KEYBOARD)
    sam.taps("Yes")
    (update,) = await bot.get_updates()
    query = update.callback_query
    assert query is not None and query.message is not None
    assert (query.data, query.message.message_id) == ("yes", sent.message_id)
    assert await query.answer()


async def test_what_is_sent_is_kept_as_the_person_sees_it(api: TelegramApi, bot: Bot) -> None:
    sam = api.person()
    message = await bot.send_message(sam.chat_id, "Hi \N{BLUE HEART}", reply_markup=KEYBOARD)
    assert (message.text, message.chat.id) == ("Hi \N{BLUE HEART}", sam.chat_id)
    assert (sam.last.text, sam.last.labels) == ("Hi \N{BLUE HEART}", ["Yes"])


async def test_buttons_can_be_taken_away(api: TelegramApi, bot: Bot) -> None:
    sam = api.person()
    sent = await bot.send_message(sam.chat_id, "Ready?", reply_markup=KEYBOARD)
    await bot.edit_message_reply_markup(chat_id=sam.chat_id, message_id=sent.message_id)
    assert sam.last.labels == []


async def test_commands_are_kept(api: TelegramApi, bot: Bot) -> None:
    assert await bot.set_my_commands([BotCommand("help", "Get help")])
    assert api.board.commands == [{"command": "help", "description": "Get help"}]


async def test_a_description_is_kept(bot: Bot) -> None:
    assert (await bot.get_my_description()).description == ""
    await bot.set_my_description("I am a bot.")
    assert (await bot.get_my_description()).description == "I am a bot."
    with pytest.raises(BadRequest):
        await bot.set_my_description("x" * 513)


async def test_updates_come_again_until_a_higher_offset_confirms_them(
    api: TelegramApi, bot: Bot
) -> None:
    sam = api.person()
    first, second = sam.says("one"), sam.says("two")
    assert len(await bot.get_updates()) == 2
    assert len(await bot.get_updates(offset=first)) == 2
    assert [u.update_id for u in await bot.get_updates(offset=second)] == [second]
    assert await bot.get_updates(offset=second + 1) == ()


async def test_long_polling_waits_for_the_next_update(api: TelegramApi, bot: Bot) -> None:
    polling = asyncio.create_task(bot.get_updates(timeout=10))
    await api.board.until(lambda: api.board.polling == 1)
    api.person().says("here")
    assert len(await polling) == 1


async def test_an_update_can_be_repeated_though_it_was_confirmed(
    api: TelegramApi, bot: Bot
) -> None:
    update_id = api.person().says("once")
    await bot.get_updates(offset=update_id + 1)
    api.repeat(update_id)
    assert [u.update_id for u in await bot.get_updates(offset=update_id + 1)] == [update_id]


async def test_updates_can_come_out_of_order(api: TelegramApi, bot: Bot) -> None:
    sam = api.person()
    with api.hold():
        one, two, three = sam.says("1"), sam.says("2"), sam.says("3")
        api.reorder(three, one, two)
    assert [u.update_id for u in await bot.get_updates()] == [three, one, two]


async def test_two_pollers_conflict(api: TelegramApi, bot: Bot) -> None:
    polling = asyncio.create_task(bot.get_updates(timeout=10))
    await api.board.until(lambda: api.board.polling == 1)
    async with Bot(api.token, base_url=api.base_url) as other:
        with pytest.raises(Conflict):
            await other.get_updates()
    api.person().says("done")
    await polling


async def test_polling_beside_a_webhook_conflicts_until_it_is_deleted(bot: Bot) -> None:
    await bot.set_webhook("https://example.org/hook")
    with pytest.raises(Conflict):
        await bot.get_updates()
    await bot.delete_webhook()
    assert await bot.get_updates() == ()


async def test_too_many_requests_say_when_to_come_back(api: TelegramApi, bot: Bot) -> None:
    sam = api.person()
    api.fail("sendMessage", retry_after=7)
    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(sam.chat_id, "hi")
    assert seconds_of(caught.value) == 7
    assert (await bot.send_message(sam.chat_id, "hi")).text == "hi"


async def test_somebody_who_blocked_the_bot_cannot_be_written_to(
    api: TelegramApi, bot: Bot
) -> None:
    sam = api.person()
    sam.blocks()
    with pytest.raises(Forbidden):
        await bot.send_message(sam.chat_id, "hi")


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_a_server_fault_is_a_network_error(api: TelegramApi, bot: Bot, status: int) -> None:
    sam = api.person()
    api.fail("sendMessage", status=status)
    with pytest.raises(NetworkError):
        await bot.send_message(sam.chat_id, "hi")


async def test_an_answer_cut_off_leaves_the_message_delivered(api: TelegramApi, bot: Bot) -> None:
    sam = api.person()
    api.fail("sendMessage", kind="cut_off")
    with pytest.raises(NetworkError):
        await bot.send_message(sam.chat_id, "hi")
    assert sam.last.text == "hi"


async def test_malformed_json_is_an_error_of_the_client(api: TelegramApi, bot: Bot) -> None:
    api.fail("getUpdates", kind="malformed")
    with pytest.raises(TelegramError, match="Invalid server response"):
        await bot.get_updates()


async def test_a_server_that_hangs_times_out(api: TelegramApi, bot: Bot) -> None:
    api.fail("getMe", kind="hang")
    with pytest.raises(TimedOut):
        await bot.get_me(read_timeout=0.05)


@pytest.mark.parametrize(
    ("text", "data"), [("", "yes"), ("x" * 4097, "yes"), ("hi", "x" * 65), ("hi", "é" * 33)]
)
async def test_what_telegram_refuses_is_refused(
    api: TelegramApi, bot: Bot, text: str, data: str
) -> None:
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data=data)]])
    with pytest.raises(BadRequest):
        await bot.send_message(api.person().chat_id, text, reply_markup=keyboard)


async def test_an_unknown_chat_is_not_found(bot: Bot) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(99, "hi")


async def test_more_than_a_message_a_second_is_refused_where_asked_for(clock: FixedClock) -> None:
    async with (
        TelegramApi(clock, enforce_pace=True) as api,
        Bot(api.token, base_url=api.base_url) as bot,
    ):
        sam = api.person()
        await bot.send_message(sam.chat_id, "one")
        with pytest.raises(RetryAfter) as caught:
            await bot.send_message(sam.chat_id, "two")
        assert seconds_of(caught.value) == 1
        clock.advance(timedelta(seconds=1))
        await bot.send_message(sam.chat_id, "two")


async def test_every_call_is_recorded_with_its_time_and_outcome(
    api: TelegramApi, bot: Bot, clock: FixedClock
) -> None:
    with pytest.raises(BadRequest):
        await bot.send_message(99, "hi")
    call = api.calls_of("sendMessage")[-1]
    assert (call.parameters["text"], call.at, call.status) == ("hi", clock.now(), 400)
