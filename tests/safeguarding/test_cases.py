from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import text

from basics.clock import FixedClock
from basics.errors import Conflict, InvalidInput, NotAllowed, NotFound
from safeguarding import cases
from safeguarding.assessment import Assessment, Tier
from safeguarding.queue import CaseView, QueueRow
from safeguarding.tables import CaseState, Role
from storage.conversations import Author, add_message
from storage.database import Database
from tests.conftest import both_databases
from tests.safeguarding.people import (
    CONCERN,
    HIGH,
    IMMEDIATE,
    member,
    new_conversation,
    opened,
    says,
)

pytestmark = both_databases
MINUTE = timedelta(minutes=1)
OUTCOME = next(iter(cases.outcomes()))


async def view(database: Database, case_id: str) -> CaseView:
    async with database.reading() as session:
        return await cases.case_view(session, case_id)


async def queued(database: Database) -> Sequence[QueueRow]:
    async with database.reading() as session:
        return await cases.queue(session)


async def claim(database: Database, clock: FixedClock, case_id: str, staff_id: str) -> None:
    async with database.transaction() as session:
        await cases.claim(session, case_id, staff_id, clock.now())


async def test_a_sign_opens_a_case_with_the_message_that_raised_it(
    database: Database, clock: FixedClock
) -> None:
    conversation = await new_conversation(database, clock.now())
    change = await says(database, conversation, HIGH, clock.now())
    assert (change.opened, change.raised) == (True, False)
    seen = await view(database, change.case.id)
    assert seen.row.tier == "high"
    assert seen.row.state == CaseState.OPEN
    assert seen.row.categories == ("self_harm",)
    assert seen.signs[0].rules == ("self_harm.hurting_self",)
    assert seen.signs[0].spans == ((0, 4),)
    assert [step.kind for step in seen.steps] == ["opened"]


async def test_a_later_sign_adds_to_the_live_case(database: Database, clock: FixedClock) -> None:
    conversation = await new_conversation(database, clock.now())
    first = await says(database, conversation, HIGH, clock.now())
    second = await says(database, conversation, CONCERN, clock.now())
    assert second.case.id == first.case.id
    assert (second.opened, second.raised) == (False, False)
    seen = await view(database, first.case.id)
    assert seen.row.categories == ("self_harm", "neglect")
    assert len(seen.signs) == 2


async def test_a_case_becomes_more_urgent_and_never_less(
    database: Database, clock: FixedClock
) -> None:
    conversation = await new_conversation(database, clock.now())
    first = await says(database, conversation, CONCERN, clock.now())
    second = await says(database, conversation, IMMEDIATE, clock.now())
    third = await says(database, conversation, CONCERN, clock.now())
    assert (second.raised, third.raised) == (True, False)
    seen = await view(database, first.case.id)
    assert seen.row.tier == "immediate"
    assert [step.kind for step in seen.steps] == ["opened", "raised"]


async def test_the_same_message_twice_counts_once(database: Database, clock: FixedClock) -> None:
    conversation = await new_conversation(database, clock.now())
    async with database.transaction() as session:
        said = await add_message(
            session, conversation, author=Author.PERSON, text="x", now=clock.now()
        )
        for _ in range(2):
            change = await cases.open_or_add(
                session, conversation_id=conversation, message_id=said.id, assessment=HIGH,
                reason="risk", now=clock.now(),
            )  # fmt: skip
    seen = await view(database, change.case.id)
    assert len(seen.signs) == 1
    assert seen.row.unanswered == 1


async def test_asking_for_a_person_opens_a_case_without_a_risk(
    database: Database, clock: FixedClock
) -> None:
    conversation = await new_conversation(database, clock.now())
    change = await says(database, conversation, Assessment(), clock.now(), reason="asked")
    assert change.case.tier == Tier.CONCERN
    assert change.case.reason == "asked"


async def test_a_reason_that_does_not_exist_is_refused(
    database: Database, clock: FixedClock
) -> None:
    conversation = await new_conversation(database, clock.now())
    with pytest.raises(InvalidInput, match="whim"):
        await says(database, conversation, HIGH, clock.now(), reason="whim")


async def test_signs_at_the_same_moment_open_one_case(
    database: Database, clock: FixedClock
) -> None:
    conversation = await new_conversation(database, clock.now())
    changes = await asyncio.gather(
        *(says(database, conversation, HIGH, clock.now()) for _ in range(10))
    )
    assert len({change.case.id for change in changes}) == 1
    assert sum(change.opened for change in changes) == 1
    assert (await view(database, changes[0].case.id)).row.unanswered == 10


