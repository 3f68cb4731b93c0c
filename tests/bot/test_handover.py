from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from basics.clock import FixedClock
from bot.fakes import EchoFlow, KeyWords, fake_parts
from flows.types import Advance, Input, Learned, Said, Say
from safeguarding.tables import Case
from storage.database import Database
from tests.bot.helpers import Talk, talk, texts

LINK = "https://waymark.example.org/"
HANDED_OVER = [f"outcome.telegram_under_16(link={LINK})"]


class AgeFlow(EchoFlow):
    """Learns the age that is typed as a bare number."""

    def advance(self, session: Any, given: Input, now: datetime) -> Advance:
        if isinstance(given, Said) and given.text[:2].isdigit():
            band = "13-15" if int(given.text[:2]) < 16 else "16-19"
            return Advance(session, (Learned({"age_band": band}), Say("heard", {"age": band})))
        return super().advance(session, given, now)


@pytest.fixture
async def me(database: Database, clock: FixedClock) -> Talk:
    parts = fake_parts(database, clock, flow=AgeFlow(), words=KeyWords(), web_address=LINK)
    return await talk(parts, "telegram")


async def test_an_age_under_16_is_answered_with_the_web_chat(me: Talk) -> None:
    answer = await me.say("13")
    assert texts(answer) == HANDED_OVER
    assert [button.choice for button in answer.replies[0].buttons] == ["person", "restart"]
    row = await me.row()
    assert (row.age_band, row.state) == ("13-15", {"heard": 0})


async def test_without_an_address_of_the_web_chat_nobody_is_kept_either(
    database: Database, clock: FixedClock
) -> None:
    parts = fake_parts(database, clock, flow=AgeFlow(), web_address=None)
    answer = await (await talk(parts, "telegram")).say("13")
    assert texts(answer) == ["outcome.telegram_under_16_no_link"]


async def test_somebody_of_16_stays(me: Talk) -> None:
    assert texts(await me.say("16")) == ["heard(age=16-19)"]


async def test_on_the_web_everybody_stays(database: Database, clock: FixedClock) -> None:
    parts = fake_parts(database, clock, flow=AgeFlow(), web_address=LINK)
    assert texts(await (await talk(parts)).say("13")) == ["heard(age=13-15)"]


async def test_whatever_is_said_next_is_answered_with_the_web_chat_and_not_kept(
    me: Talk,
) -> None:
    await me.say("13")
    assert texts(await me.say("find football")) == HANDED_OVER
    assert texts(await me.tap("old:button")) == HANDED_OVER
    answer = await me.send("photo")
    assert texts(answer) == HANDED_OVER
    assert answer.understood == {}
    assert (await me.row()).state == {"heard": 0}


async def test_danger_is_still_answered_and_staff_are_called(me: Talk, database: Database) -> None:
    await me.say("13")
    answer = await me.say("i took pills")
    assert [reply.kind for reply in answer.replies] == ["safety"]
    assert answer.mode == "waiting"
    async with database.reading() as session:
        assert (await session.scalars(select(Case.tier))).one() == "immediate"


async def test_an_age_told_together_with_danger_gets_help_first(me: Talk) -> None:
    answer = await me.say("13 pills")
    assert [reply.kind for reply in answer.replies] == ["safety"]


async def test_a_concern_is_met_with_care_before_the_web_chat(me: Talk) -> None:
    await me.say("13")
    answer = await me.say("it is hopeless")
    assert [reply.kind for reply in answer.replies] == ["safety", "say"]
    assert texts(answer)[1:] == HANDED_OVER


async def test_carrying_on_after_danger_leads_to_the_web_chat(me: Talk) -> None:
    await me.say("13")
    await me.say("i took pills")
    answer = await me.tap("carry_on")
    assert texts(answer) == HANDED_OVER
    assert answer.mode == "bot"


async def test_a_person_can_still_be_asked_for(me: Talk) -> None:
    await me.say("13")
    assert (await me.tap("person")).mode == "waiting"


@pytest.mark.parametrize("command", ["help", "privacy"])
async def test_other_commands_still_work(me: Talk, command: str) -> None:
    await me.say("13")
    assert texts(await me.say(command)) == [f"chose(choice={command})"]


async def test_saying_the_right_age_is_enough(me: Talk) -> None:
    await me.say("13")
    assert texts(await me.say("17")) == ["heard(age=16-19)"]
    assert (await me.row()).age_band == "16-19"


async def test_starting_again_forgets_a_wrong_age(me: Talk) -> None:
    await me.say("13")
    await me.tap("restart")
    assert (await me.row()).age_band is None
    assert texts(await me.say("football")) == ["heard(text=football)"]
