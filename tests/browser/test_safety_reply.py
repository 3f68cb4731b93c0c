"""A careful reply and whom to ring, on the screen of a small phone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial

import pytest
from playwright.sync_api import Locator, expect

from basics.vocabulary import vocabulary
from bot.messages import Contact, Inbound, Reply, ReplyButton
from safeguarding.assessment import Assessment, Tier
from safeguarding.contacts import ContactCard, help_card
from safeguarding.hours import Hours
from safeguarding.replies import SafetyReply, first_reply
from tests.browser.conftest import Open
from tests.support.browser import AppFactory, Visit, screenshot, scripted_app
from tests.support.page_chat import PageChat

pytestmark = pytest.mark.browser

SMALL = {"width": 360, "height": 640}
HOURS = Hours.from_config(dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "09:00-17:00"))
CLOSED = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
LONG = "something happened and i do not know who to tell " * 12


def contacts_of(cards: Sequence[ContactCard]) -> list[Contact]:
    return [Contact(**{k: v for k, v in asdict(card).items() if k != "id"}) for card in cards]


def _said(tier: Tier, category: str, nation: str = "england", age: int = 13) -> SafetyReply:
    found = Assessment(tier=tier, categories=(category,))
    return first_reply(
        found, persona="young_person", age=age, now=CLOSED, hours=HOURS, nation=nation
    )


class SafetyChat(PageChat):
    """Answers the name of a risk category and a tier with the first reply to it, out of hours."""

    def _replies(self, inbound: Inbound) -> list[Reply]:
        tier, category, *where = (inbound.text or "").split("; ")[-1].split()
        self.modes[inbound.conversation_id] = "waiting"
        nation, age = where if where else ("england", "13")
        said = _said(Tier(tier), category, nation, int(age))
        carry_on = ReplyButton(label="Carry on with Waymark while I wait", choice="carry_on")
        cards = contacts_of(said.contacts)
        return [
            Reply(id="", seq=0, kind="safety", text=said.text, contacts=cards, buttons=[carry_on])
        ]


@pytest.fixture
def app_factory() -> AppFactory:
    return partial(scripted_app, SafetyChat(), contacts_of(help_card()))


def on_screen(visit: Visit, what: Locator) -> bool:
    """Whether all of it can be seen: under the top bar, above the box to type in."""
    box = what.bounding_box()
    top = visit.page.locator(".top").bounding_box()
    foot = visit.page.locator(".compose").bounding_box()
    assert box is not None and top is not None and foot is not None
    return box["y"] >= top["y"] + top["height"] and box["y"] + box["height"] <= foot["y"]


def longest() -> list[str]:
    """The categories whose replies need most room."""
    lengths = {
        category: len(_said(Tier.IMMEDIATE, category).text)
        for category in vocabulary().risk_categories
    }
    return sorted(lengths, key=lambda category: -lengths[category])[:4]


@pytest.mark.parametrize("scripts", [True, False], ids=["script", "plain"])
def test_words_and_the_first_two_numbers_fit_one_small_screen(
    open_page: Open, scripts: bool
) -> None:
    visit = open_page(viewport=SMALL, java_script_enabled=scripts, reduced_motion="reduce")
    hidden = []
    for count, category in enumerate((*longest(), "suicidal_intent")):
        tier = ("immediate", "high")[count % 2]
        visit.say(f"{LONG if count else ''}; {tier} {category}")
        expect(visit.page.locator(".kind-safety")).to_have_count(count + 1)
        reply = visit.page.locator(".kind-safety").last
        expect(reply).to_be_in_viewport()
        visit.page.wait_for_function("() => !document.querySelector('.state')")
        shown = [reply.locator(".text"), *reply.locator(".way").all()[:2]]
        hidden += [(category, tier, n) for n, x in enumerate(shown) if not on_screen(visit, x)]
        screenshot(visit.page, f"safety-{category}-{'script' if scripts else 'plain'}-360")
    assert hidden == []
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= SMALL["width"]


@pytest.mark.parametrize(("nation", "age"), [("wales", 13), ("england", 17)])
def test_long_names_and_two_ways_to_reach_a_line_stay_readable(
    open_page: Open, nation: str, age: int
) -> None:
    visit = open_page(viewport=SMALL, reduced_motion="reduce")
    visit.say(f"; high relationship_abuse {nation} {age}")
    names = visit.page.locator(".kind-safety .contact-name")
    expect(names).to_have_count(4)
    for name in names.all():
        box = name.bounding_box()
        assert box is not None and box["width"] >= 80
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= SMALL["width"]
    names.last.scroll_into_view_if_needed()
    screenshot(visit.page, f"safety-{nation}-360")


def test_help_now_shows_999_first_and_all_of_it_without_scrolling(open_page: Open) -> None:
    visit = open_page(viewport=SMALL)
    visit.page.click("#help-now summary")
    ways = visit.page.locator(".help-card .way")
    expect(ways.first).to_have_attribute("href", "tel:999")
    for way in ways.all():
        expect(way).to_be_in_viewport(ratio=1)
    screenshot(visit.page, "help-now-360")
