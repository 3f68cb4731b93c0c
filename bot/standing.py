"""Where a conversation stands when a message is taken up, read in one go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.messages import Reply
from bot.outbox import reply_of
from bot.ports import Who
from storage.conversations import Author, Conversation, Message, Mode

_END = 1_000
"""Characters of the beginning and of the end of an earlier message that give context."""
_LOOK_BACK = 20
"""Messages read for context; more than any batch of replies and enough for the screen."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a turn was planned on. It may be written only while ``mode`` and ``turn`` still hold."""

    conversation_id: str
    mode: Mode
    turn: int
    state: Any
    who: Who
    last_seq: int
    """The newest message; also what chooses among variants of wording."""
    question: Reply | None
    """The newest reply with buttons."""
    labels: dict[str, str]
    """The choices on offer and what their buttons read."""
    greeted: bool
    """Whether the flow has said anything yet."""
    statuses: int
    """How often of late we said where things stand."""


async def recent(session: AsyncSession, conversation_id: str) -> list[Message]:
    """The last messages, newest first."""
    rows = await session.scalars(
        select(Message)
        .where(Message.conversation_id == conversation_id)
        .order_by(Message.seq.desc())
        .limit(_LOOK_BACK)
    )
    return list(rows)


async def read(session: AsyncSession, conversation_id: str) -> Standing | None:
    """How things stand; None if the conversation is gone."""
    row = await session.get(Conversation, conversation_id, populate_existing=True)
    if row is None:
        return None
    messages = await recent(session, conversation_id)
    question, labels = on_offer(messages)
    return Standing(
        conversation_id=row.id,
        mode=Mode(row.mode),
        turn=row.turn,
        state=row.state,
        who=Who(row.persona, row.age_band, row.channel),
        last_seq=messages[0].seq if messages else 0,
        question=question,
        labels=labels,
        greeted=any(
            message.author == Author.BOT and message.kind not in ("safety", "status")
            for message in messages
        ),
        statuses=sum(1 for message in messages if message.kind == "status"),
    )


def on_offer(messages: list[Message]) -> tuple[Reply | None, dict[str, str]]:
    """The newest reply with buttons, and what each recent choice reads (the newest label wins).

    ``messages`` are newest first. A button of a while ago still works: the flow knows what to do
    with it. One that was never offered, or too long ago, is not on offer.
    """
    replies = [reply_of(m) for m in messages if m.author != Author.PERSON]
    question = next((reply for reply in replies if reply.buttons), None)
    labels = {b.choice: b.label for reply in reversed(replies) for b in reply.buttons}
    return question, labels


def spoken(messages: list[Message], limit: int) -> tuple[str, ...]:
    """The last texts of the person, oldest first, for the screen's context. Of a very long one, which
    was screened whole when it came, the beginning and the end: six of them would take too long."""
    texts = [m.text for m in messages if m.author == Author.PERSON and m.text]
    return tuple(_ends(text) for text in reversed(texts[:limit]))


def _ends(text: str) -> str:
    return text if len(text) <= 2 * _END else f"{text[:_END]}\n{text[-_END:]}"
