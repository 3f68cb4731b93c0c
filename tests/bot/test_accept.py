from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from basics.clock import FixedClock
from basics.errors import Conflict
from bot.fakes import WordAssessor, fake_parts
from bot.parts import Limits
from safeguarding.assessment import Assessment
from safeguarding.tables import Case, CaseSign
from storage.conversations import Message
from storage.database import Database
from storage.inbox import InboxItem
from tests.bot.helpers import count, talk, texts
from tests.conftest import both_databases

pytestmark = both_databases


async def the_case(database: Database) -> Case:
    async with database.reading() as session:
        return (await session.scalars(select(Case))).one()


async def test_danger_is_answered_at_once_with_contacts_and_a_case(
    database: Database, clock: FixedClock
) -> None:
    parts = fake_parts(database, clock)
    me = await talk(parts)
    answer = await me.say("i took pills")
    assert [reply.kind for reply in answer.replies] == ["safety"]
    assert answer.replies[0].contacts[0].phone == "999"
    assert [b.choice for b in answer.replies[0].buttons] == ["carry_on"]
    assert answer.mode == "waiting"
    assert answer.case is not None
    assert (answer.case.tier, answer.case.categories) == ("immediate", ["overdose"])
    case = await the_case(database)
    assert (case.conversation_id, case.reason, case.state) == (me.id, "risk", "open")
    assert parts.understander.seen == []  # type: ignore[attr-defined]


async def test_case_and_reply_are_stored_before_any_turn(
    database: Database, clock: FixedClock
) -> None:
    me = await talk(fake_parts(database, clock), "telegram")
    accepted = await me.chat.accept(me.inbound("i have a knife"))
    assert accepted.case_id == (await the_case(database)).id
    assert [author for author, _ in await me.lines()] == ["bot", "person", "bot"]
    assert (await me.row()).mode == "waiting"
    async with database.reading() as session:
        item = await session.get_one(InboxItem, accepted.item_id)
    assert item.processed_at is not None and item.answer["mode"] == "waiting"


async def test_a_concern_is_met_with_care_and_the_flow_goes_on(
    database: Database, clock: FixedClock
) -> None:
    me = await talk(fake_parts(database, clock))
    answer = await me.say("it feels hopeless")
    assert [reply.kind for reply in answer.replies] == ["safety", "say"]
    assert answer.replies[0].contacts
    assert answer.replies[1].text == "heard(text=it feels hopeless)"
    assert answer.mode == "bot"
    assert answer.case is not None and answer.case.tier == "concern"
    again = await me.say("still hopeless")
    assert [reply.kind for reply in again.replies] == ["say"]
    assert await count(database, CaseSign) == 2
    assert await count(database, Case) == 1


async def test_what_is_said_while_waiting_is_kept_screened_and_answered_honestly(
    database: Database, clock: FixedClock
) -> None:
    assessor = WordAssessor()
    me = await talk(fake_parts(database, clock, assessor=assessor))
    await me.say("i have a knife")
    first = await me.say("hello?")
    second = await me.say("anyone?")
    assert [r.kind for r in (*first.replies, *second.replies)] == ["status", "status"]
    assert first.replies[0].text != second.replies[0].text
    assert first.replies[0].contacts
    assert [b.choice for b in first.replies[0].buttons] == ["carry_on"]
    assert first.case is None and first.mode == "waiting"
    assert assessor.seen[-1] == ("anyone?", ("i have a knife", "hello?"))
    case = await the_case(database)
    assert case.unanswered == 3


async def test_carrying_on_keeps_the_case_and_new_danger_comes_back_to_waiting(
    database: Database, clock: FixedClock
) -> None:
    me = await talk(fake_parts(database, clock))
    await me.say("i have a knife")
    carried_on = await me.tap("carry_on")
    assert (carried_on.mode, texts(carried_on)) == ("bot", ["chose(choice=carry_on)"])
    assert (await the_case(database)).state == "open"
    assert texts(await me.say("hello")) == ["heard(text=hello)"]
    again = await me.say("the knife is here")
    assert again.mode == "waiting"
    assert [reply.kind for reply in again.replies] == ["safety"]
    assert await count(database, Case) == 1


async def test_worse_news_while_waiting_gets_the_words_for_it(
    database: Database, clock: FixedClock
) -> None:
    me = await talk(fake_parts(database, clock))
    await me.say("i have a knife")
    same = await me.say("the knife again")
    worse = await me.say("i took pills")
    assert [reply.kind for reply in same.replies] == ["status"]
    assert [reply.kind for reply in worse.replies] == ["safety"]
    assert (await the_case(database)).tier == "immediate"


async def test_a_broken_screen_counts_as_a_risk(database: Database, clock: FixedClock) -> None:
    assessor = WordAssessor()
    assessor.broken = True
    me = await talk(fake_parts(database, clock, assessor=assessor))
    answer = await me.say("hello")
    assert answer.mode == "waiting"
    assert [reply.kind for reply in answer.replies] == ["safety"]
    assert answer.replies[0].contacts
    case = await the_case(database)
    assert (case.reason, case.tier, case.categories) == ("screening_failed", "high", ["other"])


async def test_a_screen_that_hangs_counts_as_a_risk(database: Database, clock: FixedClock) -> None:
    release = asyncio.Event()
    loop = asyncio.get_running_loop()

    class Hanging:
        def assess(self, text: str, history: tuple[str, ...] = ()) -> Assessment:
            asyncio.run_coroutine_threadsafe(release.wait(), loop).result(10)
            return Assessment()

    parts = fake_parts(database, clock, assessor=Hanging(), limits=Limits(screen_seconds=0.05))
    me = await talk(parts)
    answer = await me.say("hello")
    release.set()
    assert answer.mode == "waiting"
    assert (await the_case(database)).reason == "screening_failed"