async def test_a_stored_message_and_its_case_stand_or_fall_together(
    database: Database, clock: FixedClock
) -> None:
    conversation = await new_conversation(database, clock.now())
    with pytest.raises(ZeroDivisionError):
        async with database.transaction() as session:
            said = await add_message(
                session, conversation, author=Author.PERSON, text="x", now=clock.now()
            )
            await cases.open_or_add(
                session, conversation_id=conversation, message_id=said.id, assessment=HIGH,
                reason="risk", now=clock.now(),
            )  # fmt: skip
            raise ZeroDivisionError
    assert await queued(database) == []


async def test_of_fifty_who_claim_at_once_one_gets_it(
    database: Database, clock: FixedClock
) -> None:
    case_id = await opened(database, clock.now())
    staff = [await member(database, f"Person {number}", clock.now()) for number in range(50)]

    async def try_to_claim(staff_id: str) -> str:
        try:
            await claim(database, clock, case_id, staff_id)
        except Conflict as conflict:
            return conflict.message
        return "claimed"

    answers = await asyncio.gather(*(try_to_claim(staff_id) for staff_id in staff))
    assert answers.count("claimed") == 1
    owner = staff[answers.index("claimed")]
    seen = await view(database, case_id)
    assert seen.row.owner_id == owner
    assert [step.kind for step in seen.steps].count("claimed") == 1
    refused = [answer for answer in answers if answer != "claimed"]
    assert refused == [f"{seen.row.owner_name} has this case."] * 49


async def test_only_the_owner_may_answer_release_or_close(
    database: Database, clock: FixedClock
) -> None:
    case_id = await opened(database, clock.now())
    owner, other = [await member(database, name, clock.now()) for name in ("Sam", "Kit")]
    await claim(database, clock, case_id, owner)
    async with database.transaction() as session:
        with pytest.raises(Conflict, match="Sam has this case"):
            await cases.record_reply(session, case_id, other, clock.now())
        with pytest.raises(Conflict, match="Sam has this case"):
            await cases.release(session, case_id, other, clock.now())
        with pytest.raises(Conflict, match="Sam has this case"):
            await cases.close(
                session, case_id, other, outcome=OUTCOME, note="done", now=clock.now()
            )


async def test_nobody_answers_a_case_that_nobody_has(database: Database, clock: FixedClock) -> None:
    case_id = await opened(database, clock.now())
    staff_id = await member(database, "Sam", clock.now())
    async with database.transaction() as session:
        with pytest.raises(Conflict, match="Claim it first"):
            await cases.record_reply(session, case_id, staff_id, clock.now())


async def test_a_viewer_may_not_claim(database: Database, clock: FixedClock) -> None:
    case_id = await opened(database, clock.now())
    viewer = await member(database, "Sam", clock.now(), Role.VIEWER)
    with pytest.raises(NotAllowed):
        await claim(database, clock, case_id, viewer)
    assert (await view(database, case_id)).row.owner_id is None


async def test_a_released_case_may_be_claimed_by_somebody_else(
    database: Database, clock: FixedClock
) -> None:
    case_id = await opened(database, clock.now())
    sam, kit = [await member(database, name, clock.now()) for name in ("Sam", "Kit")]
    await claim(database, clock, case_id, sam)
    async with database.transaction() as session:
        await cases.release(session, case_id, sam, clock.now())
    await claim(database, clock, case_id, kit)
    assert (await view(database, case_id)).row.owner_name == "Kit"


async def test_an_answer_starts_the_waiting_again(database: Database, clock: FixedClock) -> None:
    conversation = await new_conversation(database, clock.now())
    case_id = (await says(database, conversation, HIGH, clock.now())).case.id
    staff_id = await member(database, "Sam", clock.now())
    await claim(database, clock, case_id, staff_id)
    clock.advance(MINUTE)
    async with database.transaction() as session:
        await cases.record_reply(session, case_id, staff_id, clock.now())
    answered = (await view(database, case_id)).row
    assert (answered.unanswered, answered.first_reply_at) == (0, clock.now())
    clock.advance(MINUTE)
    async with database.transaction() as session:
        await cases.note_message(session, conversation_id=conversation, now=clock.now())
    waiting = (await view(database, case_id)).row
    assert (waiting.unanswered, waiting.waiting_since) == (1, clock.now())


