"""The chat page as a young person meets it, in Chromium."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from bot.messages import Reply
from tests.browser.conftest import Open
from tests.support.browser import DESKTOP, PHONE, Visit, screenshot

pytestmark = pytest.mark.browser

BORED = "im 13 and bored all the time, i like drawing. near e13"


def whole_conversation(visit: Visit) -> None:
    page = visit.page
    visit.say(BORED)
    expect(page.locator(".kind-understood .chip")).to_have_count(5)
    visit.tap("Yes, that's right")
    expect(page.locator(".service")).to_have_count(3)


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_whole_conversation_is_typed(open_page: Open, size: dict[str, int]) -> None:
    visit = open_page(viewport=size)
    whole_conversation(visit)
    page = visit.page
    card = page.locator(".service").first
    expect(card).to_contain_text("Ink & Paper Drawing Club")
    expect(card).to_contain_text("Why it fits")
    expect(card).to_contain_text("Made-up example")
    expect(card).to_contain_text("0.8 km (0.5 miles) away")
    expect(card.get_by_role("link", name="Call 020 7946 0101")).to_have_attribute(
        "href", "tel:02079460101"
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert visit.foreign() == []
    assert visit.said == []


def test_a_whole_conversation_by_taps_only(open_page: Open) -> None:
    visit = open_page(has_touch=True)
    page = visit.page
    page.get_by_role("button", name="I'm bored").tap()
    expect(page.locator(".kind-understood")).to_be_visible()
    page.get_by_role("button", name="Not being bored").tap()
    expect(page.locator(".from-person").last).to_contain_text("Not being bored")
    page.locator("#menu summary").tap()
    page.get_by_role("button", name="Is this private?").tap()
    expect(page.locator(".from-person").last).to_contain_text("Is this private?")
    assert visit.said == []


def test_it_works_as_plain_forms_without_javascript(open_page: Open) -> None:
    visit = open_page(java_script_enabled=False)
    whole_conversation(visit)
    page = visit.page
    assert page.url.endswith("/#latest")
    page.reload()
    expect(page.locator(".from-person")).to_have_count(2)
    expect(page.get_by_role("button", name="Not being bored")).to_have_count(0)
    assert visit.foreign() == []


def test_what_the_script_draws_is_what_the_server_draws(open_page: Open) -> None:
    visit = open_page()
    whole_conversation(visit)
    page = visit.page
    visit.say("i want to end my life")
    expect(page.locator(".kind-safety .contact")).to_have_count(3)
    _staff_says(visit, "Hi, I'm Sam. I'm here now.")
    expect(page.locator(".from-staff")).to_be_visible()
    drawn = page.evaluate(OUTLINE)
    page.reload()
    expect(page.locator(".from-staff")).to_be_visible()
    assert page.evaluate(OUTLINE) == drawn


OUTLINE = """() => {
  const skip = ["id", "data-seq", "href_"];
  const outline = (node) => {
    if (node.nodeType === 3) return node.textContent.replace(/\\s+/g, " ").trim();
    if (node.nodeType !== 1 || node.name === "key") return "";
    const names = node.getAttributeNames().filter((n) => !skip.includes(n)).sort();
    const own = names.map((n) => n + "=" + node.getAttribute(n)).join(" ");
    const inside = Array.from(node.childNodes).map(outline).filter(Boolean).join("\\n");
    return "<" + node.tagName + " " + own + ">\\n" + inside;
  };
  return outline(document.getElementById("messages")).split("\\n");
}"""


def _staff_says(visit: Visit, text: str) -> None:
    chat = visit.site.given
    conversation = list(chat.lines)[-1]

    async def say() -> None:
        chat.modes[conversation] = "human"
        chat.add(
            conversation,
            Reply(id="", seq=0, kind="status", author="system", text="Sam has joined the chat."),
        )
        chat.add(
            conversation,
            Reply(
                id="",
                seq=0,
                kind="staff",
                author="staff",
                author_name="Sam, youth worker",
                text=text,
            ),
        )

    visit.site.run(say())


def test_a_reply_of_staff_arrives_while_the_page_is_open(open_page: Open) -> None:
    visit = open_page()
    page = visit.page
    visit.say("i want to end my life")
    expect(page.locator("#mode")).to_contain_text("Our team has been asked to read this")
    _staff_says(visit, "Hi, I'm Sam. I'm here now.")
    said = page.locator(".from-staff")
    expect(said).to_contain_text("Sam, youth worker")
    expect(said).to_contain_text("A real person")
    expect(said).to_contain_text("I'm here now.")
    expect(page.locator("#mode")).to_have_text("A person is in this chat with you.")
    # Two tabs and a stream: nothing is shown twice.
    expect(page.locator(".from-bot")).to_have_count(2)
    assert visit.said == []


def test_a_message_that_was_not_sent_keeps_its_words(open_page: Open) -> None:
    visit = open_page()
    page = visit.page
    whole_conversation(visit)
    page.route("**/messages", lambda route: route.abort())
    visit.say("are there any on a saturday?")
    failed = page.locator(".from-person.failed")
    expect(failed).to_contain_text("are there any on a saturday?")
    expect(failed).to_contain_text("Not sent")
    page.unroute("**/messages")
    failed.get_by_role("button", name="Try again").click()
    expect(page.locator(".failed")).to_have_count(0)
    expect(page.locator(".from-bot").last).to_contain_text("Tell me a bit more")
    assert [m.text for m in visit.site.given.received].count("are there any on a saturday?") == 1


def test_an_answer_that_got_lost_is_asked_for_again_and_counted_once(open_page: Open) -> None:
    visit = open_page()
    page = visit.page
    whole_conversation(visit)

    def lose_answer(route, request):
        route.fetch()
        route.abort()

    page.route("**/messages", lose_answer)
    visit.say("hello?")
    expect(page.locator(".failed")).to_be_visible()
    page.unroute("**/messages")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".failed")).to_have_count(0)
    assert [m.text for m in visit.site.given.received].count("hello?") == 1
    expect(page.locator(".from-bot").last).to_contain_text("Tell me a bit more")


def test_the_keyboard_alone_is_enough(open_page: Open) -> None:
    visit = open_page(viewport=DESKTOP)
    page = visit.page
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#say")).to_be_focused()
    page.keyboard.type(BORED)
    page.keyboard.press("Enter")
    expect(page.locator(".chip")).to_have_count(5)
    expect(page.locator("#say")).to_be_focused()
    yes = page.get_by_role("button", name="Yes, that's right")
    yes.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".service")).to_have_count(3)
    # The button is gone; the next Tab goes on from what was said, not from the top of the page.
    expect(page.locator(".from-person").last).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.service') !== null")
    page.locator("#menu summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.value") == "person"
    page.keyboard.press("Escape")
    expect(page.locator("#menu summary")).to_be_focused()
    assert not page.evaluate("document.getElementById('menu').open")


def test_help_now_is_in_the_page_before_any_script(open_page: Open) -> None:
    visit = open_page(java_script_enabled=False)
    visit.page.click("#help-now summary")
    card = visit.page.locator(".help-card")
    expect(card.get_by_role("link", name="Call 999")).to_be_visible()
    expect(card.get_by_role("link", name="Text 85258")).to_have_attribute("href", "sms:85258")


def test_two_tabs_show_the_same_chat(open_page: Open) -> None:
    first = open_page()
    whole_conversation(first)
    second = first.page.context.new_page()
    second.goto(first.site.url)
    expect(second.locator(".from-person")).to_have_count(2)
    first.say("and swimming?")
    expect(second.locator(".from-person").last).to_contain_text("and swimming?")
    expect(second.locator(".from-bot").last).to_contain_text("Tell me a bit more")
    second.fill("#say", "from the second")
    second.keyboard.press("Enter")
    expect(first.page.locator(".from-person").last).to_contain_text("from the second")
    order = "Array.from(document.querySelectorAll('.message .text'), (p) => p.textContent)"
    expect(second.locator(".from-bot")).to_have_count(5)
    expect(first.page.locator(".from-bot")).to_have_count(5)
    assert first.page.evaluate(order) == second.evaluate(order)


def test_what_people_type_is_shown_as_text(open_page: Open) -> None:
    visit = open_page()
    page = visit.page
    nasty = "<img src=x onerror=alert(1)><script>alert(2)</script> & <b>bold</b>"
    visit.say(nasty)
    expect(page.locator(".from-person .text")).to_have_text(nasty)
    expect(page.locator(".from-bot")).to_have_count(2)
    page.reload()
    expect(page.locator(".from-person .text")).to_have_text(nasty)
    assert page.locator("#messages img, #messages script, #messages b").count() == 0
    assert visit.foreign() == []


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_long_words_and_other_directions_fit(open_page: Open, width: int) -> None:
    visit = open_page(viewport={"width": width, "height": 700})
    page = visit.page
    visit.say("aaaa" * 120)
    visit.say("أشعر بالملل وأحب الرسم")
    expect(page.locator(".from-bot")).to_have_count(3)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    text = page.locator(".from-person .text").last
    assert text.evaluate("(p) => getComputedStyle(p).direction") == "rtl"


def test_text_twice_as_large_still_fits(open_page: Open) -> None:
    visit = open_page(bypass_csp=True)
    page = visit.page
    page.add_style_tag(content="html { font-size: 200% }")
    whole_conversation(visit)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    box = page.locator("#say").bounding_box()
    assert box is not None and box["width"] > 150


@pytest.mark.parametrize("size", [(740, 360), (320, 256)], ids=["on its side", "400 percent zoom"])
def test_the_way_out_stays_in_sight_in_a_short_window(
    open_page: Open, size: tuple[int, int]
) -> None:
    visit = open_page(viewport={"width": size[0], "height": size[1]})
    whole_conversation(visit)
    expect(visit.page.get_by_role("button", name="Exit this page")).to_be_in_viewport()
    expect(visit.page.locator("#help-now summary")).to_be_in_viewport()
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_a_very_long_message_is_sent_whole_and_the_page_says_what_is_kept(open_page: Open) -> None:
    visit = open_page()
    page = visit.page
    page.fill("#say", "x" * 20_050)
    expect(page.locator("#counter")).to_contain_text("50 letters too many")
    expect(page.locator("#counter")).to_contain_text("the first and the last part")
    page.click(".send")
    expect(page.locator("#say")).to_have_value("")
    expect(page.locator(".from-bot").last).to_contain_text("Tell me a bit more")
    assert [len(m.text or "") for m in visit.site.given.received] == [20_050]


def test_a_long_history_opens_at_its_end(open_page: Open) -> None:
    visit = open_page()
    page = visit.page
    visit.say("hello")
    expect(page.locator(".from-bot")).to_have_count(2)
    chat = visit.site.given
    conversation = list(chat.lines)[-1]

    async def more() -> None:
        for number in range(200):
            chat.add(conversation, Reply(id="", seq=0, text=f"Line {number}"))

    visit.site.run(more())
    page.goto(visit.site.url + "/")
    expect(page.locator(".message")).to_have_count(203)
    visit.say("still here")
    expect(page.locator(".from-person").last).to_be_in_viewport()


def test_leaving_goes_at_once_and_ends_the_chat_here(open_page: Open) -> None:
    visit = open_page()
    page = visit.page
    neutral = "https://www.bbc.co.uk/weather"
    page.context.route(neutral, lambda route: route.fulfill(body="<title>Weather</title>"))
    whole_conversation(visit)
    page.get_by_role("button", name="Exit this page").click()
    page.wait_for_url(neutral)
    assert page.context.cookies() == []
    page.go_back()
    assert "drawing" not in page.content()
    page.goto(visit.site.url)
    expect(page.locator("#landing")).to_be_visible()
    expect(page.locator(".message")).to_have_count(0)


def test_shift_three_times_leaves_from_every_tab(open_page: Open) -> None:
    visit = open_page()
    page = visit.page
    page.context.route("https://www.bbc.co.uk/**", lambda r: r.fulfill(body="<title>W</title>"))
    whole_conversation(visit)
    other = page.context.new_page()
    other.goto(visit.site.url + "/help")
    page.bring_to_front()
    page.focus("#say")
    page.keyboard.type("I Am Not Leaving YET")
    expect(page.locator("#say")).to_have_value("I Am Not Leaving YET")
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url("https://www.bbc.co.uk/**")
    other.wait_for_url("https://www.bbc.co.uk/**")
    assert page.context.cookies() == []


def test_leaving_works_without_javascript(open_page: Open) -> None:
    visit = open_page(java_script_enabled=False)
    page = visit.page
    page.context.route("https://www.bbc.co.uk/**", lambda r: r.fulfill(body="<title>W</title>"))
    visit.say("hello")
    page.get_by_role("button", name="Exit this page").click()
    page.wait_for_url("https://www.bbc.co.uk/**")
    assert page.context.cookies() == []


def test_being_offline_is_said_and_sent_later(open_page: Open) -> None:
    visit = open_page()
    page = visit.page
    whole_conversation(visit)
    page.context.set_offline(True)
    visit.say("still there?")
    expect(page.locator(".failed")).to_contain_text("Not sent")
    expect(page.locator("#notice")).to_contain_text("You are offline")
    page.context.set_offline(False)
    expect(page.locator(".from-bot").last).to_contain_text("Tell me a bit more")
    expect(page.locator(".failed")).to_have_count(0)


def test_replies_are_announced_by_one_polite_log(open_page: Open) -> None:
    visit = open_page()
    page = visit.page
    whole_conversation(visit)
    regions = "Array.from(document.querySelectorAll('[aria-live]:not([aria-live=off]), [role=log]'), (n) => n.id)"
    assert page.evaluate(regions) == ["log"]
    assert page.get_attribute("#log", "aria-live") == "polite"
    assert page.title() == "Waymark"


def test_targets_are_large_enough_to_tap(open_page: Open) -> None:
    visit = open_page()
    whole_conversation(visit)
    visit.page.click("#menu summary")
    small = visit.page.evaluate(
        """() => Array.from(document.querySelectorAll("button, summary, a.way, textarea"))
          .filter((n) => n.offsetParent !== null && n.getBoundingClientRect().height < 43.5)
          .map((n) => n.outerHTML.slice(0, 80))"""
    )
    assert small == [], json.dumps(small, indent=1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_pictures_for_the_documentation(open_page: Open, size: dict[str, int], scheme: str) -> None:
    visit = open_page(viewport=size, color_scheme=scheme, reduced_motion="reduce")
    page = visit.page
    mark = f"{size['width']}-{scheme}"
    screenshot(page, f"landing-{mark}")
    visit.say(BORED)
    expect(page.locator(".chip")).to_have_count(5)
    screenshot(page, f"understood-{mark}")
    visit.tap("Yes, that's right")
    expect(page.locator(".service")).to_have_count(3)
    screenshot(page, f"services-{mark}")
    visit.say("i want to end my life")
    expect(page.locator(".kind-safety")).to_be_visible()
    screenshot(page, f"safety-{mark}")
    _staff_says(visit, "Hi, I'm Sam. I have read what you wrote. I'm here now.")
    expect(page.locator(".from-staff")).to_be_visible()
    page.locator(".from-staff").scroll_into_view_if_needed()
    screenshot(page, f"staff-{mark}")
    page.click("#help-now summary")
    expect(page.locator(".help-card")).to_be_visible()
    screenshot(page, f"help-{mark}")
