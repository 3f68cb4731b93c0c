"""The chat page as plain forms, over HTTP."""

from __future__ import annotations

import asyncio
import html
import re
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI

from basics.clock import FixedClock
from basics.errors import InvalidInput
from bot.messages import Reply
from bot.web.cookies import COOKIE
from bot.web.pages import PageSettings, router
from bot.web.site import once
from tests.support.page_chat import CONTACTS, SERVICES, PageChat

BORED = "im 13 and bored, i like drawing. near e13"
SETTINGS = PageSettings(exit_to="https://weather.example/", keep_days=21)


@pytest.fixture
def chat() -> PageChat:
    return PageChat()


@pytest.fixture
async def web(chat: PageChat, clock: FixedClock) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    app.include_router(router(chat, clock=clock, contacts=CONTACTS, settings=SETTINGS))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://waymark.test", follow_redirects=True
    ) as client:
        yield client


async def say(
    web: httpx.AsyncClient, text: str = "", *, choice: str = "", key: str = "k1", **headers: str
) -> httpx.Response:
    return await web.post(
        "/say", data={"key": key, "text": text, "choice": choice}, headers=headers
    )


def messages(page: httpx.Response) -> list[str]:
    found = re.findall(r'<p class="text"[^>]*>(.*?)</p>', page.text, re.DOTALL)
    return [html.unescape(text) for text in found]


async def test_the_landing_says_who_we_are_before_anything_is_kept(web, chat) -> None:
    page = await web.get("/")
    assert page.status_code == 200
    assert "Something to do. Someone to talk to." in page.text
    assert "after 21 days" in page.text
    assert chat.lines == {}
    assert "set-cookie" not in page.headers
    assert page.headers["cache-control"] == "no-store"


async def test_the_first_message_begins_a_conversation_and_comes_back_to_the_page(web) -> None:
    response = await web.post(
        "/say", data={"key": "k", "text": BORED, "choice": ""}, follow_redirects=False
    )
    assert response.status_code == 303
    assert response.headers["location"] == "/#latest"
    cookie = response.headers["set-cookie"].lower()
    assert cookie.startswith(f"{COOKIE}=")
    assert "httponly" in cookie and "samesite=strict" in cookie
    page = await web.get("/")
    assert messages(page) == [
        "Hi, I'm Waymark. I'm a computer program, not a person.\nWhat would you like?",
        BORED,
        "This is what I picked up. Is it right?",
    ]


async def test_the_cookie_is_for_https_only_where_that_is_how_people_come(chat, clock) -> None:
    app = FastAPI()
    app.include_router(router(chat, clock=clock, settings=PageSettings(secure_cookie=True)))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="https://waymark.test") as web:
        response = await say(web, "hello")
    assert "secure" in response.headers["set-cookie"].lower()


async def test_the_same_form_twice_is_one_message(web, chat) -> None:
    await say(web, "hello")
    await say(web, BORED, key="k2")
    await say(web, BORED, key="k2")
    assert [m.text for m in chat.received] == ["hello", BORED]


async def test_an_old_form_with_other_words_is_another_message(web, chat) -> None:
    await say(web, "hello", key="k2")
    await say(web, "and another thing", key="k2")
    assert [m.text for m in chat.received] == ["hello", "and another thing"]


async def test_a_double_tap_on_the_first_button_begins_one_conversation(web, chat) -> None:
    await asyncio.gather(say(web, choice="bored"), say(web, choice="bored"))
    assert len(chat.lines) == 1
    assert [m.choice for m in chat.received] == ["bored"]


@pytest.mark.parametrize(("key", "later"), [("", 0), ("k1", 31)])
async def test_a_first_post_never_opens_somebody_elses_chat(web, chat, clock, key, later) -> None:
    await say(web, "my secret", key=key)
    web.cookies.clear()  # somebody else, or the same browser after "Exit this page"
    clock.advance(timedelta(seconds=later))
    page = await say(web, "hello", key=key)
    assert len(chat.lines) == 2
    assert "my secret" not in messages(page)


