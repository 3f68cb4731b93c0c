from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select

from basics.clock import FixedClock
from bot.messages import Draft
from bot.outbox import write
from bot.sender import LEASE, Delivered, Failed, Outcome, Refused, RetryAfter, Sender, back_off
from storage.conversations import Conversation, Message, lock
from storage.database import Database
from storage.outbox import OutboxItem
from storage.signals import Signals
from tests.conftest import both_databases

pytestmark = both_databases


class Post:
    """A channel that keeps what it was given and answers as it was told to."""

    def __init__(self, database: Database, clock: FixedClock) -> None:
        self.database = database
        self.clock = clock
        self.signals = Signals()
        self.got: list[str] = []
        self.answer: Callable[[str], Outcome] = lambda text: Delivered()
        self.sender = Sender(database, "telegram", self.deliver, clock, self.signals)

    async def deliver(
        self, item: OutboxItem, message: Message, conversation: Conversation
    ) -> Outcome:
        outcome = self.answer(message.text)
        if isinstance(outcome, Delivered):
            self.got.append(message.text)
        return outcome

    async def person(self) -> str:
        now = self.clock.now()
        async with self.database.transaction() as session:
            row = Conversation(channel="telegram", created_at=now, last_heard_at=now)
            session.add(row)
            await session.flush()
            return row.id

    async def owe(self, conversation_id: str, text: str, kind: str = "say") -> None:
        async with self.database.transaction() as session:
            conversation = await lock(session, conversation_id)
            assert conversation is not None
            await write(session, conversation, [Draft(text, kind=kind)], self.clock.now())

    async def items(self) -> list[OutboxItem]:
        async with self.database.reading() as session:
            return list(await session.scalars(select(OutboxItem).order_by(OutboxItem.id)))


async def test_what_is_owed_is_sent_once_in_order(database: Database, clock: FixedClock) -> None:
    post = Post(database, clock)
    ann = await post.person()
    for text in ("one", "two", "three"):
        await post.owe(ann, text)
    assert await post.sender.send_due() == 3
    assert post.got == ["one", "two", "three"]
    assert await post.sender.send_due() == 0
    assert {(item.state, item.sent_at) for item in await post.items()} == {("sent", clock.now())}


async def test_help_in_danger_goes_before_what_was_owed_earlier(
    database: Database, clock: FixedClock
) -> None:
    post = Post(database, clock)
    bea = await post.person()
    await post.owe(bea, "hello")
    await post.owe(bea, "safety", kind="safety")
    await post.sender.send_due()
    assert post.got == ["safety", "hello"]


async def test_the_conversation_in_danger_comes_first(
    database: Database, clock: FixedClock
) -> None:
    post = Post(database, clock)
    ann, bea = await post.person(), await post.person()
    await post.owe(ann, "ann")
    await post.owe(bea, "bea safety", kind="safety")
    queues = await post.sender._due()
    assert [items[0].conversation_id for items in queues] == [bea, ann]


async def test_a_limit_puts_off_without_counting_as_a_failure(
    database: Database, clock: FixedClock
) -> None:
    post = Post(database, clock)
    ann = await post.person()
    await post.owe(ann, "one")
    await post.owe(ann, "two")
    post.answer = lambda text: RetryAfter(3)
    assert await post.sender.send_due() == 0
    post.answer = lambda text: Delivered()
    clock.advance(timedelta(seconds=2))
    assert await post.sender.send_due() == 0
    assert (await post.items())[0].attempts == 0
    clock.advance(timedelta(seconds=1))
    assert await post.sender.send_due() == 2
    assert post.got == ["one", "two"]


async def test_failures_back_off_and_keep_the_order_but_not_in_danger(
    database: Database, clock: FixedClock
) -> None:
    post = Post(database, clock)
    ann = await post.person()
    await post.owe(ann, "one")
    await post.owe(ann, "two")
    post.answer = lambda text: Failed("network") if text == "one" else Delivered()
    await post.sender.send_due()
    clock.advance(timedelta(seconds=1))
    await post.sender.send_due()
    assert post.got == []
    item = (await post.items())[0]
    assert (item.attempts, item.problem, item.state) == (2, "network", "pending")
    assert item.not_before == clock.now() + timedelta(seconds=2)
    await post.owe(ann, "help", kind="safety")
    assert await post.sender.send_due() == 1
    post.answer = lambda text: Delivered()
    clock.advance(timedelta(seconds=2))
    await post.sender.send_due()
    assert post.got == ["help", "one", "two"]


