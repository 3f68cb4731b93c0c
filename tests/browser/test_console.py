"""A shift in Chromium: the young person on one side, staff on the other."""

from __future__ import annotations

import functools
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from safeguarding.assessment import Assessment, Tier
from safeguarding.tables import Role
from storage.conversations import Author, add_message
from tests.browser.conftest import Open
from tests.console.shift import PASSWORD, WORRY, Shift
from tests.support.browser import DESKTOP, PHONE, AppFactory, Site, Visit, screenshot
from tests.support.console_site import HARM, console_site

pytestmark = pytest.mark.browser

SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])


@pytest.fixture
def app_factory(migrated_sqlite: Path, tmp_path: Path) -> AppFactory:
    return functools.partial(console_site, migrated_sqlite, tmp_path)


@pytest.fixture
def shift(site: Site) -> Shift:
    found: Shift = site.given
    return found


def sign_in(visit: Visit, name: str = "Sam") -> Page:
    page = visit.page
    page.get_by_label("Email").fill(f"{name.lower()}@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Queue")).to_be_visible()
    return page


def wake(site: Site) -> None:
    """Signal the queue. The site never looks by itself, so nothing else explains an update."""
    site.loop.call_soon_threadsafe(site.given.signals.notify, "queue")


def fits(page: Page) -> bool:
    """Whether nothing sticks out sideways."""
    wide: bool = page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )
    return wide


@SIZES
def test_a_case_from_the_first_message_to_the_hand_back(
    open_page: Open, site: Site, shift: Shift, size: dict[str, int]
) -> None:
    device = "desktop" if size is DESKTOP else "phone"
    site.run(shift.member("Sam"))
    staff = open_page("/staff", viewport=size)
    screenshot(staff.page, f"console-sign-in-{device}")
    page = sign_in(staff)
    expect(page.get_by_text("Nobody is waiting for a person.").first).to_be_visible()
    assert fits(page)

    young = open_page("/")
    young.say(HARM)
    expect(young.page.locator(".kind-safety")).to_be_visible()
    row = page.locator("li.case")
    expect(row).to_contain_text("Wants to end their life")
    expect(page.locator("#announce")).to_contain_text("1 person is waiting")
    expect(page).to_have_title("(1) Queue · Waymark")
    assert fits(page)

    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("mark.immediate")).to_have_text("want to die")
    page.get_by_role("button", name="Take this case").click()
    expect(page.get_by_label("Your reply")).to_be_visible()
    expect(young.page.get_by_text("Sam", exact=False).first).to_be_visible()
    young.say("is someone there")
    expect(page.locator("li.line.person").last).to_contain_text("is someone there")

    page.keyboard.press("r")
    page.keyboard.type("I'm Sam, and I'm reading this now. Are you safe where you are?")
    page.keyboard.press("Control+Enter")
    expect(page.locator("li.line.staff")).to_contain_text("Are you safe where you are?")
    expect(page.get_by_label("Your reply")).to_have_value("")
    expect(young.page.locator(".from-staff").last).to_contain_text("Are you safe where you are?")
    shift.clock.advance(timedelta(minutes=3))
    young.say("yeah im at my nans")
    expect(page.locator("li.line.person").last).to_contain_text("nans")
    assert fits(page)
    screenshot(page, f"console-case-{device}", full_page=device == "phone")

    page.get_by_label("How did it end?").select_option("trusted_adult")
    page.get_by_label("Note for colleagues").fill("Safe at nan's. Nan knows and is calling 111.")
    page.get_by_role("button", name="Hand back to the bot").click()
    expect(page.get_by_text("Handed back.")).to_be_visible()
    expect(page.get_by_text("Closed in the last day")).to_be_visible()
    young.say("what can i do tomorrow")
    expect(young.page.locator(".from-bot").last).to_be_visible()
    assert staff.foreign() == []
    assert staff.said == []


@SIZES
def test_a_busy_night(open_page: Open, site: Site, shift: Shift, size: dict[str, int]) -> None:
    """The queue with cases of every kind, for the eye."""
    device = "desktop" if size is DESKTOP else "phone"
    site.run(busy(shift))
    for scheme in ("light", "dark"):
        staff = open_page("/staff", viewport=size, color_scheme=scheme)
        page = sign_in(staff)
        expect(page.locator("#open li.case")).to_have_count(4)
        assert fits(page)
        screenshot(page, f"console-queue-{device}-{scheme}", full_page=True)
        page.locator("#mine li.case a").first.click()
        expect(page.get_by_label("Your reply")).to_be_visible()
        assert fits(page)
        screenshot(page, f"console-conversation-{device}-{scheme}", full_page=True)
        assert staff.said == []


