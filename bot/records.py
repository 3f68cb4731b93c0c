"""What is kept of a conversation: shown again, given to the person it belongs to, or deleted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from basics.errors import NotFound
from bot.modes import enter
from bot.outbox import reply_of
from bot.ports import Line
from safeguarding import labels
from safeguarding.tables import Case
from storage.conversations import Author, Conversation, Message, Mode, lock, transcript
from storage.inbox import InboxItem
from storage.outbox import OutboxItem


async def history(session: AsyncSession, conversation_id: str) -> list[Line]:
    """Everything said, in order; NotFound for an unknown conversation."""
    await _known(session, conversation_id)
    return [_line(message) for message in await transcript(session, conversation_id)]


async def export(session: AsyncSession, conversation_id: str) -> dict[str, Any]:
    """Everything kept, as JSON. Staff's notes on a case are about safety and not part of it; that
    there is a case is."""
    row = await _known(session, conversation_id)
    cases = await session.scalars(
        select(Case).where(Case.conversation_id == conversation_id).order_by(Case.opened_at)
    )
    return {
        "conversation": {
            "id": row.id,
            "channel": row.channel,
            "started": row.created_at.isoformat(),
            "last_heard": row.last_heard_at.isoformat(),
            "who": row.persona,
            "age_band": row.age_band,
            "area": row.outcode,
            "mode": row.mode,
        },
        "understood": (row.state or {}).get("facts", {}),
        "messages": [_exported(m) for m in await transcript(session, conversation_id)],
        "a_person_was_called": [
            {
                "at": case.opened_at.isoformat(),
                "closed_at": case.closed_at.isoformat() if case.closed_at else None,
            }
            for case in cases
        ],
    }


async def erase(
    session: AsyncSession, conversation_id: str, *, unless_heard_since: datetime | None = None
) -> bool:
    """Delete the conversation with all its messages; NotFound if it is not there.

    ``unless_heard_since`` leaves it alone (False) if the person wrote at that time or later: for a
    sweep, which must not delete what came in since it looked.

    Where a person has been called, what was said is a safeguarding record with a schedule of its
    own: it stays, but nobody can open the chat with its token any more, and what the bot worked
    out from it goes, with the labels of staff on it. False then.
    """
    row = await lock(session, conversation_id)
    if row is None:
        raise NotFound("There is no such conversation.")
    if unless_heard_since is not None and row.last_heard_at >= unless_heard_since:
        return False
    if not await has_case(session, conversation_id):
        await session.delete(row)
        return True
    await forget(session, row)
    # Nobody opens it with its token again, and the same address begins a new conversation.
    row.token_digest, row.address_digest = None, None
    return False


async def has_case(session: AsyncSession, conversation_id: str) -> bool:
    """Whether a person was ever called in this conversation."""
    found = await session.scalar(
        select(Case.id).where(Case.conversation_id == conversation_id).limit(1)
    )
    return found is not None


async def empty(session: AsyncSession, row: Conversation, *, before_seq: int, item_id: str) -> None:
    """Take everything said before ``before_seq`` out of a conversation that is held, and close it.

    The inbox item ``item_id`` stays, so that the same update cannot do anything twice.
    """
    old = select(Message.id).where(Message.conversation_id == row.id, Message.seq < before_seq)
    await session.execute(
        delete(OutboxItem)
        .where(OutboxItem.message_id.in_(old))
        .execution_options(synchronize_session=False)
    )
    for rows in (
        delete(InboxItem).where(InboxItem.conversation_id == row.id, InboxItem.id != item_id),
        delete(Message).where(Message.conversation_id == row.id, Message.seq < before_seq),
    ):
        await session.execute(rows.execution_options(synchronize_session=False))
    row.persona, row.age_band, row.outcode = "unknown", None, None
    await forget(session, row)


async def forget(session: AsyncSession, row: Conversation) -> None:
    """Close a conversation that is held, without what is not the record itself: the flow session,
    the answers stored for repeats, which are a second copy of what was said, and the labels that
    the screen would learn from."""
    await labels.forget(session, row.id)
    await session.execute(
        update(InboxItem)
        .where(InboxItem.conversation_id == row.id)
        .values(answer=None)
        .execution_options(synchronize_session=False)
    )
    row.state = None
    enter(row, Mode.CLOSED)
    await session.flush()


async def _known(session: AsyncSession, conversation_id: str) -> Conversation:
    row = await session.get(Conversation, conversation_id)
    if row is None:
        raise NotFound("There is no such conversation.")
    return row


def _line(message: Message) -> Line:
    by_person = message.author == Author.PERSON
    return Line(
        seq=message.seq,
        author=message.author,
        text=message.text,
        reply=None if by_person else reply_of(message),
    )


def _exported(message: Message) -> dict[str, Any]:
    line: dict[str, Any] = {
        "from": message.author,
        "at": message.created_at.isoformat(),
        "kind": message.kind,
        "text": message.text,
    }
    payload = message.payload or {}
    for key in (
        "choice", "attachment", "edited", "left_out", "author_name", "services", "contacts",
    ):  # fmt: skip
        if payload.get(key):
            line[key] = payload[key]
    return line