async def test_waiting_is_counted_from_the_first_unanswered_message(
    database: Database, clock: FixedClock
) -> None:
    began = clock.now()
    conversation = await new_conversation(database, began)
    case_id = (await says(database, conversation, HIGH, began)).case.id
    clock.advance(MINUTE)
    await says(database, conversation, HIGH, clock.now())
    row = (await view(database, case_id)).row
    assert (row.unanswered, row.waiting_since) == (2, began)


async def test_a_message_in_a_conversation_without_a_case_opens_none(
    database: Database, clock: FixedClock
) -> None:
    conversation = await new_conversation(database, clock.now())
    async with database.transaction() as session:
        noted = await cases.note_message(session, conversation_id=conversation, now=clock.now())
    assert noted is None


@pytest.mark.parametrize(
    ("outcome", "note"), [("no_such_thing", "done"), (OUTCOME, ""), (OUTCOME, "  \n ")]
)
async def test_closing_needs_a_known_outcome_and_a_note(
    database: Database, clock: FixedClock, outcome: str, note: str
) -> None:
    case_id = await opened(database, clock.now())
    staff_id = await member(database, "Sam", clock.now())
    await claim(database, clock, case_id, staff_id)
    async with database.transaction() as session:
        with pytest.raises(InvalidInput):
            await cases.close(
                session, case_id, staff_id, outcome=outcome, note=note, now=clock.now()
            )
    assert (await view(database, case_id)).row.state == CaseState.CLAIMED


async def test_a_new_sign_after_closing_opens_a_new_case_that_knows_the_first(
    database: Database, clock: FixedClock
) -> None:
    conversation = await new_conversation(database, clock.now())
    first = (await says(database, conversation, HIGH, clock.now())).case.id
    staff_id = await member(database, "Sam", clock.now())
    await claim(database, clock, first, staff_id)
    async with database.transaction() as session:
        await cases.close(
            session, first, staff_id, outcome=OUTCOME, note="Rang home.", now=clock.now()
        )
    assert await queued(database) == []
    second = await says(database, conversation, CONCERN, clock.now())
    assert second.opened
    assert second.case.id != first
    seen = await view(database, second.case.id)
    assert seen.row.tier == "concern"
    assert [row.id for row in seen.earlier] == [first]


async def test_handing_back_closes_the_case_and_says_so(
    database: Database, clock: FixedClock
) -> None:
    case_id = await opened(database, clock.now())
    staff_id = await member(database, "Sam", clock.now())
    await claim(database, clock, case_id, staff_id)
    async with database.transaction() as session:
        await cases.hand_back(
            session, case_id, staff_id, outcome=OUTCOME, note="Talked.", now=clock.now()
        )
    seen = await view(database, case_id)
    assert seen.row.state == CaseState.CLOSED
    assert seen.note == "Talked."
    assert seen.steps[-1].kind == "handed_back"


async def test_a_closed_case_stays_closed(database: Database, clock: FixedClock) -> None:
    case_id = await opened(database, clock.now())
    staff_id = await member(database, "Sam", clock.now())
    await claim(database, clock, case_id, staff_id)
    async with database.transaction() as session:
        await cases.close(
            session, case_id, staff_id, outcome=OUTCOME, note="Done.", now=clock.now()
        )
    with pytest.raises(Conflict, match="closed"):
        await claim(database, clock, case_id, staff_id)


async def test_the_note_cannot_be_read_in_the_database(
    database: Database, clock: FixedClock
) -> None:
    case_id = await opened(database, clock.now())
    staff_id = await member(database, "Sam", clock.now())
    await claim(database, clock, case_id, staff_id)
    async with database.transaction() as session:
        await cases.close(
            session, case_id, staff_id, outcome=OUTCOME, note="Rang Dorothy.", now=clock.now()
        )
        stored = (await session.execute(text("SELECT note FROM safeguarding_case"))).scalar_one()
    assert "Dorothy" not in stored


async def test_there_is_no_such_case(database: Database, clock: FixedClock) -> None:
    staff_id = await member(database, "Sam", clock.now())
    with pytest.raises(NotFound):
        await claim(database, clock, "0" * 32, staff_id)
    with pytest.raises(NotFound):
        await view(database, "0" * 32)
