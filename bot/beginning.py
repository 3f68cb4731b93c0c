"""Beginning a conversation: its row, its token, and the greeting, in one transaction."""

from __future__ import annotations

import secrets

from bot.flowing import start_flow
from bot.messages import Draft
from bot.outbox import write
from bot.parts import PUSHED, Parts
from bot.ports import Opened, Who
from bot.rendering import render
from flows.types import Say
from storage.conversations import Conversation

TOKEN_BYTES = 32
"""256 bits: a web chat's token cannot be guessed."""


async def begin(
    parts: Parts, channel: str, address: str | None, digest: str | None, persona: str, greet: bool
) -> Opened:
    """A new conversation. One with an ``address`` (and its ``digest``) has no token.

    Raises IntegrityError if somebody else just began the one with this address.
    """
    now = parts.clock.now()
    token = "" if digest else secrets.token_urlsafe(TOKEN_BYTES)
    state, drafts = greeting(parts, Who(persona, None, channel)) if greet else (None, [])
    async with parts.database.transaction() as session:
        conversation = Conversation(
            channel=channel,
            address=address,
            address_digest=digest,
            token_digest=parts.database.cipher.digest(token) if token else None,
            persona=persona,
            state=state,
            turn=0,
            created_at=now,
            last_heard_at=now,
        )
        session.add(conversation)
        await session.flush()
        replies = await write(session, conversation, drafts, now)
    if channel in PUSHED:
        parts.signals.notify(f"outbox:{channel}")
    return Opened(conversation.id, token, replies)


def greeting(parts: Parts, who: Who, seed: int = 0) -> tuple[object, list[Draft]]:
    """A new flow session, and what it says first."""
    session, events = start_flow(parts, who, parts.clock.now())
    said = [event for event in events if isinstance(event, Say)]
    return session, [render(say, parts.words, who, seed + n) for n, say in enumerate(said)]
