"""Sending one stored message with the real client to the emulated Bot API."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from basics.clock import FixedClock
from bot.sender import Delivered, Failed, Refused, RetryAfter
from bot.telegram.client import Client
from bot.telegram.delivery import Delivery
from bot.telegram.words import load_words
from storage.conversations import Conversation, Message
from storage.outbox import OutboxItem
from tests.emulators.telegram_api import Person, TelegramApi

LONG = "\n\n".join(f"Paragraph {n}. " + "word " * 700 for n in range(3))


class Post:
    """A person and a way to send to them."""

    def __init__(self, api: TelegramApi, client: Client, clock: FixedClock) -> None:
        self.api = api
        self.clock = clock
        self.sam: Person = api.person("Sam")
        self.delivery = Delivery(client, load_words(), clock)

    async def send(self, text: str = "Hello", *, item: int = 1, **payload: Any) -> object:
        return await self.delivery.deliver(
            OutboxItem(id=item),
            Message(id="m", seq=1, author="bot", kind="say", text=text, payload=payload),
            Conversation(address=str(self.sam.chat_id)),
        )

    @property
    def heard(self) -> list[str]:
        return [sent.text for sent in self.sam.received]


@pytest.fixture
async def post(clock: FixedClock) -> AsyncIterator[Post]:
    async with TelegramApi(clock) as api, Client(api.token, api.base_url) as client:
        yield Post(api, client, clock)


async def test_a_message_arrives_with_its_buttons_and_without_a_preview(post: Post) -> None:
    outcome = await post.send(buttons=[{"label": "Yes", "choice": "yes"}])
    assert outcome == Delivered()
    assert (post.heard, post.sam.last.labels) == (["Hello"], ["Yes"])
    assert '"is_disabled": true' in post.sam.last.parameters["link_preview_options"]


async def test_a_second_message_has_to_wait_a_second(post: Post) -> None:
    await post.send("one")
    assert await post.send("two", item=2) == RetryAfter(1.0)
    post.clock.advance(timedelta(seconds=1))
    assert await post.send("two", item=2) == Delivered()


async def test_a_long_message_goes_part_by_part_and_no_part_twice(post: Post) -> None:
    for _ in range(2):
        assert await post.send(LONG) == RetryAfter(1.0)
        post.clock.advance(timedelta(seconds=1))
    assert await post.send(LONG) == Delivered()
    assert [text.split(".")[0] for text in post.heard] == [
        "Paragraph 0",
        "Paragraph 1",
        "Paragraph 2",
    ]


async def test_a_part_that_failed_is_the_one_sent_again(post: Post) -> None:
    await post.send(LONG)
    post.clock.advance(timedelta(seconds=1))
    post.api.fail("sendMessage", status=502)
    assert await post.send(LONG) == Failed("telegram_networkerror")
    post.clock.advance(timedelta(seconds=1))
    await post.send(LONG)
    assert [text.split(".")[0] for text in post.heard] == ["Paragraph 0", "Paragraph 1"]


async def test_telegram_says_how_long_to_wait_and_the_chat_rests(post: Post) -> None:
    post.api.fail("sendMessage", retry_after=9)
    assert await post.send() == RetryAfter(9.0)
    post.clock.advance(timedelta(seconds=8))
    assert await post.send() == RetryAfter(1.0)
    assert post.heard == []


async def test_somebody_who_blocked_us_is_gone(post: Post) -> None:
    post.sam.blocks()
    assert await post.send() == Refused("telegram_forbidden", gone=True)


async def test_a_deleted_chat_is_gone(post: Post) -> None:
    del post.api.board.chats[post.sam.chat_id]
    assert await post.send() == Refused("telegram_chat_not_found", gone=True)


async def test_without_an_address_nothing_can_be_sent(post: Post) -> None:
    outcome = await post.delivery.deliver(
        OutboxItem(id=1), Message(id="m", seq=1, author="bot", text="x"), Conversation()
    )
    assert outcome == Refused("no_address")


async def test_words_are_sent_without_the_buttons_that_telegram_refuses(post: Post) -> None:
    post.api.fail("sendMessage", status=400, description="Bad Request: BUTTON_DATA_INVALID")
    assert await post.send(buttons=[{"label": "Yes", "choice": "yes"}]) == Delivered()
    assert (post.heard, post.sam.last.labels) == (["Hello"], [])


async def test_what_telegram_never_takes_is_given_up_without_the_person(post: Post) -> None:
    post.api.fail("sendMessage", status=400, description="Bad Request: odd")
    assert await post.send() == Refused("telegram_badrequest", gone=False)


@pytest.mark.parametrize("how", [{"status": 500}, {"status": 503}, {"kind": "malformed"}])
async def test_a_fault_of_telegram_may_be_tried_again(post: Post, how: dict[str, Any]) -> None:
    post.api.fail("sendMessage", **how)
    assert isinstance(await post.send(), Failed)


async def test_a_refused_token_is_a_fault_that_may_pass(post: Post) -> None:
    post.api.fail("sendMessage", status=401, description="Unauthorized")
    assert await post.send() == Failed("telegram_invalidtoken")


async def test_a_message_with_nothing_to_say_is_done(post: Post) -> None:
    assert await post.send("  ") == Delivered()
    assert post.heard == []
