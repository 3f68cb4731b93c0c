"""What the desk says to a second sign, and to one that is taken back."""

from __future__ import annotations

import pytest

from basics.clock import FixedClock
from bot.fakes import DANGERS, WordAssessor, fake_parts
from bot.messages import TurnAnswer
from safeguarding.assessment import TAKEN_BACK, Assessment, Tier
from storage.database import Database
from tests.bot.helpers import Talk, talk
from tests.conftest import both_databases

pytestmark = both_databases

SIGNS = {
    "jk about pills": Assessment(tier=Tier.IMMEDIATE, categories=("overdose",), rules=(TAKEN_BACK,)),
    "jk about it": Assessment(tier=Tier.HIGH, categories=("weapon",), rules=(TAKEN_BACK,)),
    "jk but he hits me": Assessment(
        tier=Tier.HIGH, categories=("weapon", "physical_abuse"), rules=(TAKEN_BACK, "hits_me")
    ),
    "jk i am fine": Assessment(
        tier=Tier.CONCERN, categories=("passive_ideation",), rules=(TAKEN_BACK,)
    ),
    "hint": Assessment(tier=Tier.HIGH, categories=("other",), rules=("t4",)),
    **DANGERS,
}  # fmt: skip


async def person(database: Database, clock: FixedClock) -> Talk:
    return await talk(fake_parts(database, clock, assessor=WordAssessor(SIGNS)))


def only(answer: TurnAnswer) -> str:
    (reply,) = answer.replies
    assert reply.contacts
    return reply.text


async def test_the_same_kind_of_sign_is_not_answered_with_the_same_reply(
    database: Database, clock: FixedClock
) -> None:
    me = await person(database, clock)
    said = [only(await me.say("i have a knife"))]
    for _ in range(3):
        await me.tap("carry_on")
        said.append(only(await me.say("the knife again")))
    assert len(set(said)) == 4
    assert "cannot keep this just between us" in said[0]
    assert all("cannot keep" not in text and "999" in text for text in said[1:])


async def test_worse_and_of_another_kind_gets_its_own_words_without_the_whole_reply(
    database: Database, clock: FixedClock
) -> None:
    me = await person(database, clock)
    await me.say("i have a knife")
    said = only(await me.say("i took pills"))
    assert "dangerous even if you feel fine" in said and "Ring 999 now" in said
    assert "This cannot stay just between us either" in said


async def test_after_a_mere_hint_the_first_named_danger_gets_the_whole_reply(
    database: Database, clock: FixedClock
) -> None:
    me = await person(database, clock)
    await me.say("hint")
    said = only(await me.say("i have a knife"))
    assert "cannot keep this just between us" in said


async def test_after_a_worry_the_first_danger_gets_the_whole_reply(
    database: Database, clock: FixedClock
) -> None:
    me = await person(database, clock)
    await me.say("it feels hopeless")
    said = only(await me.say("i have a knife"))
    assert "cannot keep this just between us" in said


async def test_taking_it_back_gets_a_kind_line_and_changes_nothing(
    database: Database, clock: FixedClock
) -> None:
    me = await person(database, clock)
    await me.say("i have a knife")
    first, second = await me.say("jk about it"), await me.say("jk about it")
    assert only(first) != only(second)
    assert "A person on our team will read it" in only(first)
    assert "bother" in only(first) and "bother" in only(second)
    assert (first.mode, second.mode) == ("waiting", "waiting")
    assert first.case is not None and first.case.tier == "high"


async def test_taking_back_an_overdose_still_says_what_to_do(
    database: Database, clock: FixedClock
) -> None:
    me = await person(database, clock)
    await me.say("i took pills")
    answer = await me.say("jk about pills")
    assert "this still counts. Ring 999 now" in only(answer)
    assert answer.replies[0].contacts[0].phone == "999"


async def test_what_is_said_beside_taking_back_is_answered_as_a_sign(
    database: Database, clock: FixedClock
) -> None:
    me = await person(database, clock)
    await me.say("i have a knife")
    said = only(await me.say("jk but he hits me"))
    assert "bother" not in said and "999" in said


async def test_a_worry_that_is_taken_back_gets_one_line_and_the_flow_goes_on(
    database: Database, clock: FixedClock
) -> None:
    me = await person(database, clock)
    await me.say("it feels hopeless")
    answer = await me.say("jk i am fine")
    assert [reply.kind for reply in answer.replies] == ["safety", "say"]
    assert "still glad you said it" in answer.replies[0].text
    assert answer.mode == "bot"


@pytest.mark.parametrize("words", ["i have a knife", "jk about it"])
async def test_beside_a_person_nothing_is_said_to_what_they_know(
    database: Database, clock: FixedClock, words: str
) -> None:
    me = await person(database, clock)
    await me.say("i have a knife")
    async with me.parts.database.transaction() as session:
        row = await session.get_one(type(await me.row()), me.id)
        row.mode = "human"
    assert (await me.say(words)).replies == []
