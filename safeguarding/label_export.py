"""Labels as lines to learn from: what was written, what the screen made of it, what staff say.

Who gave a label is never part of it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from safeguarding.tables import AssessmentLabel
from safeguarding.verdicts import Verdict
from storage.conversations import Author, Message

_LOOK_BACK = 20
"""How many messages before, of anybody, the person's earlier words are looked for in."""


async def exported(
    session: AsyncSession, *, since: datetime | None = None, history: int | None = None
) -> AsyncIterator[dict[str, Any]]:
    """Every label given at ``since`` or later, oldest first, as a dictionary that JSON can hold.

    ``id`` is that of the message, so one that two people marked comes twice. ``tier`` is what the
    staff would give: for a "right" label what the screen gave, else what they said, or None.
    ``history``: with the text and up to so many of the person's earlier texts, oldest first, as the
    screen had them; None leaves out every word, and nothing is decrypted.
    """
    query = select(AssessmentLabel).order_by(AssessmentLabel.at, AssessmentLabel.id)
    if since is not None:
        query = query.where(AssessmentLabel.at >= since)
    for label in await session.scalars(query):
        words = {} if history is None else await _words(session, label.message_id, history)
        yield {
            "id": label.message_id,
            **words,
            "verdict": label.verdict,
            "tier": label.assessed_tier if label.verdict == Verdict.RIGHT else label.tier,
            "category": label.category,
            "assessed_tier": label.assessed_tier,
            "score": label.assessed_score,
            "rules": label.assessed_rules,
            "at": label.at.isoformat(),
        }


async def _words(session: AsyncSession, message_id: str, history: int) -> dict[str, Any]:
    """The text of a message and what the same person wrote before it."""
    message = await session.get_one(Message, message_id)
    before = await session.scalars(
        select(Message.text)
        .where(
            Message.conversation_id == message.conversation_id,
            Message.author == str(Author.PERSON),
            Message.seq < message.seq,
            Message.seq >= message.seq - _LOOK_BACK,
        )
        .order_by(Message.seq)
    )
    said = [text for text in before if text]
    return {"text": message.text, "history": said[-history:] if history else []}
