"""Marking what the screen made of a message, in Chromium: with a mouse, a keyboard, no script."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from safeguarding.assessment import Assessment, Tier
from tests.browser.conftest import Open
from tests.browser.test_console import NAMELESS, SIZES, TWICE, fits, sign_in, wake
from tests.console.shift import Shift
from tests.support.browser import DESKTOP, PHONE, AppFactory, Site, screenshot
from tests.support.console_site import console_site

pytestmark = pytest.mark.browser

CUTS = Assessment(
    tier=Tier.HIGH,
    categories=("self_harm",),
    rules=("self_harm.hurting_self", "model.high", "memory.adds_up"),
    spans=((2, 23),),
    score=0.87,
)


@pytest.fixture
def app_factory(migrated_sqlite: Path, tmp_path: Path) -> AppFactory:
    return functools.partial(console_site, migrated_sqlite, tmp_path)


@pytest.fixture
def shift(site: Site) -> Shift:
    found: Shift = site.given
    return found


def on_a_case(open_page: Open, site: Site, shift: Shift, **options: Any) -> Page:
    """The page of a case with three messages, the second of which raised nothing."""
    site.run(shift.member("Sam"))
    case_id = site.run(shift.case("i cut again last night 😞 and nobody knows", CUTS))
    site.run(shift.says(case_id, "he waits outside my room when mum is at work"))
    site.run(shift.says(case_id, "it dont matter"))
    page = sign_in(open_page("/staff", **options))
    page.goto(f"{site.url}/staff/cases/{case_id}")
    return page


@SIZES
def test_a_message_is_marked_and_unmarked(
    open_page: Open, site: Site, shift: Shift, size: dict[str, int]
) -> None:
    device = "desktop" if size is DESKTOP else "phone"
    page = on_a_case(open_page, site, shift, viewport=size)
    first, quiet = (page.locator("li.line.person").nth(place) for place in (0, 1))
    first.get_by_text("Was this right?").click()
    expect(first.get_by_role("button", name="Too high")).to_be_visible()
    assert fits(page)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        screenshot(page, f"console-marking-{device}-{scheme}", full_page=True)
    first.get_by_label("Tier you would give").select_option("concern")
    first.get_by_label("Category you would give").select_option("self_harm")
    first.get_by_role("button", name="Too high").click()
    expect(first.locator("summary")).to_have_text("You: Too high, Concern, Self-harm")

    quiet.get_by_text("Missed?").click()
    quiet.get_by_role("button", name="Missed").click()
    expect(quiet.locator("summary")).to_have_text("You: Missed")
    quiet.locator("summary").click()
    assert fits(page)
    screenshot(page, f"console-marked-{device}", full_page=True)
    assert page.evaluate(NAMELESS) == []
    assert page.evaluate(TWICE) == []
    quiet.get_by_role("button", name="Undo").click()
    expect(quiet.locator("summary")).to_have_text("Missed?")


def test_a_message_is_marked_without_javascript(open_page: Open, site: Site, shift: Shift) -> None:
    page = on_a_case(open_page, site, shift, viewport=PHONE, java_script_enabled=False)
    quiet = page.locator("li.line.person").nth(1)
    quiet.locator("summary").click()
    quiet.get_by_label("Tier you would give").select_option("high")
    quiet.get_by_role("button", name="Missed").click()
    expect(page.get_by_text("Your mark is saved.")).to_be_visible()
    expect(quiet.locator("summary")).to_have_text("You: Missed, High")


def test_a_message_is_marked_with_the_keyboard_alone(
    open_page: Open, site: Site, shift: Shift
) -> None:
    page = on_a_case(open_page, site, shift, viewport=DESKTOP)
    first = page.locator("li.line.person").first
    first.locator("summary").focus()
    page.keyboard.press("Enter")
    for _ in range(3):
        page.keyboard.press("Tab")
    expect(first.get_by_role("button", name="Right")).to_be_focused()
    page.keyboard.press("Enter")
    expect(first.locator("summary")).to_have_text("You: Right")


def test_what_was_chosen_stays_while_the_young_person_writes_on(
    open_page: Open, site: Site, shift: Shift
) -> None:
    page = on_a_case(open_page, site, shift, viewport=DESKTOP)
    first = page.locator("li.line.person").first
    first.locator("summary").click()
    first.get_by_label("Tier you would give").select_option("none")
    site.run(shift.says(page.url.split("/")[-1], "are you there"))
    wake(site)
    expect(page.locator("li.line.person")).to_have_count(4)
    expect(first.get_by_label("Tier you would give")).to_be_visible()
    expect(first.get_by_label("Tier you would give")).to_have_value("none")


def test_what_a_colleague_marked_appears_by_itself(
    open_page: Open, site: Site, shift: Shift
) -> None:
    sam = on_a_case(open_page, site, shift, viewport=DESKTOP)
    site.run(shift.member("Olu"))
    olu = sign_in(open_page("/staff", viewport=DESKTOP), "Olu")
    olu.goto(sam.url)
    for page in (sam, olu):
        expect(page.locator("li.line.person")).to_have_count(3)
    olu.locator("li.line.person summary").first.click()
    olu.get_by_role("button", name="Right").first.click()
    expect(sam.locator("li.line.person summary").first).to_have_text("Was this right? · Olu: Right")
