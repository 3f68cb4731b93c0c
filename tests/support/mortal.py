"""A Waymark that is killed: each round is a process of its own over the real way of a message, ended
by SIGKILL at the point that the test names, or after so many milliseconds.

Run as a program. Each line of JSON on standard input is one round. The first is lived by the program
itself, so that what is slow (imports, compiling statements) is done once; the others are lived by
forks. It reports on standard output: ``A key`` for each message that was acknowledged, ``D id`` for
each one delivered, and ``END`` when the round is over.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession

from basics.clock import FixedClock
from bot.chat import ChatService
from bot.fakes import PlainUnderstander, WordAssessor, fake_parts
from bot.messages import Inbound
from bot.parts import Limits, Parts
from bot.screening_pool import ScreeningPool
from bot.sender import Delivered, Sender
from safeguarding.assessment import Assessment
from storage.conversations import Conversation, Message
from storage.crypto import Cipher
from storage.database import Database
from storage.outbox import OutboxItem

CHANNEL = "telegram"
"""The channel with the longest way: what we say goes through the outbox as well."""


class Death:
    """Ends this process at the ``number``-th passing of ``point``."""

    def __init__(self, point: str | None, number: int) -> None:
        self._point, self._number = point, number
        self._passed: Counter[str] = Counter()

    def at(self, point: str) -> None:
        self._passed[point] += 1
        if point == self._point and self._passed[point] == self._number:
            kill()

    def after(self, milliseconds: float) -> None:
        threading.Thread(target=_later, args=(milliseconds / 1000,), daemon=True).start()


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _later(seconds: float) -> None:
    time.sleep(seconds)  # the test is about being ended at any moment, in the middle of anything
    kill()


class MortalAssessor(WordAssessor):
    """Dies while it screens, with the transaction open and nothing stored."""

    def __init__(self, death: Death) -> None:
        super().__init__()
        self._death = death

    def assess(self, text: str, history: tuple[str, ...] = ()) -> Assessment:
        self._death.at("screen")
        return super().assess(text, history)


class MortalDatabase(Database):
    """Dies just before, or just after, what was done is kept."""

    def __init__(self, url: str, cipher: Cipher) -> None:
        super().__init__(url, cipher)
        self.death = Death(None, 0)
        event.listen(self.engine.sync_engine, "commit", lambda _: self.death.at("commit"))

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        async with super().transaction() as session:
            yield session
        self.death.at("committed")


def report(out: int, line: str) -> None:
    os.write(out, f"{line}\n".encode())


async def live(database: MortalDatabase, task: dict[str, Any], out: int) -> None:
    """One life: take up what was left behind, take what comes, send what is owed."""
    death = database.death = Death(task.get("point"), task.get("number", 0))
    clock = FixedClock(datetime.fromisoformat(task["now"]))
    understander = PlainUnderstander()
    understander.before = lambda _: death.at("turn")
    parts = fake_parts(
        database, clock, assessor=MortalAssessor(death), understander=understander,
        limits=Limits(screen_seconds=20, screen_wait_seconds=20), screening=ScreeningPool(1),
    )  # fmt: skip
    if task.get("after_ms") is not None:
        death.after(task["after_ms"])
    chat = ChatService(parts)
    await chat.resume_pending()
    for key, address, text in task["messages"]:
        await one(chat, clock, out, death, key, address, text)
    await send(parts, out, death)
    await database.close()


async def one(
    chat: ChatService, clock: FixedClock, out: int, death: Death, key: str, address: str, text: str
) -> None:
    opened = await chat.open(CHANNEL, address=address, greet=False)
    inbound = Inbound(CHANNEL, key, opened.conversation_id, clock.now(), text=text)
    await chat.accept(inbound)
    death.at("stored")
    report(out, f"A {key}")
    death.at("acknowledged")
    await chat.receive(inbound)
    death.at("answered")


async def send(parts: Parts, out: int, death: Death) -> None:
    async def deliver(item: OutboxItem, message: Message, conversation: Conversation) -> Delivered:
        death.at("deliver")
        report(out, f"D {message.id}")
        death.at("delivered")
        return Delivered()

    sender = Sender(parts.database, CHANNEL, deliver, parts.clock, parts.signals)
    while await sender.send_due():
        pass


def main() -> None:
    out = os.dup(1)
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    first = json.loads(sys.stdin.readline())
    database = MortalDatabase(first["url"], Cipher([first["key"]]))
    asyncio.run(live(database, first, out))
    report(out, "END 0")
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            asyncio.run(live(database, json.loads(line), out))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        report(out, f"END {os.waitstatus_to_exitcode(status)}")


if __name__ == "__main__":
    main()
