"""A member of staff takes a conversation over, writes in it, and gives it back or closes it.

Each step is one transaction: case, mode and what the young person is told hang together. Ownership
is checked in the database every time. The conversation is always held before the case, as when a
message is accepted, so that the two never wait for each other.
"""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from basics.errors import Conflict, InvalidInput, NotAllowed, NotFound
from bot.intake import clean
from bot.messages import Draft, Reply
from bot.modes import enter
from bot.outbox import write
from bot.parts import PUSHED, Parts
from bot.ports import Who
from bot.resuming import Resumption, resume
from safeguarding import cases
from safeguarding.tables import Case, Staff
from storage.conversations import Author, Conversation, Mode, lock

LONGEST_REPLY = 4000
"""Characters; what fits in one Telegram message with the name above it."""


class TakeoverService:
    """Implements :class:`bot.ports.Takeover`."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def claim(self, case_id: str, staff_id: str) -> None:
        """Owner and mode in one transaction; tells the young person who is here."""
        now = self._parts.clock.now()
        async with self._parts.database.transaction() as session:
            conversation = await _held(session, case_id)
            await cases.claim(session, case_id, staff_id, now)
            staff = await _staff(session, staff_id)
            # The case is the gate: whoever has it has the conversation, whatever mode it was in.
            enter(conversation, Mode.HUMAN, staff_id)
            await self._announce(session, conversation, "takeover.here", staff)
        self._wake(conversation)

    async def reply(self, case_id: str, staff_id: str, text: str) -> Reply:
        """Write to the young person. InvalidInput for an empty or an overlong text."""
        text = clean(text).strip()
        if not text:
            raise InvalidInput("Write something first.")
        if len(text) > LONGEST_REPLY:
            raise InvalidInput(f"A reply can have {LONGEST_REPLY} characters at most.")
        now = self._parts.clock.now()
        async with self._parts.database.transaction() as session:
            conversation = await _held(session, case_id)
            await cases.record_reply(session, case_id, staff_id, now)
            _refuse_unless_theirs(conversation, staff_id)
            staff = await _staff(session, staff_id)
            draft = Draft(text, kind="staff", author=Author.STAFF, author_name=staff.name)
            replies = await write(session, conversation, [draft], now, staff_id=staff_id)
        self._wake(conversation)
        return replies[0]

    async def hand_back(self, case_id: str, staff_id: str, *, outcome: str, note: str) -> None:
        """Close the case, announce it, and let the bot go on where it was."""
        now = self._parts.clock.now()
        async with self._parts.database.reading() as session:
            resumption = await resume(self._parts, session, case_id, now)
        async with self._parts.database.transaction() as session:
            conversation = await _held(session, case_id)
            await cases.hand_back(
                session, case_id, staff_id, outcome=outcome, note=clean(note), now=now
            )
            staff = await _staff(session, staff_id)
            await self._announce(session, conversation, "takeover.handed_back", staff)
            if conversation.mode == Mode.HUMAN:
                await self._go_on(session, conversation, resumption)
        self._wake(conversation)

    async def close(self, case_id: str, staff_id: str, *, outcome: str, note: str) -> None:
        """Close the case and the conversation, and say so. A new message starts afresh."""
        now = self._parts.clock.now()
        async with self._parts.database.transaction() as session:
            conversation = await _held(session, case_id)
            await cases.close(
                session, case_id, staff_id, outcome=outcome, note=clean(note), now=now
            )
            staff = await _staff(session, staff_id)
            conversation.state = None
            enter(conversation, Mode.CLOSED)
            await self._announce(session, conversation, "takeover.closed", staff)
        self._wake(conversation)

    async def _go_on(
        self, session: AsyncSession, conversation: Conversation, resumption: Resumption | None
    ) -> None:
        if resumption is not None and resumption.turn == conversation.turn:
            conversation.state = resumption.state
            await write(session, conversation, resumption.drafts, self._parts.clock.now())
        enter(conversation, Mode.BOT)

    async def _announce(
        self, session: AsyncSession, conversation: Conversation, key: str, staff: Staff
    ) -> None:
        who = Who(conversation.persona, conversation.age_band, conversation.channel)
        text = self._parts.words.say(key, {"name": staff.name}, who=who, seed=conversation.turn)
        draft = Draft(text, kind="status", author=Author.SYSTEM, author_name=staff.name)
        await write(session, conversation, [draft], self._parts.clock.now())

    def _wake(self, conversation: Conversation) -> None:
        signals = self._parts.signals
        signals.notify(f"conversation:{conversation.id}")
        signals.notify("queue")
        if conversation.channel in PUSHED:
            signals.notify(f"outbox:{conversation.channel}")


async def _held(session: AsyncSession, case_id: str) -> Conversation:
    """The conversation of the case, held until the transaction ends."""
    case = await session.get(Case, case_id)
    conversation = await lock(session, case.conversation_id) if case is not None else None
    if conversation is None:
        raise NotFound("There is no such case.")
    return conversation


async def _staff(session: AsyncSession, staff_id: str) -> Staff:
    staff = await session.get(Staff, staff_id)
    if staff is None or staff.disabled_at is not None:
        raise NotAllowed("This account cannot be used.")
    return staff


def _refuse_unless_theirs(conversation: Conversation, staff_id: str) -> None:
    if conversation.mode == Mode.CLOSED:
        raise Conflict("This chat was closed or deleted. Nothing can be sent in it.")
    if conversation.mode != Mode.HUMAN or conversation.owner_id != staff_id:
        raise Conflict("This chat is not with you any more.", hint="Load the page again.")