def test_the_key_tells_nothing_without_the_browsers_token() -> None:
    assert once("token", "key", "words") == once("token", "key", "words")
    assert once("other", "key", "words") != once("token", "key", "words")
    assert re.fullmatch(r"[0-9a-f]{32}", once("token", "key", "words"))


async def test_a_button_is_a_choice(web, chat) -> None:
    await say(web, BORED)
    page = await say(web, choice="yes", key="k2")
    assert chat.received[-1].choice == "yes"
    assert chat.received[-1].text is None
    assert messages(page)[-2:] == ["Yes, that's right", "Here are three that could fit you."]


async def test_only_the_latest_buttons_can_be_tapped(web) -> None:
    page = await say(web, BORED)
    assert 'value="drop:topic:boredom"' in page.text
    assert 'value="bored"' not in page.text
    page = await say(web, "hm", key="k2")
    assert 'value="drop:topic:boredom"' not in page.text


async def test_what_was_understood_is_shown_by_domain(web) -> None:
    page = await say(web, BORED)
    groups = re.findall(r"<legend>(.*?)</legend>(.*?)</fieldset>", page.text, re.DOTALL)
    shown = {title: re.findall(r"<span>(.*?)</span>", chips) for title, chips in groups}
    assert shown == {
        "Friends and people around you": ["Feeling left out or lonely"],
        "Things you like and are good at": ["Being bored", "Drawing and painting"],
        "What you are looking for": ["Age: 13", "Near: E13"],
    }


