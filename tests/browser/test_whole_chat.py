"""The chat page over the real rooms: from the first words to places to go."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.support.browser import DESKTOP, PHONE, AppFactory, Visit, screenshot
from tests.support.whole_site import whole_site

pytestmark = pytest.mark.browser

BORED = "im 13 and bored all the time, i like drawing. near e13"
LEFT_OUT = "my friends all left me out and i cant sleep"
TAPS = ("Art and making", "Drawing and painting", "London", "Newham", "East Ham", "Plaistow", "13")
"""What somebody who likes drawing and lives near Plaistow would tap, wherever it is offered."""


@pytest.fixture
def app_factory(migrated_sqlite: Path, tmp_path: Path) -> AppFactory:
    return lambda: whole_site(migrated_sqlite, tmp_path)


def answered(visit: Visit) -> None:
    """Wait until nothing is being sent."""
    expect(visit.page.locator(".state")).to_have_count(0)
    expect(visit.page.locator(".from-bot, .from-system").last).to_be_attached()


def is_a_real_suggestion(visit: Visit) -> None:
    cards = visit.page.locator(".service")
    assert 3 <= cards.count() <= 5
    for card in cards.all():
        expect(card).to_contain_text("Why it fits")
        expect(card).to_contain_text("Made-up example")
        expect(card).to_contain_text("Last checked")
        assert card.locator(".reasons li").count() >= 1


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_typed_words_lead_to_places(open_page: Open, size: dict[str, int]) -> None:
    visit = open_page(viewport=size, reduced_motion="reduce")
    screenshot(visit.page, f"whole-landing-{size['width']}")
    visit.say(BORED)
    answered(visit)
    chips = visit.page.locator(".kind-understood .chip")
    expect(chips.filter(has_text="Drawing and painting")).to_be_visible()
    for _ in range(3):
        if visit.page.locator(".service").count():
            break
        visit.tap("That's right")
        answered(visit)
    is_a_real_suggestion(visit)
    visit.page.evaluate("document.querySelector('.kind-services').scrollIntoView()")
    screenshot(visit.page, f"whole-services-{size['width']}")
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert visit.foreign() == []
    assert visit.said == []


def test_taps_alone_lead_to_places(open_page: Open) -> None:
    visit = open_page(has_touch=True, reduced_motion="reduce")
    page = visit.page
    page.get_by_role("button", name="I'm bored").tap()
    for _ in range(8):
        answered(visit)
        if page.locator(".service").count():
            break
        offered = page.locator(".choice").all_inner_texts()
        wanted = next((tap for tap in TAPS if tap in offered), None)
        assert wanted is not None, offered
        page.get_by_role("button", name=wanted, exact=True).last.tap()
    is_a_real_suggestion(visit)
    assert visit.said == []


def test_plain_forms_lead_to_places(open_page: Open) -> None:
    visit = open_page(java_script_enabled=False)
    visit.say(BORED)
    for _ in range(3):
        if visit.page.locator(".service").count():
            break
        visit.tap("That's right")
    is_a_real_suggestion(visit)
    assert visit.foreign() == []


def test_a_worry_is_heard_before_anything_is_asked(open_page: Open) -> None:
    visit = open_page()
    visit.say(LEFT_OUT)
    answered(visit)
    first = visit.page.locator(".from-person ~ .from-bot .text")
    assert first.count() >= 1
    expect(visit.page.locator(".service")).to_have_count(0)


def test_a_sign_of_danger_brings_contacts_and_a_person(open_page: Open) -> None:
    visit = open_page(reduced_motion="reduce")
    page = visit.page
    visit.say("i want to kill myself tonight")
    answered(visit)
    card = page.locator(".kind-safety")
    expect(card.get_by_role("link", name="Call 999")).to_be_visible()
    expect(page.locator("body")).to_have_attribute("data-mode", "waiting")
    screenshot(page, "whole-safety-360")
    page.get_by_role("button", name="Carry on with Waymark").click()
    answered(visit)
    expect(page.locator("body")).to_have_attribute("data-mode", "bot")
    page.reload()
    expect(page.locator(".kind-safety")).to_be_visible()
    assert visit.said == []


@pytest.mark.parametrize("choice", ["person", "privacy", "help", "restart", "stop"])
def test_the_menu_works_at_any_time(open_page: Open, choice: str) -> None:
    visit = open_page()
    visit.say("im 13, i like drawing")
    answered(visit)
    before = visit.page.locator(".from-bot").count()
    visit.page.click("#menu summary")
    visit.page.locator(f"#menu button[value={choice}]").click()
    answered(visit)
    assert visit.page.locator(".from-bot").count() > before
    assert visit.said == []


def test_deleting_the_chat_from_the_privacy_page(open_page: Open) -> None:
    visit = open_page()
    page = visit.page
    visit.say(BORED)
    answered(visit)
    page.goto(visit.site.url + "/privacy")
    with page.expect_download() as download:
        page.get_by_role("link", name="Save a copy of my chat").click()
    assert BORED in Path(download.value.path()).read_text(encoding="utf-8")
    page.get_by_role("button", name="Delete my chat").click()
    expect(page.get_by_role("heading", name="Your chat is deleted")).to_be_visible()
    page.goto(visit.site.url)
    expect(page.locator("#landing")).to_be_visible()
