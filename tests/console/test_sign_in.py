from __future__ import annotations

from datetime import timedelta

import pytest
import structlog

from console.accounts import FRESH_FOR
from console.door import COOKIE, FRESH_COOKIE
from safeguarding.staff import IDLE, MOST_FAILURES, make_ticket
from safeguarding.tables import Role
from tests.conftest import both_databases
from tests.console.shift import PASSWORD, Browser, Shift


@both_databases
async def test_signing_in_leads_to_the_queue(shift: Shift) -> None:
    await shift.member("Sam")
    browser = shift.browser()
    answer = await browser.sign_in("Sam@Example.org ")
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff")
    assert "Nobody is waiting" in browser.page


async def test_the_cookie_is_kept_from_scripts_and_other_sites(shift: Shift) -> None:
    await shift.member("Sam")
    answer = await shift.browser().sign_in("sam@example.org")
    cookie = next(c for c in answer.headers.get_list("set-cookie") if c.startswith(COOKIE + "="))
    assert {"HttpOnly", "Path=/staff", "SameSite=strict"} <= set(cookie.split("; "))
    assert "Secure" not in cookie


async def test_a_session_planted_before_signing_in_is_worth_nothing(shift: Shift) -> None:
    await shift.member("Sam")
    browser = shift.browser()
    browser.plant("planted")
    answer = await browser.sign_in("sam@example.org")
    assert "planted" not in str(answer.headers.get_list("set-cookie"))
    stranger = shift.browser()
    stranger.plant("planted")
    assert (await stranger.get("/staff")).status_code == 303


@pytest.mark.parametrize("email", ["sam@example.org", "nobody@example.org", "' OR 1=1 --", "😀"])
async def test_a_wrong_sign_in_says_the_same_whoever_it_was(shift: Shift, email: str) -> None:
    await shift.member("Sam")
    browser = shift.browser()
    answer = await browser.sign_in(email, "wrong wrong wrong")
    assert answer.status_code == 401
    assert "do not go together" in answer.text


async def test_five_wrong_tries_lock_the_account_for_a_while(shift: Shift) -> None:
    await shift.member("Sam")
    browser = shift.browser()
    for _ in range(MOST_FAILURES):
        await browser.sign_in("sam@example.org", "wrong wrong wrong")
    assert (await browser.sign_in("sam@example.org")).status_code == 401
    shift.clock.advance(timedelta(minutes=15))
    assert (await browser.sign_in("sam@example.org")).status_code == 303


async def test_one_address_trying_many_accounts_has_to_wait(shift: Shift) -> None:
    await shift.member("Sam")
    browser = shift.browser()
    for number in range(20):
        await browser.sign_in(f"person{number}@example.org", "wrong wrong wrong")
    answer = await browser.sign_in("sam@example.org")
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "600"
    assert "ring 999" in answer.text


async def test_a_ticket_signs_in_once_and_asks_for_a_password(shift: Shift) -> None:
    ticket = await shift.ticket("Kit")
    browser = shift.browser()
    await browser.get("/staff/enter", params={"ticket": ticket})
    answer = await browser.send("/staff/enter")
    assert answer.headers["location"] == "/staff/password"
    again = shift.browser()
    await again.get("/staff/enter", params={"ticket": ticket})
    refused = await again.send("/staff/enter")
    assert refused.status_code == 403
    assert "does not work any more" in refused.text


async def test_looking_at_a_ticket_does_not_use_it_up(shift: Shift) -> None:
    ticket = await shift.ticket("Kit")
    for _ in range(3):
        assert (await shift.browser().get("/staff/enter", params={"ticket": ticket})).is_success
    browser = shift.browser()
    await browser.get("/staff/enter", params={"ticket": ticket})
    assert (await browser.send("/staff/enter")).status_code == 303


async def test_an_old_ticket_is_refused(shift: Shift) -> None:
    ticket = await shift.ticket("Kit")
    shift.clock.advance(timedelta(minutes=31))
    browser = shift.browser()
    await browser.get("/staff/enter", params={"ticket": ticket})
    assert (await browser.send("/staff/enter")).status_code == 403