async def test_a_refusal_is_final_and_marks_the_person_unreachable(
    database: Database, clock: FixedClock
) -> None:
    post = Post(database, clock)
    ann, bea = await post.person(), await post.person()
    await post.owe(ann, "one")
    await post.owe(bea, "two")
    post.answer = lambda text: Refused("forbidden") if text == "one" else Delivered()
    await post.sender.send_due()
    item = (await post.items())[0]
    assert (item.state, item.problem) == ("failed", "forbidden")
    async with database.reading() as session:
        assert (await session.get_one(Conversation, ann)).unreachable
        assert not (await session.get_one(Conversation, bea)).unreachable
    assert post.got == ["two"]


async def test_after_a_day_of_failures_it_is_given_up(
    database: Database, clock: FixedClock
) -> None:
    post = Post(database, clock)
    await post.owe(await post.person(), "one")
    post.answer = lambda text: Failed("network")
    await post.sender.send_due()
    clock.advance(timedelta(hours=25))
    await post.sender.send_due()
    assert [item.state for item in await post.items()] == ["failed"]


async def test_a_channel_that_breaks_counts_as_a_failure(
    database: Database, clock: FixedClock
) -> None:
    def broken(text: str) -> Outcome:
        raise RuntimeError(text)

    post = Post(database, clock)
    await post.owe(await post.person(), "one")
    post.answer = broken
    assert await post.sender.send_due() == 0
    assert (await post.items())[0].problem == "RuntimeError"


async def test_two_senders_send_each_message_once(database: Database, clock: FixedClock) -> None:
    post = Post(database, clock)
    other = Sender(database, "telegram", post.deliver, clock, post.signals)
    people = [await post.person() for _ in range(4)]
    for number, person in enumerate(people * 3):
        await post.owe(person, f"m{number}")
    while [item for item in await post.items() if item.state == "pending"]:
        await asyncio.gather(post.sender.send_due(), other.send_due())
    assert sorted(post.got) == sorted(f"m{number}" for number in range(12))
    for place in range(4):
        mine = [text for text in post.got if int(text[1:]) % 4 == place]
        assert mine == sorted(mine, key=lambda text: int(text[1:]))


async def test_what_a_dead_process_had_in_hand_comes_up_again(
    database: Database, clock: FixedClock
) -> None:
    post = Post(database, clock)
    await post.owe(await post.person(), "one")
    dead = asyncio.create_task(_dies_while_sending(post))
    await asyncio.wait({dead})
    assert await post.sender.send_due() == 0
    clock.advance(LEASE)
    assert await post.sender.send_due() == 1


async def _dies_while_sending(post: Post) -> None:
    async def die(*_: object) -> Outcome:
        raise asyncio.CancelledError

    await Sender(post.database, "telegram", die, post.clock, post.signals).send_due()


async def test_the_loop_wakes_up_for_news(database: Database, clock: FixedClock) -> None:
    post = Post(database, clock)
    ann = await post.person()
    sent = asyncio.Event()

    def note(text: str) -> Outcome:
        sent.set()
        return Delivered()

    post.answer = note
    loop = asyncio.create_task(post.sender.run())
    await asyncio.sleep(0)
    await post.owe(ann, "one")
    post.signals.notify("outbox:telegram")
    await asyncio.wait_for(sent.wait(), 10)
    loop.cancel()
    await asyncio.wait({loop})
    assert post.got == ["one"]


def test_backing_off_doubles_up_to_five_minutes(database_url: str) -> None:
    assert database_url
    assert [back_off(n).total_seconds() for n in (1, 2, 3, 9, 10, 99)] == [1, 2, 4, 256, 300, 300]


async def test_one_refused_message_does_not_make_the_person_unreachable(
    database: Database, clock: FixedClock
) -> None:
    post = Post(database, clock)
    ann = await post.person()
    await post.owe(ann, "odd")
    await post.owe(ann, "plain")
    post.answer = lambda text: Refused("badrequest", gone=False) if text == "odd" else Delivered()
    await post.sender.send_due()
    assert post.got == ["plain"]
    async with database.reading() as session:
        assert not (await session.get_one(Conversation, ann)).unreachable


async def test_it_stops_when_what_is_being_sent_is_sent(
    database: Database, clock: FixedClock
) -> None:
    post = Post(database, clock)
    await post.owe(await post.person(), "hello")

    def stop_meanwhile(text: str) -> Outcome:
        post.sender.stop()
        return Delivered()

    post.answer = stop_meanwhile
    await post.sender.run()
    assert [item.state for item in await post.items()] == ["sent"]
