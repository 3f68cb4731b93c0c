"""Telegram, end to end: the real client and channel, the emulated Bot API, the real rooms on SQLite.

Only Rasa is left out: the local understanding stands in, as it does when the server is down.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import cache
from pathlib import Path

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from basics.clock import FixedClock
from bot.chat import ChatService
from bot.desk import SafeguardingDesk
from bot.flow_engine import FlowEngine
from bot.parts import Parts
from bot.sender import LEASE
from bot.takeover import TakeoverService
from bot.telegram.channel import TelegramChannel
from bot.telegram.pacing import Pacing
from bot.wording import Wording
from directory.demo.loader import load_demo
from directory.directory import Directory
from flows.loader import load as load_flows
from nlu.local import LocalUnderstander
from safeguarding import staff
from safeguarding.hours import Hours
from safeguarding.screen import FailSafe, Screen
from safeguarding.tables import Case
from storage.conversations import Conversation, Message
from storage.crypto import Cipher
from storage.database import Database
from storage.outbox import Delivery, OutboxItem
from storage.signals import Signals
from tests.emulators.telegram_api import Person, TelegramApi
from tests.emulators.telegram_api.state import PATIENCE
from waymark.finding import DirectoryFinder

WEB_CHAT = "https://waymark.example.org/"
UNPACED = timedelta(0)


@cache
def screen() -> FailSafe:
    return FailSafe.loading(Screen.from_folder)


@cache
def flow() -> FlowEngine:
    return FlowEngine(load_flows())


@cache
def words() -> Wording:
    return Wording.load()


async def furnished(migrated: Path, folder: Path, cipher: Cipher, clock: FixedClock) -> Path:
    """A database file with the demo directory in it, to copy."""
    path = folder / "furnished.db"
    shutil.copyfile(migrated, path)
    database = Database(f"sqlite:///{path}", cipher)
    await load_demo(database, now=clock.now())
    await database.close()
    return path


class Stage:
    """A bot that can be started and stopped, and what a test wants to know of it."""

    def __init__(
        self, database: Database, clock: FixedClock, api: TelegramApi, per_chat: timedelta
    ) -> None:
        self.api = api
        self.clock = clock
        self.database = database
        self.signals = Signals()
        self.parts = Parts(
            database=database,
            assessor=screen(),
            understander=LocalUnderstander(),
            flow=flow(),
            words=words(),
            finder=DirectoryFinder(Directory(database), clock),
            desk=SafeguardingDesk(Hours.from_config({"mon": "09:00-18:00"})),
            clock=clock,
            signals=self.signals,
            web_address=WEB_CHAT,
        )
        self.chat = ChatService(self.parts)
        self.takeover = TakeoverService(self.parts)
        self.token = api.token
        self.pauses: list[float] = []
        self._per_chat = per_chat
        self._committed = asyncio.Event()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[TelegramChannel]:
        """The channel, from sign-in to a clean stop."""
        channel = TelegramChannel(
            self.token,
            self.chat,
            database=self.database,
            signals=self.signals,
            clock=self.clock,
            base_url=self.api.base_url,
            pacing=Pacing(per_chat=self._per_chat),
            pause=self._pause,
        )
        task = asyncio.create_task(channel.run())
        try:
            yield channel
        finally:
            channel.stop()
            await task

    async def all_heard(self) -> None:
        """Until every update is confirmed, every turn is done and everything owed is sent."""
        board = self.api.board
        assert await board.until(lambda: not board.queue and not board.again and board.polling > 0)
        await self.chat.settle()
        await self.until(self._nothing_owed)

    async def until(self, true: Callable[[], Awaitable[bool]]) -> None:
        """Until ``true()``; looked at again after every commit."""
        async with asyncio.timeout(PATIENCE):
            while True:
                self._committed.clear()
                if await true():
                    return
                await self._committed.wait()

    async def put_off(self, *, attempts: int = 0) -> None:
        """Until sending has failed ``attempts`` times (0: was told to wait) and that is stored."""

        async def stored() -> bool:
            now = self.clock.now()
            return any(
                item.attempts == attempts and item.not_before not in (now, now + LEASE)
                for item in await self._pending()
            )

        await self.until(stored)

    async def all_sent_in_time(self) -> None:
        """Let seconds go by until everything owed is sent."""
        async with asyncio.timeout(PATIENCE):
            while not await self._nothing_owed():
                self._committed.clear()
                await self.pass_time(1)
                await self._committed.wait()

    async def pass_time(self, seconds: float) -> None:
        """Move the clock on, and let the sender see it."""
        self.clock.advance(timedelta(seconds=seconds))
        self.signals.notify("outbox:telegram")

    async def says(self, person: Person, text: str) -> list[str]:
        """What ``person`` hears after typing ``text``."""
        before = len(person.received)
        person.says(text)
        await self.all_heard()
        return [sent.text for sent in person.received[before:]]

    async def taps(self, person: Person, button: str) -> list[str]:
        """What ``person`` hears after tapping ``button`` (its label or choice)."""
        before = len(person.received)
        person.taps(button)
        await self.all_heard()
        return [sent.text for sent in person.received[before:]]

    async def conversation(self, person: Person) -> Conversation:
        digest = self.database.cipher.digest(str(person.chat_id))
        async with self.database.reading() as session:
            found = await session.scalars(
                select(Conversation).where(Conversation.address_digest == digest)
            )
            return found.one()

    async def case(self, person: Person) -> Case | None:
        conversation = await self.conversation(person)
        async with self.database.reading() as session:
            return await session.scalar(
                select(Case).where(Case.live_conversation_id == conversation.id)
            )

    async def messages_of(self, author: str) -> list[str]:
        """Everything that the person, the bot or staff said, in order."""
        async with self.database.reading() as session:
            rows = await session.scalars(
                select(Message).where(Message.author == author).order_by(Message.created_at)
            )
            return [row.text for row in rows]

    async def member_of_staff(self, name: str) -> str:
        async with self.database.transaction() as session:
            row = await staff.add_staff(
                session, f"{name.lower()}@example.org", name, "responder", self.clock.now()
            )
            return row.id

    def committed(self, _session: Session) -> None:
        """Something was stored: whoever waits for the database looks again."""
        self._committed.set()

    async def _nothing_owed(self) -> bool:
        return not await self._pending()

    async def _pending(self) -> list[OutboxItem]:
        async with self.database.reading() as session:
            found = await session.scalars(
                select(OutboxItem).where(OutboxItem.state == str(Delivery.PENDING))
            )
            return list(found)

    async def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds)


@asynccontextmanager
async def stage(
    template: Path,
    folder: Path,
    cipher: Cipher,
    clock: FixedClock,
    *,
    per_chat: timedelta = UNPACED,
    enforce_pace: bool = False,
) -> AsyncIterator[Stage]:
    """A stage of its own, on a copy of ``template``."""
    path = folder / "waymark.db"
    shutil.copyfile(template, path)
    database = Database(f"sqlite:///{path}", cipher)
    async with TelegramApi(clock, enforce_pace=enforce_pace) as api:
        made = Stage(database, clock, api, per_chat)
        event.listen(Session, "after_commit", made.committed)
        try:
            yield made
            await made.chat.settle()
        finally:
            event.remove(Session, "after_commit", made.committed)
    await database.close()