async def entered(shift: Shift, role: Role = Role.RESPONDER) -> Browser:
    """A browser that came in by ticket and has no password yet."""
    ticket = await shift.ticket("Kit", role)
    browser = shift.browser()
    await browser.get("/staff/enter", params={"ticket": ticket})
    await browser.send("/staff/enter")
    await browser.get("/staff/password")
    return browser


async def test_nothing_else_is_open_until_a_password_is_chosen(shift: Shift) -> None:
    browser = await entered(shift, Role.ADMINISTRATOR)
    answer = await browser.get("/staff")
    assert answer.headers["location"] == "/staff/password"


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        ("short", "short", "too short"),
        ("a long enough one", "another long one", "not the same"),
        ("aaaaaaaaaaaaaa", "aaaaaaaaaaaaaa", "repeats itself"),
        ("kit@example.org", "kit@example.org", "cannot be your password"),
    ],
)
async def test_a_password_that_will_not_do_is_explained(
    shift: Shift, password: str, again: str, said: str
) -> None:
    browser = await entered(shift)
    answer = await browser.send("/staff/password", password=password, again=again)
    assert answer.status_code == 422
    assert said in answer.text
    assert browser.page.count(password) <= 1  # the email is there to be remembered by


async def test_choosing_a_password_signs_every_other_browser_out(shift: Shift) -> None:
    browser = await entered(shift)
    old = browser.http.cookies[COOKIE]
    answer = await browser.send("/staff/password", password=PASSWORD, again=PASSWORD)
    assert answer.headers["location"] == "/staff?done=password_set"
    assert (await browser.get("/staff")).is_success
    other = shift.browser()
    other.plant(old)
    assert (await other.get("/staff")).status_code == 303


async def test_an_open_browser_cannot_change_a_password(shift: Shift) -> None:
    browser = await shift.signed_in("Sam")
    assert (await browser.get("/staff/password")).headers["location"] == "/staff"
    await browser.get("/staff")
    await browser.send("/staff/password", password="another good one", again="another good one")
    assert (await shift.browser().sign_in("sam@example.org")).status_code == 303


async def test_signing_out_ends_the_session_on_the_server(shift: Shift) -> None:
    browser = await shift.signed_in("Sam")
    token = browser.http.cookies[COOKIE]
    elsewhere = shift.browser()
    elsewhere.plant(token)
    assert (await elsewhere.get("/staff")).is_success
    answer = await browser.send("/staff/sign-out")
    assert answer.headers["location"] == "/staff/sign-in"
    assert COOKIE not in browser.http.cookies
    thief = shift.browser()
    thief.plant(token)
    assert (await thief.get("/staff")).status_code == 303


async def test_a_session_ends_when_nobody_does_anything(shift: Shift) -> None:
    browser = await shift.signed_in("Sam")
    shift.clock.advance(IDLE - timedelta(minutes=1))
    assert (await browser.get("/staff")).is_success
    shift.clock.advance(IDLE - timedelta(minutes=1))
    assert (await browser.get("/staff")).is_success
    shift.clock.advance(IDLE + timedelta(seconds=1))
    assert (await browser.get("/staff")).status_code == 303


async def test_a_page_that_looks_by_itself_keeps_no_session_awake(shift: Shift) -> None:
    browser = await shift.signed_in("Sam")
    for _ in range(7):
        shift.clock.advance(timedelta(minutes=9))
        answer = await browser.get("/staff", headers={"X-Waymark-Live": "1"})
    assert answer.status_code == 303


async def test_a_session_lasts_twelve_hours_at_most(shift: Shift) -> None:
    browser = await shift.signed_in("Sam")
    for _ in range(14):
        shift.clock.advance(timedelta(minutes=55))
        answer = await browser.get("/staff")
    assert answer.status_code == 303


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example",
        "//evil.example",
        "/chat",
        "/staff/../chat",
        "/staff//evil",
        "/staffx",
    ],
)
async def test_signing_in_leads_to_no_other_site(shift: Shift, elsewhere: str) -> None:
    await shift.member("Sam")
    browser = shift.browser()
    await browser.get("/staff/sign-in", params={"next": elsewhere})
    assert elsewhere not in browser.page
    answer = await browser.send(
        "/staff/sign-in", email="sam@example.org", password=PASSWORD, next=elsewhere
    )
    assert answer.headers["location"] == "/staff"