async def test_a_service_card_says_what_is_known_and_what_is_not(web) -> None:
    await say(web, BORED)
    page = await say(web, choice="yes", key="k2")
    cards = page.text.split('<li class="service">')[1:]
    assert len(cards) == len(SERVICES)
    first, second, third = (re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", c)) for c in cards)
    for part in (
        "Ink &amp; Paper Drawing Club", "Made-up example", "It has drawing and painting",
        "Larkspur Hall, Manor Park · 0.8 km (0.5 miles) away", "11 to 16", "Just turn up",
        "Last checked 3 November 2026", "Please do not go there",
    ):  # fmt: skip
        assert part in first
    assert "Where Online" in second
    assert "12 and over" in second
    assert "Not known yet: we do not know the cost." in second
    assert "Cost" not in second.replace("the cost", "")
    assert "You need an adult to ask for you" in third
    assert "We do not know when this was last checked." in third


async def test_links_of_services_are_web_links_or_none(web, chat) -> None:
    await say(web, "hello")
    bad = {**SERVICES[0], "url": "javascript:alert(1)"}
    chat.add(next(iter(chat.lines)), Reply(id="", seq=0, text="x", kind="services", services=[bad]))
    page = await web.get("/")
    assert "javascript:" not in page.text
    assert "Their website" not in page.text.split("<script")[0]


async def test_an_old_service_without_some_fields_does_not_break_the_page(web, chat) -> None:
    await say(web, "hello")
    old = {"service_id": "x", "name": "Old Club"}
    chat.add(next(iter(chat.lines)), Reply(id="", seq=0, text="x", kind="services", services=[old]))
    assert "Old Club" in (await web.get("/")).text


async def test_html_is_shown_as_it_was_typed(web) -> None:
    nasty = "<script>alert(1)</script> & 'quotes' \"too\""
    page = await say(web, nasty)
    assert "<script>alert" not in page.text
    assert nasty in messages(page)


async def test_staff_look_different_from_the_bot(web, chat) -> None:
    await say(web, "hello")
    conversation = next(iter(chat.lines))
    chat.modes[conversation] = "human"
    chat.add(
        conversation,
        Reply(id="", seq=0, kind="staff", author="staff", author_name="Sam", text="Hi"),
    )
    page = await web.get("/")
    card = page.text.split('class="message from-staff kind-staff"')[1]
    assert "Sam" in card and "A real person" in card and "#i-person" in card
    assert "A person is in this chat with you." in page.text


async def test_safety_replies_carry_numbers_to_tap(web) -> None:
    page = await say(web, "i want to end my life")
    card = page.text.split("kind-safety")[1]
    assert 'href="tel:08001111"' in card
    assert 'href="sms:85258"' in card
    assert "Checked 2 November 2026" in card
    assert 'value="carry_on"' in card


async def test_the_help_card_is_on_every_page(web) -> None:
    for path in ("/", "/help", "/privacy", "/about"):
        page = await web.get(path)
        assert page.status_code == 200, path
        assert page.text.count('href="tel:999"') == (2 if path == "/help" else 1)
        assert 'action="/leave"' in page.text


async def test_no_page_has_inline_script_style_or_another_host(web) -> None:
    await say(web, BORED)
    for path in ("/", "/help", "/privacy", "/about"):
        text = (await web.get(path)).text
        assert " style=" not in text
        assert not re.search(r"\son[a-z]+=", text)
        for tag in re.findall(r"<script[^>]*>", text):
            assert 'src="/static/' in tag or 'type="application/json"' in tag
        loaded = re.findall(r'<(?:script|link|img|iframe|source)[^>]*(?:src|href)="([^"]+)"', text)
        assert loaded and all(address.startswith("/static/") for address in loaded)


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
async def test_nothing_typed_is_answered_kindly(web, chat, text: str) -> None:
    page = await say(web, text)
    assert page.status_code == 400
    assert "Type something first" in page.text
    assert chat.lines == {}


async def test_a_very_long_message_is_handed_on_whole(web, chat) -> None:
    page = await say(web, "x" * 1_000_000 + " the end")
    assert [len(m.text or "") for m in chat.received] == [1_000_008]
    assert re.search(r"<textarea[^>]*></textarea>", page.text)


async def test_a_failure_keeps_what_was_typed(web, chat) -> None:
    await say(web, "hello")
    chat.fail = RuntimeError("the database is away")
    page = await say(web, "please <help>", key="k2")
    assert page.status_code == 503
    assert "That did not send" in page.text
    assert re.search(r"<textarea[^>]*>please &lt;help&gt;</textarea>", page.text)
    assert "hello" in messages(page)
    page = await say(web, "please <help>", key="k2")
    assert messages(page)[-2] == "please <help>"


async def test_a_refusal_is_said_in_its_own_words(web, chat) -> None:
    await say(web, "hello")
    chat.fail = InvalidInput("That was too odd.", hint="Try words.")
    page = await say(web, "???", key="k2")
    assert page.status_code == 400
    assert "That was too odd. Try words." in page.text


async def test_without_the_store_the_page_still_has_the_help_card(web, chat, monkeypatch) -> None:
    async def broken(token: str) -> str | None:
        raise OSError("no database")

    await say(web, "hello")
    monkeypatch.setattr(chat, "conversation_for_token", broken)
    page = await web.get("/")
    assert page.status_code == 503
    assert "Something broke on our side" in page.text
    assert 'href="tel:999"' in page.text


async def test_nothing_that_was_said_is_logged(web, chat, capsys) -> None:
    await say(web, "hello")
    chat.fail = RuntimeError("secret words inside")
    await say(web, "secret words", key="k2")
    printed = capsys.readouterr()
    assert "page_say_failed" in printed.out + printed.err
    assert "secret words" not in printed.out + printed.err


async def test_a_cookie_of_a_chat_that_is_gone_starts_a_new_one(web, chat) -> None:
    web.cookies.set(COOKIE, "not-a-token")
    assert "Something to do. Someone to talk to." in (await web.get("/")).text
    page = await say(web, "hello")
    assert "hello" in messages(page)


@pytest.mark.parametrize("path", ["/say", "/start-again", "/delete-chat"])
@pytest.mark.parametrize(
    "headers",
    [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "https://evil.example"}, {"origin": "null"}],
)  # fmt: skip
async def test_forms_of_other_sites_are_refused(web, chat, path: str, headers) -> None:
    await say(web, "hello")
    page = await web.post(path, data={"key": "k9", "text": "from afar"}, headers=headers)
    assert page.status_code == 403
    assert [m.text for m in chat.received] == ["hello"]
    assert "hello" in messages(await web.get("/"))


