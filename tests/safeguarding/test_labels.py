from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select

from basics.clock import FixedClock
from basics.errors import InvalidInput, NotAllowed, NotFound
from safeguarding import cases, labels
from safeguarding.assessment import Assessment, Tier
from safeguarding.tables import AssessmentLabel, CaseEvent, Role
from safeguarding.verdicts import Opinion, Verdict
from storage.conversations import Author, Message, add_message
from storage.database import Database
from storage.inbox import InboxItem
from tests.conftest import both_databases
from tests.safeguarding.people import CONCERN, HIGH, IMMEDIATE, member, new_conversation, says

pytestmark = both_databases


@dataclass
class Desk:
    """A case with one message in it, and somebody who marks."""

    database: Database
    clock: FixedClock
    case_id: str
    message_id: str
    sam: str

    async def mark(self, verdict: str, tier: Tier | None = None, category: str | None = None,
                   *, by: str | None = None, message_id: str | None = None) -> bool:  # fmt: skip
        async with self.database.transaction() as session:
            return await labels.mark(
                session, case_id=self.case_id, message_id=message_id or self.message_id,
                staff_id=by or self.sam, opinion=Opinion(Verdict(verdict), tier, category),
                now=self.clock.now(),
            )  # fmt: skip

    async def unmark(self, *, by: str | None = None) -> bool:
        async with self.database.transaction() as session:
            return await labels.unmark(
                session, case_id=self.case_id, message_id=self.message_id,
                staff_id=by or self.sam, now=self.clock.now(),
            )  # fmt: skip

    async def rows(self) -> list[AssessmentLabel]:
        async with self.database.reading() as session:
            return list(await session.scalars(select(AssessmentLabel)))

    async def events(self) -> list[tuple[str, object]]:
        async with self.database.reading() as session:
            rows = await session.scalars(select(CaseEvent).order_by(CaseEvent.id))
            return [(row.kind, row.detail) for row in rows if row.kind.endswith("marked")]

    async def said(self, text: str = "nobody listens", author: Author = Author.PERSON) -> str:
        """A message that raised nothing; gives the id."""
        now = self.clock.now()
        async with self.database.transaction() as session:
            view = await cases.case_view(session, self.case_id)
            chat = view.row.conversation_id
            said = await add_message(session, chat, author=author, text=text, now=now)
            session.add(
                InboxItem(channel="web", update_id=said.id, conversation_id=chat,
                          message_id=said.id, received_at=now,
                          assessment={"tier": "none", "score": 0.21, "rules": []})
            )  # fmt: skip
            return said.id


async def desk(database: Database, clock: FixedClock, found: Assessment = HIGH) -> Desk:
    sam = await member(database, "Sam", clock.now())
    change = await says(database, await new_conversation(database, clock.now()), found, clock.now())
    async with database.reading() as session:
        message_id = await session.scalar(
            select(Message.id).where(Message.conversation_id == change.case.conversation_id)
        )
    assert message_id is not None
    return Desk(database, clock, change.case.id, message_id, sam)


async def test_a_label_keeps_what_the_screen_had_made_of_it(
    database: Database, clock: FixedClock
) -> None:
    found = HIGH.model_copy(update={"score": 0.87})
    here = await desk(database, clock, found)
    assert await here.mark("too_high", Tier.CONCERN, "bullying_threat")
    (row,) = await here.rows()
    assert (row.verdict, row.tier, row.category) == ("too_high", "concern", "bullying_threat")
    assert (row.assessed_tier, row.assessed_score, row.assessed_rules) == (
        "high", 0.87, ["self_harm.hurting_self"],
    )  # fmt: skip
    assert row.at == clock.now()


async def test_one_label_for_each_person_and_message_and_every_change_is_kept_as_an_event(
    database: Database, clock: FixedClock
) -> None:
    here = await desk(database, clock)
    olu = await member(database, "Olu", clock.now(), Role.LEAD)
    assert await here.mark("right")
    assert not await here.mark("right")
    assert await here.mark("too_low", Tier.IMMEDIATE)
    assert await here.mark("right", by=olu)
    assert len(await here.rows()) == 2
    assert await here.unmark()
    assert not await here.unmark()
    assert [row.staff_id for row in await here.rows()] == [olu]
    assert await here.events() == [
        ("marked", {"seq": 1, "verdict": "right"}),
        ("marked", {"seq": 1, "verdict": "too_low", "tier": "immediate", "before": "right"}),
        ("marked", {"seq": 1, "verdict": "right"}),
        ("unmarked", {"seq": 1, "verdict": "too_low", "tier": "immediate"}),
    ]


async def test_a_label_changes_nothing_about_the_case(
    database: Database, clock: FixedClock
) -> None:
    here = await desk(database, clock)
    async with database.reading() as session:
        before = (await cases.case_view(session, here.case_id)).row
    clock.advance(timedelta(minutes=5))
    await here.mark("too_low", Tier.IMMEDIATE, "overdose")
    await here.mark("too_high", Tier.NONE)
    async with database.reading() as session:
        assert (await cases.case_view(session, here.case_id)).row == before


async def test_a_closed_case_can_be_marked(database: Database, clock: FixedClock) -> None:
    here = await desk(database, clock)
    async with database.transaction() as session:
        await cases.claim(session, here.case_id, here.sam, clock.now())
        await cases.close(
            session, here.case_id, here.sam, outcome="signposted", note="Told.", now=clock.now()
        )
    assert await here.mark("right")
    assert await here.unmark()