async def test_a_link_from_an_email_takes_one_more_step_to_bring_the_cookie(shift: Shift) -> None:
    browser = await shift.signed_in("Sam")
    case_id = await shift.case()
    from_email = shift.browser()
    answer = await from_email.get(
        f"/staff/cases/{case_id}", headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 200
    assert f'content="0; url=/staff/cases/{case_id}"' in answer.text
    assert "i want to die" not in answer.text
    assert (await browser.get(f"/staff/cases/{case_id}")).is_success


async def test_no_password_ticket_or_address_is_logged(shift: Shift) -> None:
    ticket = await shift.ticket("Kit")
    with structlog.testing.capture_logs() as logs:
        browser = shift.browser()
        await browser.sign_in("kit@example.org", "wrong wrong wrong")
        await browser.get("/staff/enter", params={"ticket": ticket})
        await browser.send("/staff/enter")
    assert {entry["event"] for entry in logs} == {
        "staff_sign_in_refused", "staff_entered_by_ticket",
    }  # fmt: skip
    for secret in (ticket, "wrong wrong", "kit@example.org"):
        assert secret not in str(logs)


async def test_signing_in_again_ends_the_session_before(shift: Shift) -> None:
    browser = await shift.signed_in("Sam")
    old = browser.http.cookies[COOKIE]
    await browser.get("/staff/sign-in")
    assert "Already signed in?" in browser.page
    assert (await browser.sign_in("sam@example.org")).status_code == 303
    stale = shift.browser()
    stale.plant(old)
    assert (await stale.get("/staff")).status_code == 303


async def with_link(shift: Shift) -> Browser:
    """A browser in which somebody who has a password came in by a one-time link."""
    staff_id = await shift.member("Sam")
    async with shift.database.transaction() as session:
        ticket = await make_ticket(session, staff_id, shift.clock.now())
    browser = shift.browser()
    await browser.get("/staff/enter", params={"ticket": ticket})
    assert (await browser.send("/staff/enter")).headers["location"] == "/staff/password"
    await browser.get("/staff/password")
    return browser


async def test_whoever_forgot_a_password_chooses_a_new_one_after_a_link(shift: Shift) -> None:
    browser = await with_link(shift)
    assert "keep the one you have" in browser.page
    new = "another very good one"
    answer = await browser.send("/staff/password", password=new, again=new)
    assert answer.headers["location"] == "/staff?done=password_set"
    assert (await shift.browser().sign_in("sam@example.org")).status_code == 401
    assert (await shift.browser().sign_in("sam@example.org", new)).status_code == 303


async def test_whoever_came_by_a_link_may_keep_their_password(shift: Shift) -> None:
    browser = await with_link(shift)
    assert (await browser.get("/staff")).is_success


async def test_a_link_lets_choose_a_password_for_a_short_while_only(shift: Shift) -> None:
    browser = await with_link(shift)
    shift.clock.advance(FRESH_FOR + timedelta(seconds=1))
    answer = await browser.send("/staff/password", password="a" * 9 + "bcde", again="x")
    assert answer.headers["location"] == "/staff"


@pytest.mark.parametrize("proof", ["", "made up", "stolen"])
async def test_no_other_session_gains_by_a_link(shift: Shift, proof: str) -> None:
    kits = await entered(shift)
    if proof == "stolen":
        proof = kits.http.cookies[FRESH_COOKIE]
    browser = await shift.signed_in("Sam")
    browser.http.cookies.set(FRESH_COOKIE, proof, domain="testserver.local", path="/staff")
    assert (await browser.get("/staff/password")).headers["location"] == "/staff"