async def test_with_a_broken_screen_only_our_own_buttons_are_no_risk(
    database: Database, clock: FixedClock
) -> None:
    assessor = WordAssessor()
    assessor.broken = True
    me = await talk(fake_parts(database, clock, assessor=assessor))
    assert (await me.tap("never-offered")).mode == "waiting"
    assert (await me.tap("carry_on")).mode == "bot"
    assert (await me.tap("go")).mode == "bot"
    assert (await me.say("hello")).mode == "waiting"


async def test_an_assessor_that_answers_nonsense_counts_as_a_risk(
    database: Database, clock: FixedClock
) -> None:
    class Nonsense:
        def assess(self, text: str, history: tuple[str, ...] = ()) -> Assessment:
            return None  # type: ignore[return-value]

    me = await talk(fake_parts(database, clock, assessor=Nonsense()))
    assert (await me.say("hello")).mode == "waiting"


async def test_a_command_from_the_menu_is_kept_in_the_words_of_its_button(
    database: Database, clock: FixedClock
) -> None:
    me = await talk(fake_parts(database, clock))
    await me.tap("stop")
    await me.tap("person")
    said = [text for author, text in await me.lines() if author == "person"]
    assert said == ["button.stop", "button.person"]


async def test_every_kind_of_message_is_screened_in_every_state(
    database: Database, clock: FixedClock
) -> None:
    assessor = WordAssessor()
    me = await talk(fake_parts(database, clock, assessor=assessor))
    await me.say("\x00i took\x00 pills\u200d")
    assert (await me.row()).mode == "waiting"
    await me.tap("i-took-pills")
    await me.tap("I TOOK ' pills; DROP TABLE message")
    await me.send("photo", "these pills")
    await me.say("stop")
    await me.say("pills")
    assert [text for text, _ in assessor.seen] == [
        "i took pills\u200d",
        "i took pills",
        "I TOOK ' pills; DROP TABLE message",
        "these pills",
        "stop",
        "pills",
    ]
    assert await count(database, CaseSign) == 5


async def test_a_whole_long_message_is_screened_and_kept(
    database: Database, clock: FixedClock
) -> None:
    me = await talk(fake_parts(database, clock))
    answer = await me.say("la " * 6000 + "pills")
    assert answer.mode == "waiting"
    assert len((await me.lines())[1][1]) == 18_005


async def test_words_that_fail_cost_neither_message_nor_case(
    database: Database, clock: FixedClock
) -> None:
    parts = fake_parts(database, clock)
    me = await talk(parts)

    def broken(*_: object, **__: object) -> None:
        raise KeyError("gone")

    parts.desk.safety = broken  # type: ignore[method-assign,assignment]
    answer = await me.say("i took pills")
    assert (answer.mode, texts(answer)) == ("waiting", ["outcome.safety_plain"])
    assert answer.replies[0].kind == "safety"
    assert (await the_case(database)).tier == "immediate"


async def test_asking_for_a_person_calls_one(database: Database, clock: FixedClock) -> None:
    me = await talk(fake_parts(database, clock))
    answer = await me.say("person")
    assert answer.mode == "waiting"
    assert [reply.kind for reply in answer.replies] == ["status"]
    assert [b.choice for b in answer.replies[0].buttons] == ["carry_on"]
    case = await the_case(database)
    assert (case.reason, case.tier) == ("asked", "concern")


async def test_commands_work_while_waiting(database: Database, clock: FixedClock) -> None:
    me = await talk(fake_parts(database, clock))
    await me.say("person")
    private = await me.say("privacy")
    assert texts(private)[0] == "chose(choice=privacy)"
    assert private.replies[1].kind == "status" and private.mode == "waiting"
    assert [r.kind for r in (await me.say("help")).replies] == ["status"]
    assert texts(await me.say("stop")) == ["goodbye"]
    assert (await me.row()).mode == "waiting"
    restarted = await me.tap("restart")
    assert (restarted.mode, texts(restarted)) == ("bot", ["chose(choice=restart)"])


async def test_danger_said_while_a_harmless_message_is_worked_on_wins(
    database: Database, clock: FixedClock
) -> None:
    parts = fake_parts(database, clock)
    me = await talk(parts)
    thinking, go_on = asyncio.Event(), asyncio.Event()

    async def slowly() -> None:
        thinking.set()
        await go_on.wait()

    parts.understander.before = lambda text: slowly() if text == "hello" else None  # type: ignore[attr-defined]
    first = asyncio.create_task(me.say("hello"))
    await thinking.wait()
    risky = me.inbound("i took pills")
    await me.chat.accept(risky)
    go_on.set()
    assert (await first).replies == []
    assert [reply.kind for reply in (await me.chat.receive(risky)).replies] == ["safety"]
    assert (await me.row()).state == {"heard": 0}


async def test_nobody_gets_the_answer_of_somebody_else(
    database: Database, clock: FixedClock
) -> None:
    parts = fake_parts(database, clock)
    ann, bea = await talk(parts), await talk(parts)
    outcomes = await asyncio.gather(
        ann.say("i am ann", key="same"), bea.say("i am bea", key="same"), return_exceptions=True
    )
    assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == 1
    with pytest.raises(Conflict):
        await (ann if isinstance(outcomes[0], Conflict) else bea).say("again", key="same")


async def test_when_it_was_heard_is_kept(database: Database, clock: FixedClock) -> None:
    me = await talk(fake_parts(database, clock))
    clock.advance(timedelta(hours=1))
    await me.say("hello")
    assert (await me.row()).last_heard_at == clock.now()
    assert await count(database, Message) == 3