async def test_starting_again_forgets_the_chat_in_this_browser_only(web, chat) -> None:
    await say(web, "hello")
    page = await web.post("/start-again")
    assert "Something to do. Someone to talk to." in page.text
    assert messages(page) == []
    assert len(chat.lines) == 1


async def test_leaving_ends_the_cookie_first_and_goes_to_a_neutral_page(web) -> None:
    await say(web, "hello")
    page = await web.post("/leave")
    assert page.status_code == 200
    assert COOKIE not in web.cookies
    assert '<meta http-equiv="refresh" content="0; url=https://weather.example/">' in page.text
    assert "Waymark" not in page.text
    assert messages(await web.get("/")) == []


@pytest.mark.parametrize("path", ["/leave", "/start-again"])
async def test_a_copy_of_the_cookie_opens_nothing_after_leaving(web, path: str) -> None:
    await say(web, "hello")
    token = web.cookies[COOKIE]
    await web.post(path)
    web.cookies.set(COOKIE, token)
    assert messages(await web.get("/")) == []


async def test_nothing_holds_up_leaving(web, chat) -> None:
    await say(web, "hello")
    chat.fail = OSError("the store is gone")
    assert (await web.post("/leave")).status_code == 200
    assert COOKIE not in web.cookies


async def test_leaving_from_another_sites_form_ends_nothing(web) -> None:
    await say(web, "hello")
    await web.post("/leave", headers={"sec-fetch-site": "cross-site"})
    assert "hello" in messages(await web.get("/"))


async def test_deleting_a_chat(web, chat) -> None:
    await say(web, "hello")
    privacy = await web.get("/privacy")
    assert f'href="/chat/conversations/{next(iter(chat.lines))}/export"' in privacy.text
    page = await web.post("/delete-chat")
    assert "Your chat is deleted" in page.text
    assert chat.lines == {}
    assert COOKIE not in web.cookies


async def test_deleting_a_chat_that_must_be_kept_says_so(web, chat) -> None:
    await say(web, "hello")
    chat.keep = True
    page = await web.post("/delete-chat")
    assert "they have to keep it for now" in page.text
    assert COOKIE not in web.cookies


async def test_privacy_offers_nothing_to_delete_where_there_is_no_chat(web) -> None:
    page = await web.get("/privacy")
    assert "Delete my chat" not in page.text
    assert "21 days after your last message" in page.text


async def test_static_files_are_kept_by_their_content(web) -> None:
    page = await web.get("/")
    marked = re.search(r'href="(/static/waymark\.css\?v=[0-9a-f]{10})"', page.text)
    assert marked
    style = await web.get(marked[1])
    assert style.headers["content-type"].startswith("text/css")
    assert "immutable" in style.headers["cache-control"]
    script = await web.get("/static/draw.js")
    assert "javascript" in script.headers["content-type"]
    assert script.headers["cache-control"] == "no-cache"
    assert (await web.get("/static/../pages.py")).status_code == 404


async def test_static_files_come_compressed_and_only_when_they_changed(web) -> None:
    script = await web.get("/static/chat.js")
    assert script.headers["content-encoding"] == "gzip"
    assert "import" in script.text
    again = await web.get("/static/chat.js", headers={"if-none-match": script.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""
    plain = await web.get("/static/chat.js", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.text == script.text
