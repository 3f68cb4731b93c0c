"""Conversations, cases and staff for the tests of this room."""

from __future__ import annotations

from datetime import datetime

from safeguarding import cases
from safeguarding.assessment import Assessment, Tier
from safeguarding.cases import CaseChange
from safeguarding.staff import add_staff
from safeguarding.tables import Role
from storage.conversations import Author, Conversation, add_message, lock
from storage.database import Database

HIGH = Assessment(
    tier=Tier.HIGH, categories=("self_harm",), rules=("self_harm.hurting_self",), spans=((0, 4),)
)
IMMEDIATE = Assessment(tier=Tier.IMMEDIATE, categories=("overdose",), rules=("overdose.has_taken",))
CONCERN = Assessment(tier=Tier.CONCERN, categories=("neglect",), rules=("neglect.stretched",))


async def new_conversation(database: Database, now: datetime) -> str:
    async with database.transaction() as session:
        row = Conversation(channel="web", created_at=now, last_heard_at=now)
        session.add(row)
        await session.flush()
        return row.id


async def says(
    database: Database,
    conversation_id: str,
    found: Assessment,
    now: datetime,
    *,
    reason: str = "risk",
) -> CaseChange:
    """One message with a sign in it, stored as a turn does: the conversation is held."""
    async with database.transaction() as session:
        await lock(session, conversation_id)
        said = await add_message(
            session, conversation_id, author=Author.PERSON, text="what was typed", now=now
        )
        return await cases.open_or_add(
            session,
            conversation_id=conversation_id,
            message_id=said.id,
            assessment=found,
            reason=reason,
            now=now,
        )


async def opened(database: Database, now: datetime, found: Assessment = HIGH) -> str:
    """A conversation with a case; gives the case."""
    conversation = await new_conversation(database, now)
    return (await says(database, conversation, found, now)).case.id


async def member(database: Database, name: str, now: datetime, role: Role = Role.RESPONDER) -> str:
    """A member of staff; gives the id."""
    async with database.transaction() as session:
        email = f"{name.lower().replace(' ', '.')}@example.org"
        return (await add_staff(session, email, name, role, now)).id