async def busy(shift: Shift) -> None:
    known: dict[str, Any] = {"persona": "young_person", "outcode": "E13", "age_band": "13-15"}
    sam = await shift.member("Sam")
    olu = await shift.member("Olu", Role.LEAD)
    shift.clock.advance(-timedelta(hours=2))
    hers = await shift.case("they keep waiting for me after school", WORRY, **known)
    await shift.takeover.claim(hers, olu)
    await shift.takeover.reply(hers, olu, "Hi, I'm Olu.")
    await shift.case("can i talk to a person", Assessment(), reason="asked", channel="telegram",
                     persona="parent", age_band="adult")  # fmt: skip
    shift.clock.advance(timedelta(minutes=70))
    mine = await shift.case(
        "i cut again last night 😞 and nobody knows. <b>dont</b> tell my mum",
        Assessment(tier=Tier.HIGH, categories=("self_harm", "other"),
                   rules=("self_harm.cutting",), spans=((2, 23), (46, 60)), score=0.88), **known,
    )  # fmt: skip
    await told(shift, mine)
    shift.clock.advance(timedelta(minutes=2))
    await shift.takeover.claim(mine, sam)
    await shift.takeover.reply(
        mine, sam, "Hi, I'm Sam. Thank you for telling us. Are you hurt right now?"
    )
    shift.clock.advance(timedelta(minutes=2))
    await shift.says(mine, "not badly")
    await shift.says(mine, "i just dont want to be here", Assessment(
        tier=Tier.IMMEDIATE, categories=("passive_ideation",), spans=((7, 27),), score=0.95))  # fmt: skip
    await shift.case("my bf says hell post my pics", Assessment(
        tier=Tier.HIGH, categories=("sextortion", "relationship_abuse")), **known)  # fmt: skip
    shift.clock.advance(timedelta(minutes=31))
    await shift.case("x", Assessment(tier=Tier.HIGH, categories=("other",), failed=True),
                     reason="screening_failed", channel="telegram", unreachable=True)  # fmt: skip
    shift.clock.advance(timedelta(minutes=7))
    await shift.case(**known)
    shift.clock.advance(timedelta(minutes=6))


async def told(shift: Shift, case_id: str) -> None:
    conversation_id = (await shift.row(case_id)).conversation_id
    async with shift.database.transaction() as session:
        await add_message(
            session, conversation_id, author=Author.BOT, now=shift.clock.now(), kind="safety",
            text="Thank you for telling me. You did the right thing. I have asked a person to read "
            "this now.", payload={
                "contacts": [{"name": "Childline", "phone": "0800 1111"},
                             {"name": "Shout", "sms": "85258"}],
                "buttons": [{"label": "Go on while I wait", "choice": "carry_on"}]},
        )  # fmt: skip


def test_the_whole_shift_works_without_javascript(
    open_page: Open, site: Site, shift: Shift
) -> None:
    site.run(shift.member("Sam"))
    case_id = site.run(shift.case())
    staff = open_page("/staff", java_script_enabled=False)
    page = sign_in(staff)
    page.get_by_role("button", name="Take next").click()
    page.get_by_label("Your reply").fill("Hello, I'm Sam.")
    page.get_by_role("button", name="Send reply").click()
    expect(page.locator("li.line.staff")).to_contain_text("Hello, I'm Sam.")
    page.get_by_label("How did it end?").select_option("supported_here")
    page.get_by_label("Note for colleagues").fill("Talked.")
    page.get_by_role("button", name="Close the chat").click()
    expect(page.get_by_text("Closed. They have been told.")).to_be_visible()
    assert site.run(shift.row(case_id)).outcome == "supported_here"
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.goto(f"{site.url}/staff/cases/{case_id}")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_one_time_link_and_a_first_password(open_page: Open, site: Site, shift: Shift) -> None:
    ticket = site.run(shift.ticket("Kit", Role.ADMINISTRATOR))
    staff = open_page(f"/staff/enter?ticket={ticket}", viewport=DESKTOP)
    page = staff.page
    screenshot(page, "console-enter-desktop")
    page.get_by_role("button", name="Sign in with this link").click()
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("The same again").fill(PASSWORD)
    screenshot(page, "console-password-desktop")
    page.get_by_role("button", name="Save password").click()
    expect(page.get_by_text("Your password is set.")).to_be_visible()
    assert ticket not in page.url
    assert staff.said == []


def test_a_reply_half_written_is_still_there_after_a_reload(
    open_page: Open, site: Site, shift: Shift
) -> None:
    site.run(shift.member("Sam"))
    site.run(shift.case())
    page = sign_in(open_page("/staff", viewport=DESKTOP))
    page.keyboard.press("t")
    box = page.get_by_label("Your reply")
    box.fill("I am here, and I")
    page.get_by_role("link", name="Back to the queue").click()
    page.locator("#mine li.case a").first.click()
    expect(box).to_have_value("I am here, and I")
    page.get_by_role("button", name="Send reply").click()
    expect(page.locator("li.line.staff")).to_have_count(1)
    page.reload()
    expect(box).to_have_value("")


