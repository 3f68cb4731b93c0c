"""The conversation as channels see it: open, receive, read back, export, erase."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from basics.errors import Conflict, NotFound, WaymarkError
from basics.vocabulary import vocabulary
from bot import records
from bot.accept import Accepted, accept
from bot.beginning import begin
from bot.commit import stored_answer
from bot.faults import fault
from bot.late import LateFindings
from bot.messages import Inbound, Reply, TurnAnswer
from bot.outbox import replies_between
from bot.parts import PUSHED, Parts
from bot.ports import Line, Opened
from bot.worklist import Worklist
from storage.conversations import Conversation
from storage.inbox import InboxItem

_log = structlog.get_logger()


class ChatService:
    """Implements :class:`bot.ports.Chat`. One instance per process."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._worklist = Worklist(parts)
        self._late = LateFindings(parts)
        self._running: set[asyncio.Task[TurnAnswer]] = set()

    async def open(
        self,
        channel: str,
        *,
        address: str | None = None,
        persona: str = "unknown",
        greet: bool = True,
    ) -> Opened:
        """Begin a conversation and greet; with an ``address`` the one that exists goes on."""
        if persona not in vocabulary().personas:
            persona = "unknown"
        digest = self._parts.database.cipher.digest(address) if address else None
        if digest is not None:
            existing = await self._at_address(channel, digest)
            if existing is not None:
                return Opened(existing, "", [])
        try:
            return await begin(self._parts, channel, address, digest, persona, greet)
        except IntegrityError:
            # Two first messages at once: the other one made it.
            existing = await self._at_address(channel, digest) if digest else None
            if existing is None:
                raise
            return Opened(existing, "", [])

    async def receive(self, inbound: Inbound) -> TurnAnswer:
        """Accept, screen, answer. What was accepted is worked off even if the caller goes away."""
        task = asyncio.create_task(self._receive(inbound))
        self._running.add(task)
        task.add_done_callback(self._finished)
        return await asyncio.shield(task)

    async def accept(self, inbound: Inbound) -> Accepted:
        """Store and screen only; the answer is worked out by :meth:`resume_pending`."""
        accepted = await accept(self._parts, inbound)
        self._wake(inbound.channel, accepted)
        self._late.watch(accepted)
        return accepted

    async def resume_pending(self, older_than: timedelta = timedelta(0)) -> int:
        """Take up what was accepted but not answered, as after a crash; how many messages."""
        return await self._worklist.resume(older_than)

    async def settle(self) -> None:
        """Wait for turns under way, before the process ends."""
        while self._running:
            await asyncio.wait(self._running)
        await self._late.settle()

    async def conversation_for_token(self, token: str) -> str | None:
        """The conversation that a web chat token opens, or None."""
        if not token or len(token) > 200:
            return None
        digest = self._parts.database.cipher.digest(token)
        async with self._parts.database.reading() as session:
            return await session.scalar(
                select(Conversation.id).where(Conversation.token_digest == digest)
            )

    async def leave(self, token: str) -> None:
        """The token opens nothing any more; what was said stays until its time is up."""
        digest = self._parts.database.cipher.digest(token)
        async with self._parts.database.transaction() as session:
            await session.execute(
                update(Conversation)
                .where(Conversation.token_digest == digest)
                .values(token_digest=None)
            )

    async def mode(self, conversation_id: str) -> str:
        """The mode; NotFound for an unknown conversation."""
        async with self._parts.database.reading() as session:
            mode = await session.scalar(
                select(Conversation.mode).where(Conversation.id == conversation_id)
            )
        if mode is None:
            raise NotFound("There is no such conversation.")
        return mode

    def is_answering(self, conversation_id: str) -> bool:
        """Whether the bot is working on an answer in this process."""
        return self._worklist.is_busy(conversation_id)

    async def replies_after(self, conversation_id: str, seq: int) -> Sequence[Reply]:
        """What was said to the person after ``seq``."""
        async with self._parts.database.reading() as session:
            return await replies_between(session, conversation_id, seq)

    async def wait_for_news(self, conversation_id: str, seconds: float) -> bool:
        """Until something may have changed, at most ``seconds``."""
        return await self._parts.signals.wait(f"conversation:{conversation_id}", seconds)

    async def history(self, conversation_id: str) -> Sequence[Line]:
        """Everything said, in order."""
        async with self._parts.database.reading() as session:
            return await records.history(session, conversation_id)

    async def export(self, conversation_id: str) -> dict[str, Any]:
        """Everything kept of the conversation, as JSON."""
        async with self._parts.database.reading() as session:
            return await records.export(session, conversation_id)

    async def erase(self, conversation_id: str) -> bool:
        """Delete it; False where a safeguarding record must be kept (the chat is closed then)."""
        async with self._parts.database.transaction() as session:
            deleted = await records.erase(session, conversation_id)
        _log.info("conversation_erased", conversation=conversation_id, deleted=deleted)
        self._parts.signals.notify(f"conversation:{conversation_id}")
        return deleted

    async def _receive(self, inbound: Inbound) -> TurnAnswer:
        accepted = await self.accept(inbound)
        answer = accepted.answer
        if answer is None:
            answers = await self._worklist.work_off(accepted.conversation_id)
            answer = answers.get(accepted.item_id) or await self._stored(accepted.item_id)
        return answer.model_copy(update={"repeated": accepted.repeated})

    async def _stored(self, item_id: str) -> TurnAnswer:
        """The answer that somebody else worked out meanwhile."""
        async with self._parts.database.reading() as session:
            item = await session.get(InboxItem, item_id)
        if item is None:
            raise NotFound("The conversation was deleted meanwhile.")
        if item.processed_at is None:
            raise Conflict("This message is still being answered.", hint="Ask again in a moment.")
        return stored_answer(item)

    def _finished(self, task: asyncio.Task[TurnAnswer]) -> None:
        self._running.discard(task)
        problem = None if task.cancelled() else task.exception()
        # Seen here even if whoever asked has gone away; errors that we mean are theirs alone.
        if problem is not None and not isinstance(problem, WaymarkError):
            _log.error("receive_failed", **fault(problem))

    def _wake(self, channel: str, accepted: Accepted) -> None:
        signals = self._parts.signals
        signals.notify(f"conversation:{accepted.conversation_id}")
        if accepted.for_staff:
            signals.notify("queue")
        if channel in PUSHED:
            signals.notify(f"outbox:{channel}")

    async def _at_address(self, channel: str, digest: str) -> str | None:
        async with self._parts.database.reading() as session:
            return await session.scalar(
                select(Conversation.id).where(
                    Conversation.channel == channel, Conversation.address_digest == digest
                )
            )
