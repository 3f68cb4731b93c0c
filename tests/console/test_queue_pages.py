from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from sqlalchemy import event

from safeguarding.assessment import Assessment, Tier
from safeguarding.tables import Role
from tests.conftest import both_databases
from tests.console.shift import WORRY, Shift, many_cases

HIGH = Assessment(tier=Tier.HIGH, categories=("self_harm",))


def order(page: str) -> list[str]:
    return re.findall(r'<li class="case [^"]*" id="case-([^"]+)"', page)


@both_databases
async def test_the_gravest_comes_first_then_who_waited_longest(shift: Shift) -> None:
    concern = await shift.case("they hit me", WORRY)
    shift.clock.advance(timedelta(minutes=5))
    high_first = await shift.case("i cut", HIGH)
    shift.clock.advance(timedelta(minutes=5))
    high_second = await shift.case("i cut too", HIGH)
    immediate = await shift.case()
    browser = await shift.signed_in("Sam")
    assert order(browser.page) == [immediate, high_first, high_second, concern]
    assert "4 people are waiting. The most urgent came just now." in browser.page


async def test_each_row_says_what_where_how_long_and_who(shift: Shift) -> None:
    await shift.case("x", HIGH, persona="young_person", age_band="13-15", outcode="E13")
    shift.clock.advance(timedelta(minutes=14))
    browser = await shift.signed_in("Sam")
    row = re.search(r'<li class="case.*?</li>', browser.page, re.DOTALL)
    assert row is not None
    for said in ("High", "Self-harm", "Web chat · Young person · 13 to 15 · E13", "14 minutes",
                 "since 10:00", "Nobody yet"):  # fmt: skip
        assert said in row[0]


async def test_no_word_of_the_conversation_is_on_the_queue(shift: Shift) -> None:
    await shift.case("i want to die tonight")
    browser = await shift.signed_in("Sam")
    assert "want to die" not in browser.page


async def test_an_empty_queue_says_so_plainly(shift: Shift) -> None:
    browser = await shift.signed_in("Sam")
    assert "Nobody is waiting for a person." in browser.page
    assert "Take next</button>" not in browser.page


async def test_take_next_takes_the_gravest_and_opens_it(shift: Shift) -> None:
    await shift.case("they hit me", WORRY)
    immediate = await shift.case()
    browser = await shift.signed_in("Sam")
    answer = await browser.send("/staff/next")
    assert answer.headers["location"] == f"/staff/cases/{immediate}?done=claimed"
    assert (await shift.row(immediate)).owner_name == "Sam"


async def test_take_next_goes_on_to_the_one_after_when_a_colleague_is_faster(shift: Shift) -> None:
    first, second = await shift.case(), await shift.case("they hit me", WORRY)
    olu = await shift.member("Olu")
    browser = await shift.signed_in("Sam")
    await shift.takeover.claim(first, olu)
    answer = await browser.send("/staff/next")
    assert answer.headers["location"] == f"/staff/cases/{second}?done=claimed"


async def test_take_next_with_nobody_waiting_is_no_error(shift: Shift) -> None:
    browser = await shift.signed_in("Sam")
    answer = await browser.send("/staff/next")
    assert answer.headers["location"] == "/staff?done=nothing_next"
    await browser.get("/staff?done=nothing_next")
    assert "Thank you for looking" in browser.page


async def test_cases_stand_with_whoever_has_them(shift: Shift) -> None:
    mine, hers, free = [await shift.case() for _ in range(3)]
    browser = await shift.signed_in("Sam")
    sam = await shift.member_id("Sam")
    olu = await shift.member("Olu")
    await shift.takeover.claim(mine, sam)
    await shift.takeover.claim(hers, olu)
    await browser.get("/staff")
    page = browser.page
    at = [page.index(f'id="case-{each}"') for each in (free, mine, hers)]
    titles = [page.index(each) for each in ("Waiting for someone", "With you", "With a colleague")]
    assert titles[0] < at[0] < titles[1] < at[1] < titles[2] < at[2]
    assert "Olu" in page


async def test_ones_own_case_with_something_new_comes_first_and_is_told(shift: Shift) -> None:
    answered, new = await shift.case(), await shift.case("they hit me", WORRY)
    browser = await shift.signed_in("Sam")
    sam = await shift.member_id("Sam")
    for case_id in (answered, new):
        await shift.takeover.claim(case_id, sam)
        await shift.takeover.reply(case_id, sam, "Hello, I am Sam.")
    await shift.says(new, "ok")
    await browser.get("/staff")
    assert order(browser.page) == [new, answered]
    assert "One of your cases has something new." in browser.page


async def test_a_viewer_sees_the_queue_but_no_take_next(shift: Shift) -> None:
    await shift.case()
    browser = await shift.signed_in("Vi", Role.VIEWER)
    assert "1 person is waiting" in browser.page
    assert "Take next</button>" not in browser.page


async def test_a_chat_that_cannot_be_reached_is_said_so(shift: Shift) -> None:
    await shift.case(channel="telegram", unreachable=True)
    browser = await shift.signed_in("Sam")
    assert "Cannot be reached" in browser.page


async def test_what_was_closed_today_can_be_found_again(shift: Shift) -> None:
    case_id = await shift.case()
    browser = await shift.signed_in("Sam")
    sam = await shift.member_id("Sam")
    await shift.takeover.claim(case_id, sam)
    await shift.takeover.close(case_id, sam, outcome="trusted_adult", note="Mum has it.")
    await browser.get("/staff")
    assert "Closed in the last day" in browser.page
    assert "A trusted adult has it" in browser.page
    assert "Mum has it" not in browser.page
    shift.clock.advance(timedelta(days=1, minutes=1))
    browser = shift.browser()
    await browser.sign_in("sam@example.org")
    assert case_id not in browser.page


async def test_a_notice_is_only_ever_one_of_ours(shift: Shift) -> None:
    browser = await shift.signed_in("Sam")
    await browser.get("/staff?done=<script>alert(1)</script>")
    assert "alert(1)" not in browser.page
    assert 'class="notice"' not in browser.page


async def test_a_thousand_open_cases_need_no_more_queries_than_one(shift: Shift) -> None:
    browser = await shift.signed_in("Sam")
    asked: list[str] = []

    def count(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip().startswith("SELECT"):
            asked.append(statement)

    event.listen(shift.database.engine.sync_engine, "before_cursor_execute", count)
    counts = []
    for number in (1, 999):
        await many_cases(shift, number)
        asked.clear()
        await browser.get("/staff")
        counts.append(len(asked))
    assert len(order(browser.page)) == 1000
    assert counts[0] == counts[1] <= 6