def test_a_session_that_ends_while_writing_keeps_the_words(
    open_page: Open, site: Site, shift: Shift
) -> None:
    site.run(shift.member("Sam"))
    site.run(shift.case())
    page = sign_in(open_page("/staff", viewport=DESKTOP))
    page.get_by_role("button", name="Take next").click()
    page.get_by_label("Your reply").fill("Stay with me. Where are you?")
    shift.clock.advance(timedelta(hours=2))
    wake(site)
    expect(page.locator("#line-state")).to_contain_text("You are signed out.")
    page.get_by_role("button", name="Send reply").click()
    expect(page.get_by_text("Your message was not sent. It is kept here.")).to_be_visible()
    screenshot(page, "console-signed-out-desktop")
    page.get_by_label("Email").fill("sam@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_label("Your reply")).to_have_value("Stay with me. Where are you?")
    page.get_by_role("button", name="Send reply").click()
    expect(page.locator("li.line.staff")).to_contain_text("Where are you?")


def test_two_browsers_on_one_case(open_page: Open, site: Site, shift: Shift) -> None:
    site.run(shift.member("Sam"))
    site.run(shift.member("Olu"))
    case_id = site.run(shift.case())
    sam = sign_in(open_page("/staff", viewport=DESKTOP))
    olu = sign_in(open_page("/staff", viewport=DESKTOP), "Olu")
    for page in (sam, olu):
        page.goto(f"{site.url}/staff/cases/{case_id}")
    olu.get_by_role("button", name="Take this case").click()
    expect(sam.get_by_text("Olu has this case, so only they can reply.")).to_be_visible()
    expect(sam.get_by_role("button", name="Take this case")).to_have_count(0)
    olu.get_by_label("Your reply").fill("Hello, I'm Olu.")
    olu.get_by_role("button", name="Send reply").click()
    expect(sam.locator("li.line.staff")).to_contain_text("Hello, I'm Olu.")
    screenshot(sam, "console-with-a-colleague-desktop")


def test_what_happened_while_the_line_was_down_is_shown(
    open_page: Open, site: Site, shift: Shift
) -> None:
    site.run(shift.member("Sam"))
    staff = open_page("/staff", viewport=DESKTOP)
    page = sign_in(staff)
    page.context.set_offline(True)
    site.run(shift.case())
    page.context.set_offline(False)
    expect(page.locator("li.case")).to_have_count(1)


def test_the_place_on_the_page_is_kept_when_the_queue_moves(
    open_page: Open, site: Site, shift: Shift
) -> None:
    site.run(shift.member("Sam"))
    first = site.run(shift.case("they hit me", WORRY))
    page = sign_in(open_page("/staff", viewport=DESKTOP))
    page.keyboard.press("j")
    site.run(shift.case())
    wake(site)
    expect(page.locator("li.case")).to_have_count(2)
    focused = page.evaluate("document.activeElement.getAttribute('href')")
    assert focused == f"/staff/cases/{first}"


def test_single_letter_keys_can_be_turned_off(open_page: Open, site: Site, shift: Shift) -> None:
    site.run(shift.member("Sam"))
    site.run(shift.case())
    page = sign_in(open_page("/staff", viewport=DESKTOP))
    page.keyboard.press("?")
    screenshot(page, "console-keys-desktop")
    page.get_by_label("Single-letter keys are on").uncheck()
    page.keyboard.press("t")
    page.reload()
    page.keyboard.press("t")
    expect(page.get_by_role("heading", name="Queue")).to_be_visible()
    page.locator(".keys summary").click()
    page.get_by_label("Single-letter keys are on").check()
    page.locator("main").focus()
    page.keyboard.press("t")
    expect(page.get_by_label("Your reply")).to_be_visible()


def test_everything_on_a_page_has_a_name_for_those_who_listen(
    open_page: Open, site: Site, shift: Shift
) -> None:
    site.run(busy(shift))
    page = sign_in(open_page("/staff", viewport=DESKTOP))
    assert page.evaluate(NAMELESS) == []
    page.locator("#mine li.case a").first.click()
    expect(page.get_by_label("Your reply")).to_be_visible()
    assert page.evaluate(NAMELESS) == []
    assert page.evaluate(TWICE) == []


NAMELESS = """
[...document.querySelectorAll('button, a, input:not([type=hidden]), select, textarea, summary')]
  .filter((part) => !part.hidden && !(part.textContent.trim() || part.labels?.length
    || part.getAttribute('aria-label')))
  .map((part) => part.outerHTML)
"""
TWICE = """
[...document.querySelectorAll('[id]')].map((part) => part.id)
  .filter((id, place, all) => all.indexOf(id) !== place)
"""
