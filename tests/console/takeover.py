"""The take-over service that console tests work with."""

from __future__ import annotations

from basics.clock import Clock
from bot.messages import Reply
from safeguarding import cases
from storage.conversations import Author, Mode, add_message, change_mode, lock
from storage.database import Database
from storage.signals import Signals


class PlainTakeover:
    def __init__(self, database: Database, clock: Clock, signals: Signals) -> None:
        self.database, self.clock, self.signals = database, clock, signals

    def _tell(self, conversation_id: str) -> None:
        self.signals.notify(f"conversation:{conversation_id}")
        self.signals.notify("queue")

    async def claim(self, case_id: str, staff_id: str) -> None:
        async with self.database.transaction() as session:
            case = await cases.claim(session, case_id, staff_id, self.clock.now())
            await change_mode(
                session, case.conversation_id, to=Mode.HUMAN,
                allowed_from=(Mode.BOT, Mode.WAITING, Mode.CLOSED), owner_id=staff_id,
            )  # fmt: skip
        self._tell(case.conversation_id)

    async def reply(self, case_id: str, staff_id: str, text: str) -> Reply:
        now = self.clock.now()
        async with self.database.transaction() as session:
            case = await cases.record_reply(session, case_id, staff_id, now)
            await lock(session, case.conversation_id)
            row = await add_message(
                session, case.conversation_id, author=Author.STAFF, text=text, now=now,
                kind="staff", staff_id=staff_id,
            )  # fmt: skip
        self._tell(case.conversation_id)
        return Reply(id=row.id, seq=row.seq, kind="staff", author="staff", text=text)

    async def hand_back(self, case_id: str, staff_id: str, *, outcome: str, note: str) -> None:
        await self._end(case_id, staff_id, outcome, note, Mode.BOT)

    async def close(self, case_id: str, staff_id: str, *, outcome: str, note: str) -> None:
        await self._end(case_id, staff_id, outcome, note, Mode.CLOSED)

    async def _end(self, case_id: str, staff_id: str, outcome: str, note: str, to: Mode) -> None:
        end = cases.hand_back if to is Mode.BOT else cases.close
        async with self.database.transaction() as session:
            case = await end(
                session, case_id, staff_id, outcome=outcome, note=note, now=self.clock.now()
            )
            await change_mode(session, case.conversation_id, to=to, allowed_from=(Mode.HUMAN,))
        self._tell(case.conversation_id)


def make_takeover(database: Database, clock: Clock, signals: Signals) -> PlainTakeover:
    return PlainTakeover(database, clock, signals)
