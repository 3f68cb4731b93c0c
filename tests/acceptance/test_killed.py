"""The process is killed a hundred times, anywhere between storing and replying; nothing is lost."""

from __future__ import annotations

import asyncio
import json
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from safeguarding.tables import Case, CaseSign
from storage.conversations import Author, Message
from storage.crypto import Cipher, new_key
from storage.database import Database
from storage.inbox import InboxItem
from storage.outbox import Delivery, OutboxItem
from tests.conftest import MONDAY_MORNING, both_databases
from waymark.settings import PROJECT

pytestmark = [both_databases, pytest.mark.timeout(300)]

ROUNDS = {"sqlite": 100, "postgresql": 30}
SEED = 20_260_301
POINTS = ("screen", "commit", "committed", "stored", "acknowledged", "turn", "answered", "deliver", "delivered")  # fmt: skip
SAID = ("i took pills {}", "i have a knife {}", "it feels hopeless {}", "hello {}", "find {}")
SIGNS = ("pills", "knife", "hopeless")


@dataclass
class Lives:
    """Many short lives of a process on one database, and what they said of themselves."""

    program: subprocess.Popen[str]
    url: str
    key: str
    waiting: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Sent and not acknowledged, by key: to whom, and what. A channel sends these again."""
    said: dict[str, str] = field(default_factory=dict)
    acknowledged: set[str] = field(default_factory=set)
    delivered: list[str] = field(default_factory=list)
    ends: Counter[int] = field(default_factory=Counter)
    minutes: int = 0

    @property
    def rounds(self) -> int:
        return ROUNDS[self.url.partition(":")[0].partition("+")[0]]

    def round(self, **how: Any) -> None:
        # Two minutes on: what was being sent when the last one died may be taken up again.
        self.minutes += 2
        now = MONDAY_MORNING + timedelta(minutes=self.minutes)
        messages = [(key, address, text) for key, (address, text) in self.waiting.items()]
        task = {"url": self.url, "key": self.key, "now": now.isoformat(), "messages": messages}
        assert self.program.stdin is not None and self.program.stdout is not None
        self.program.stdin.write(json.dumps({**task, **how}) + "\n")
        self.program.stdin.flush()
        for line in self.program.stdout:
            what, _, value = line.strip().partition(" ")
            if what == "END":
                self.ends[int(value)] += 1
                return
            if what == "A":
                self.acknowledged.add(value)
                self.waiting.pop(value, None)
            else:
                self.delivered.append(value)
        pytest.fail("the program that forks has ended")

    def say(self, key: str, address: str, text: str) -> None:
        self.waiting[key] = (address, text)
        self.said[key] = text


@pytest.fixture
def lives(database_url: str) -> Iterator[Lives]:
    program = subprocess.Popen(
        [sys.executable, "-m", "tests.support.mortal"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=PROJECT,
    )  # fmt: skip
    with program:
        yield Lives(program, database_url, new_key())
        assert program.stdin is not None
        program.stdin.close()


def kill_many_times(lives: Lives) -> None:
    dice = random.Random(SEED)
    for number, text in enumerate(SAID):
        lives.say(f"first-{number}", f"chat {number}", text.format(number))
    lives.round()
    for number in range(lives.rounds):
        for place, text in enumerate(dice.sample(SAID, 2)):
            key = f"{number}-{place}"
            lives.say(key, f"chat {number}-{dice.choice('ab')}", text.format(key))
        if number % 3 == 2:
            lives.round(after_ms=dice.uniform(2, 120))
        else:
            lives.round(point=dice.choice(POINTS), number=dice.choice((1, 1, 2, 3)))


def test_killed_a_hundred_times_nothing_is_lost_or_said_twice(lives: Lives) -> None:
    kill_many_times(lives)
    assert lives.ends[-signal.SIGKILL] >= lives.rounds * 0.8
    assert set(lives.ends) <= {0, -signal.SIGKILL}
    before = set(lives.acknowledged)
    asyncio.run(check_what_was_acknowledged(lives, before))
    lives.round()
    assert lives.waiting == {}
    assert lives.acknowledged == set(lives.said)
    lives.round()
    asyncio.run(check_the_end(lives))


@dataclass
class Kept:
    """All that a database holds when it is over."""

    items: list[InboxItem]
    messages: dict[str, Message]
    signs: list[CaseSign]
    cases: list[Case]
    outbox: list[OutboxItem]


async def read(lives: Lives) -> Kept:
    database = Database(lives.url, Cipher([lives.key]))
    async with database.reading() as session:
        kept = Kept(
            items=list(await session.scalars(select(InboxItem))),
            messages={row.id: row for row in await session.scalars(select(Message))},
            signs=list(await session.scalars(select(CaseSign))),
            cases=list(await session.scalars(select(Case))),
            outbox=list(await session.scalars(select(OutboxItem))),
        )
    await database.close()
    return kept


def is_sign(text: str) -> bool:
    return any(sign in text for sign in SIGNS)


async def check_what_was_acknowledged(lives: Lives, keys: set[str]) -> None:
    """At any moment: what was acknowledged is stored, with its case and with help where it is owed."""
    kept = await read(lives)
    items = {item.update_id: item for item in kept.items}
    signed = {sign.message_id: sign for sign in kept.signs}
    cases = {case.id for case in kept.cases}
    for key in keys:
        message = kept.messages[items[key].message_id]
        assert message.text == lives.said[key]
        assert (message.id in signed) == is_sign(message.text)
        if message.id in signed:
            assert signed[message.id].case_id in cases


async def check_the_end(lives: Lives) -> None:
    """In the end: everything once, in order, answered and sent; every case with its help."""
    kept = await read(lives)
    await check_what_was_acknowledged(lives, set(lives.said))
    assert sorted(item.update_id for item in kept.items) == sorted(lives.said)
    assert all(item.processed_at is not None for item in kept.items)
    by_person = [row.text for row in kept.messages.values() if row.author == str(Author.PERSON)]
    assert sorted(by_person) == sorted(lives.said.values())
    check_places(kept)
    check_answers(kept)
    assert {item.state for item in kept.outbox} == {str(Delivery.SENT)}
    owed = {item.message_id for item in kept.outbox}
    assert owed == {row.id for row in kept.messages.values() if row.author != str(Author.PERSON)}
    assert set(lives.delivered) == owed


def check_places(kept: Kept) -> None:
    """No place in a conversation is empty or taken twice."""
    places: dict[str, list[int]] = {}
    for row in kept.messages.values():
        places.setdefault(row.conversation_id, []).append(row.seq)
    for found in places.values():
        assert sorted(found) == list(range(1, len(found) + 1))


def check_answers(kept: Kept) -> None:
    answers: dict[str, list[Message]] = {}
    for row in kept.messages.values():
        answers.setdefault(row.conversation_id, []).append(row)
    for item in kept.items:
        message, chat = kept.messages[item.message_id], answers[item.conversation_id]
        if item.first_reply_seq is None:
            # Danger came up before it was answered, and the answer to that stands for both.
            assert not is_sign(message.text)
            assert any(row.kind == "safety" and row.seq > message.seq for row in chat)
            continue
        assert item.last_reply_seq is not None
        said = [row for row in chat if item.first_reply_seq <= row.seq <= item.last_reply_seq]
        assert said and all(row.author != str(Author.PERSON) for row in said)
    for case in kept.cases:
        kinds = [row.kind for row in answers[case.conversation_id]]
        assert "safety" in kinds
        contacts = [row.payload for row in answers[case.conversation_id] if row.kind == "safety"]
        assert all(payload and payload["contacts"] for payload in contacts)
    heard = Counter(row.text for row in kept.messages.values() if row.text.startswith("heard("))
    assert set(heard.values()) == {1}
