from __future__ import annotations

import asyncio

import pytest

from basics.clock import FixedClock
from basics.errors import Conflict, InvalidInput, NotAllowed, NotFound
from bot.fakes import PlainUnderstander, fake_parts
from bot.takeover import TakeoverService
from safeguarding import staff as accounts
from safeguarding.tables import Case
from storage.conversations import Message
from storage.database import Database
from tests.bot.helpers import Talk, count, talk, texts
from tests.conftest import both_databases

pytestmark = both_databases

END = {"outcome": "listened", "note": "We talked."}


async def worker(
    database: Database, clock: FixedClock, name: str = "Sam", role: str = "responder"
) -> str:
    async with database.transaction() as session:
        row = await accounts.add_staff(
            session, f"{name.lower()}@example.org", name, role, clock.now()
        )
        return row.id


async def in_danger(database: Database, clock: FixedClock) -> tuple[Talk, TakeoverService, str]:
    """Somebody who waits for a person, and their case."""
    parts = fake_parts(database, clock)
    me = await talk(parts)
    await me.say("i have a knife")
    async with database.reading() as session:
        case = await parts.desk.live_case(session, me.id)
    assert case is not None
    return me, TakeoverService(parts), case.case_id


@pytest.fixture(autouse=True)
def known_outcome(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("safeguarding.cases.outcomes", lambda: {"listened": "Listened"})


async def test_a_claim_brings_a_person_and_says_who(database: Database, clock: FixedClock) -> None:
    me, takeover, case_id = await in_danger(database, clock)
    sam = await worker(database, clock)
    await takeover.claim(case_id, sam)
    row = await me.row()
    assert (row.mode, row.owner_id) == ("human", sam)
    said = (await me.chat.replies_after(me.id, 0))[-1]
    assert (said.author, said.kind, said.text) == ("system", "status", "takeover.here(name=Sam)")


async def test_of_many_claims_one_wins_and_one_announcement_is_made(
    database: Database, clock: FixedClock
) -> None:
    me, takeover, case_id = await in_danger(database, clock)
    staff = [await worker(database, clock, f"W{n}") for n in range(5)]
    outcomes = await asyncio.gather(
        *(takeover.claim(case_id, one) for one in staff), return_exceptions=True
    )
    lost = [each for each in outcomes if isinstance(each, Conflict)]
    assert len(lost) == 4
    winner = staff[outcomes.index(None)]
    assert (await me.row()).owner_id == winner
    assert sum(text.startswith("takeover.here") for _, text in await me.lines()) == 1


async def test_while_a_human_has_it_the_bot_is_silent(
    database: Database, clock: FixedClock
) -> None:
    me, takeover, case_id = await in_danger(database, clock)
    await takeover.claim(case_id, await worker(database, clock))
    answer = await me.say("hello")
    assert (answer.replies, answer.mode) == ([], "human")
    assert (await me.say("person")).replies == []
    assert (await me.tap("restart")).replies == []
    assert (await me.lines())[-3] == ("person", "hello")


async def test_beside_a_human_the_bot_says_whom_to_ring_and_no_more(
    database: Database, clock: FixedClock
) -> None:
    me, takeover, case_id = await in_danger(database, clock)
    await takeover.claim(case_id, await worker(database, clock))
    (reply,) = (await me.say("i took pills")).replies
    assert reply.text.startswith("Ring 999 now")
    assert reply.contacts[0].phone == "999"
    assert "our team" not in reply.text
    assert (await me.say("so hopeless")).replies == []


async def test_worse_news_while_a_human_has_it_still_brings_contacts_once(
    database: Database, clock: FixedClock
) -> None:
    me, takeover, case_id = await in_danger(database, clock)
    await takeover.claim(case_id, await worker(database, clock))
    first = await me.say("i took pills")
    second = await me.say("i took pills, really")
    assert [reply.kind for reply in first.replies] == ["safety"]
    assert first.replies[0].contacts and not first.replies[0].buttons
    assert second.replies == []
    assert (await me.row()).mode == "human"


async def test_a_reply_reaches_the_young_person_with_a_name(
    database: Database, clock: FixedClock
) -> None:
    me, takeover, case_id = await in_danger(database, clock)
    sam = await worker(database, clock)
    await takeover.claim(case_id, sam)
    sent = await takeover.reply(case_id, sam, "  Hi, I'm Sam.\x00 ")
    got = (await me.chat.replies_after(me.id, sent.seq - 1))[0]
    assert got == sent
    assert (got.kind, got.author, got.author_name, got.text) == (
        "staff",
        "staff",
        "Sam",
        "Hi, I'm Sam.",
    )
    async with database.reading() as session:
        case = await session.get_one(Case, case_id)
    assert case.first_reply_at == clock.now() and case.unanswered == 0


@pytest.mark.parametrize("text", ["", "  \n", "x" * 4001])
async def test_a_reply_that_cannot_be_sent(
    database: Database, clock: FixedClock, text: str
) -> None:
    _, takeover, case_id = await in_danger(database, clock)
    sam = await worker(database, clock)
    await takeover.claim(case_id, sam)
    with pytest.raises(InvalidInput):
        await takeover.reply(case_id, sam, text)


async def test_only_the_owner_may_act(database: Database, clock: FixedClock) -> None:
    me, takeover, case_id = await in_danger(database, clock)
    sam, kim = await worker(database, clock), await worker(database, clock, "Kim")
    viewer = await worker(database, clock, "Vi", "viewer")
    with pytest.raises(Conflict):
        await takeover.reply(case_id, sam, "not claimed yet")
    with pytest.raises(NotAllowed):
        await takeover.claim(case_id, viewer)
    await takeover.claim(case_id, sam)
    before = await count(database, Message)
    with pytest.raises(Conflict, match="Sam"):
        await takeover.claim(case_id, kim)
    with pytest.raises(Conflict, match="Sam"):
        await takeover.reply(case_id, kim, "hello")
    with pytest.raises(Conflict):
        await takeover.hand_back(case_id, kim, **END)
    with pytest.raises(Conflict):
        await takeover.close(case_id, kim, **END)
    with pytest.raises(NotFound):
        await takeover.claim("no-such-case", sam)
    assert await count(database, Message) == before
    assert (await me.row()).mode == "human"


async def test_handing_back_announces_it_and_the_flow_goes_on(
    database: Database, clock: FixedClock
) -> None:
    me, takeover, case_id = await in_danger(database, clock)
    sam = await worker(database, clock)
    await takeover.claim(case_id, sam)
    await takeover.hand_back(case_id, sam, **END)
    assert [text for _, text in (await me.lines())[-2:]] == [
        "takeover.handed_back(name=Sam)",
        "resumed",
    ]
    assert (await me.row()).mode == "bot"
    assert texts(await me.say("hello")) == ["heard(text=hello)"]
    again = await me.say("the knife is back")
    assert again.mode == "waiting" and again.replies[0].kind == "safety"
    assert await count(database, Case) == 2


async def test_handing_back_works_when_the_flow_is_broken(
    database: Database, clock: FixedClock
) -> None:
    me, takeover, case_id = await in_danger(database, clock)
    sam = await worker(database, clock)
    await takeover.claim(case_id, sam)

    def broken(*_: object) -> None:
        raise RuntimeError

    me.parts.flow.advance = broken  # type: ignore[method-assign,assignment]
    await takeover.hand_back(case_id, sam, **END)
    assert (await me.row()).mode == "bot"


async def test_closing_says_so_and_a_new_message_starts_afresh(
    database: Database, clock: FixedClock
) -> None:
    me, takeover, case_id = await in_danger(database, clock)
    sam = await worker(database, clock)
    await takeover.claim(case_id, sam)
    with pytest.raises(InvalidInput):
        await takeover.close(case_id, sam, outcome="listened", note=" ")
    await takeover.close(case_id, sam, **END)
    row = await me.row()
    assert (row.mode, row.owner_id, row.state) == ("closed", None, None)
    assert (await me.lines())[-1][1] == "takeover.closed(name=Sam)"
    with pytest.raises(Conflict):
        await takeover.reply(case_id, sam, "one more thing")
    answer = await me.say("hello")
    assert (answer.mode, texts(answer)) == ("bot", ["heard(text=hello)"])


async def test_a_bot_reply_under_way_is_dropped_when_a_human_comes(
    database: Database, clock: FixedClock
) -> None:
    understander = PlainUnderstander()
    parts = fake_parts(database, clock, understander=understander)
    me, takeover = await talk(parts), TakeoverService(parts)
    sam = await worker(database, clock)
    await me.say("it feels hopeless")
    async with database.reading() as session:
        case = await parts.desk.live_case(session, me.id)
    assert case is not None
    thinking, go_on = asyncio.Event(), asyncio.Event()

    async def slowly() -> None:
        thinking.set()
        await go_on.wait()

    understander.before = lambda _: slowly()
    under_way = asyncio.create_task(me.say("hello"))
    await thinking.wait()
    await takeover.claim(case.case_id, sam)
    before = await count(database, Message)
    go_on.set()
    answer = await under_way
    assert (answer.replies, answer.mode) == ([], "human")
    assert await count(database, Message) == before
    assert (await me.row()).state == {"heard": 1}


async def test_a_deleted_chat_can_still_be_claimed_and_closed_but_not_written_in(
    database: Database, clock: FixedClock
) -> None:
    me, takeover, case_id = await in_danger(database, clock)
    sam = await worker(database, clock)
    await takeover.claim(case_id, sam)
    assert await me.chat.erase(me.id) is False
    with pytest.raises(Conflict, match="deleted"):
        await takeover.reply(case_id, sam, "hello")
    await takeover.close(case_id, sam, **END)
    assert (await me.row()).mode == "closed"
