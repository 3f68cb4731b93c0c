from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from basics.clock import FixedClock
from basics.errors import NotFound
from bot.fakes import fake_parts
from bot.records import erase
from safeguarding import labels
from safeguarding.staff import add_staff
from safeguarding.tables import AssessmentLabel, Case, CaseSign
from safeguarding.verdicts import Opinion, Verdict
from storage.conversations import Conversation, Message
from storage.database import Database
from storage.inbox import InboxItem
from storage.outbox import OutboxItem
from tests.bot.helpers import Talk, count, talk, texts
from tests.conftest import both_databases

pytestmark = both_databases


async def test_an_export_holds_all_that_is_kept(database: Database, clock: FixedClock) -> None:
    me = await talk(fake_parts(database, clock))
    await me.tap("go")
    await me.say("find drawing")
    await me.say("i have a knife")
    found = json.loads(json.dumps(await me.chat.export(me.id)))
    assert found["conversation"]["area"] == "E13"
    assert [line["text"] for line in found["messages"] if line["from"] == "person"] == [
        "b.go",
        "find drawing",
        "i have a knife",
    ]
    assert found["messages"][-3]["services"][0]["name"] == "Ink Club"
    assert len(found["a_person_was_called"]) == 1
    assert '"weapon"' not in json.dumps(found)


async def test_erasing_leaves_nothing(database: Database, clock: FixedClock) -> None:
    me = await talk(fake_parts(database, clock), "telegram")
    await me.say("hello")
    assert await me.chat.erase(me.id) is True
    for table in (Conversation, Message, InboxItem, OutboxItem):
        assert await count(database, table) == 0
    with pytest.raises(NotFound):
        await me.chat.history(me.id)
    with pytest.raises(NotFound):
        await me.chat.erase(me.id)


async def test_erasing_after_a_person_was_called_keeps_the_record_and_shuts_the_door(
    database: Database, clock: FixedClock
) -> None:
    parts = fake_parts(database, clock)
    me = await talk(parts)
    opened = await me.chat.open("web")
    me.id = opened.conversation_id
    await me.say("i have a knife")
    assert await me.chat.erase(me.id) is False
    row = await me.row()
    assert (row.mode, row.state, row.token_digest) == ("closed", None, None)
    assert await me.chat.conversation_for_token(opened.token) is None
    assert ("person", "i have a knife") in await me.lines()


async def test_nobody_learns_from_what_somebody_asked_to_have_deleted(
    database: Database, clock: FixedClock
) -> None:
    deleted, kept = await marked(database, clock), await marked(database, clock)
    assert await count(database, AssessmentLabel) == 2
    assert await deleted.chat.erase(deleted.id) is False
    assert await count(database, AssessmentLabel) == 1
    await kept.say("delete")
    await kept.tap("erase")
    assert await count(database, AssessmentLabel) == 0


async def marked(database: Database, clock: FixedClock) -> Talk:
    """A conversation in which staff marked the message that raised the case."""
    me = await talk(fake_parts(database, clock))
    await me.say("i have a knife")
    async with database.transaction() as session:
        sam = await add_staff(session, f"{me.id}@example.org", "Sam", "responder", clock.now())
        sign = await session.scalar(
            select(CaseSign)
            .join(Case, Case.id == CaseSign.case_id)
            .where(Case.conversation_id == me.id)
        )
        assert sign is not None
        await labels.mark(
            session, case_id=sign.case_id, message_id=sign.message_id, staff_id=sam.id,
            opinion=Opinion(Verdict.RIGHT), now=clock.now(),
        )  # fmt: skip
    return me


async def test_after_erasing_the_same_address_begins_anew(
    database: Database, clock: FixedClock
) -> None:
    me = await talk(fake_parts(database, clock), "telegram")
    await me.say("i have a knife")
    await me.chat.erase(me.id)
    opened = await me.chat.open("telegram", address="chat-1")
    assert opened.conversation_id != me.id and opened.replies


async def test_deleting_from_inside_the_chat(database: Database, clock: FixedClock) -> None:
    me = await talk(fake_parts(database, clock), "telegram")
    await me.tap("go")
    assert texts(await me.tap("erase")) == ["outcome.old_button", "chose(choice=go)"]
    await me.say("delete")
    sent = me.inbound(choice="erase")
    answer = await me.chat.receive(sent)
    assert (texts(answer), answer.mode) == (["outcome.deleted"], "closed")
    assert await me.lines() == [("bot", "outcome.deleted")]
    assert await count(database, OutboxItem) == 1
    row = await me.row()
    assert (row.persona, row.outcode, row.state) == ("unknown", None, None)
    again = await me.chat.receive(sent)
    assert again.repeated and texts(again) == ["outcome.deleted"]
    assert [reply.text for reply in await me.chat.replies_after(me.id, 4)] == ["outcome.deleted"]
    assert texts(await me.say("hello")) == ["greeting", "heard(text=hello)"]


async def test_deleting_from_inside_keeps_a_safeguarding_record(
    database: Database, clock: FixedClock
) -> None:
    me = await talk(fake_parts(database, clock))
    await me.say("i have a knife")
    await me.say("delete")
    answer = await me.tap("erase")
    assert (texts(answer), answer.mode) == (["outcome.kept"], "closed")
    assert ("person", "i have a knife") in await me.lines()


async def test_a_sweep_leaves_alone_who_wrote_meanwhile(
    database: Database, clock: FixedClock
) -> None:
    me = await talk(fake_parts(database, clock))
    await me.say("hello")
    async with database.transaction() as session:
        assert not await erase(session, me.id, unless_heard_since=clock.now())
    assert ("person", "hello") in await me.lines()