async def test_what_raised_nothing_can_only_have_been_missed(
    database: Database, clock: FixedClock
) -> None:
    here = await desk(database, clock)
    quiet = await here.said()
    for verdict in ("right", "too_high", "too_low"):
        with pytest.raises(InvalidInput, match="does not fit"):
            await here.mark(verdict, message_id=quiet)
    assert await here.mark("missed", Tier.HIGH, "neglect", message_id=quiet)
    (row,) = await here.rows()
    assert (row.assessed_tier, row.assessed_score, row.assessed_rules) == ("none", 0.21, [])


async def test_a_message_that_only_asked_for_a_person_raised_nothing(
    database: Database, clock: FixedClock
) -> None:
    here = await desk(database, clock, Assessment())
    assert await here.mark("missed")


async def test_what_a_message_raised_in_an_earlier_case_counts_in_a_later_one(
    database: Database, clock: FixedClock
) -> None:
    here = await desk(database, clock, IMMEDIATE)
    async with database.transaction() as session:
        case = await cases.claim(session, here.case_id, here.sam, clock.now())
        chat = case.conversation_id
        await cases.close(
            session, here.case_id, here.sam, outcome="signposted", note="x", now=clock.now()
        )
    here.case_id = (await says(database, chat, CONCERN, clock.now())).case.id
    with pytest.raises(InvalidInput):
        await here.mark("missed")
    assert await here.mark("right")
    assert (await here.rows())[0].assessed_tier == "immediate"


@pytest.mark.parametrize(
    ("found", "verdict", "tier", "category"),
    [
        (HIGH, "missed", None, None),
        (HIGH, "right", Tier.CONCERN, None),
        (HIGH, "right", Tier.HIGH, None),
        (HIGH, "too_high", Tier.IMMEDIATE, None),
        (HIGH, "too_high", Tier.HIGH, None),
        (HIGH, "too_low", Tier.CONCERN, None),
        (HIGH, "too_low", Tier.HIGH, None),
        (IMMEDIATE, "too_low", None, None),
        (HIGH, "right", None, "made_up"),
        (CONCERN, "too_low", Tier.NONE, None),
    ],
)
async def test_what_does_not_fit_is_refused(
    database: Database, clock: FixedClock, found: Assessment, verdict: str,
    tier: Tier | None, category: str | None,
) -> None:  # fmt: skip
    here = await desk(database, clock, found)
    with pytest.raises(InvalidInput):
        await here.mark(verdict, tier, category)
    assert await here.rows() == []
    assert await here.events() == []


@pytest.mark.parametrize("author", [Author.BOT, Author.STAFF, Author.SYSTEM])
async def test_only_what_a_person_wrote_is_marked(
    database: Database, clock: FixedClock, author: Author
) -> None:
    here = await desk(database, clock)
    ours = await here.said("hello", author)
    with pytest.raises(NotFound):
        await here.mark("missed", message_id=ours)


async def test_a_message_of_another_conversation_is_not_found(
    database: Database, clock: FixedClock
) -> None:
    here = await desk(database, clock)
    other = await says(database, await new_conversation(database, clock.now()), HIGH, clock.now())
    here.case_id = other.case.id
    with pytest.raises(NotFound):
        await here.mark("right")
    with pytest.raises(NotFound):
        await here.unmark()


async def test_a_viewer_and_a_closed_account_mark_nothing(
    database: Database, clock: FixedClock
) -> None:
    here = await desk(database, clock)
    viewer = await member(database, "Vi", clock.now(), Role.VIEWER)
    for nobody in (viewer, "no-such-account"):
        with pytest.raises(NotAllowed):
            await here.mark("right", by=nobody)
        with pytest.raises(NotAllowed):
            await here.unmark(by=nobody)


async def test_two_presses_at_once_make_one_label(database: Database, clock: FixedClock) -> None:
    here = await desk(database, clock)
    assert sorted(await asyncio.gather(*(here.mark("right") for _ in range(6)))) == [
        *[False] * 5, True,
    ]  # fmt: skip
    assert len(await here.rows()) == 1
    assert len(await here.events()) == 1


async def test_a_label_goes_when_its_message_goes(database: Database, clock: FixedClock) -> None:
    here = await desk(database, clock)
    await here.mark("right")
    async with database.transaction() as session:
        await session.execute(delete(Message).where(Message.id == here.message_id))
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(AssessmentLabel)) == 0


async def test_labels_are_read_by_message_with_who_gave_them(
    database: Database, clock: FixedClock
) -> None:
    here = await desk(database, clock)
    olu = await member(database, "Olu", clock.now())
    await here.mark("too_high", Tier.NONE, by=olu)
    clock.advance(timedelta(minutes=1))
    await here.mark("right", None, "neglect")
    async with database.reading() as session:
        view = await cases.case_view(session, here.case_id)
        found = await labels.labels_in(session, view.row.conversation_id)
    assert list(found) == [here.message_id]
    assert [(label.staff_name, label.opinion) for label in found[here.message_id]] == [
        ("Olu", Opinion(Verdict.TOO_HIGH, Tier.NONE)),
        ("Sam", Opinion(Verdict.RIGHT, None, "neglect")),
    ]
