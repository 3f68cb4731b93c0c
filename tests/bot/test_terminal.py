from __future__ import annotations

import asyncio
import io
import json
import os
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from sqlalchemy import select

from basics.clock import FixedClock
from bot.chat import ChatService
from bot.fakes import WordAssessor, fake_parts
from bot.messages import Reply
from bot.takeover import TakeoverService
from bot.terminal import chat_loop, lines_of
from bot.terminal_view import Texts, plain, show
from safeguarding import staff as accounts
from safeguarding.tables import Case
from storage.database import Database


async def typed(*lines: str) -> AsyncIterator[str]:
    for line in lines:
        yield line


async def json_of(chat: ChatService, *lines: str, persona: str = "unknown") -> list[dict[str, Any]]:
    out = io.StringIO()
    await chat_loop(chat, typed(*lines), out, as_json=True, persona=persona)
    return [json.loads(line) for line in out.getvalue().splitlines()]


async def text_of(chat: ChatService, *lines: str) -> str:
    out = io.StringIO()
    await chat_loop(chat, typed(*lines), out)
    return out.getvalue()


@pytest.fixture
def chat(database: Database, clock: FixedClock) -> ChatService:
    return ChatService(fake_parts(database, clock))


async def test_json_has_the_documented_shape(chat: ChatService) -> None:
    greeting, found = await json_of(chat, "find drawing")
    assert set(greeting) == {"replies", "mode", "case", "understood"}
    assert greeting["replies"][0]["text"] == "greeting"
    assert greeting["replies"][0]["buttons"] == [{"label": "b.go", "choice": "go"}]
    assert (greeting["mode"], greeting["case"], greeting["understood"]) == ("bot", None, {})
    service = found["replies"][1]["services"][0]
    assert service["service_id"] == "s-ink-club"
    assert service["reasons"] == ["it has drawing and painting"]
    assert found["understood"]["request"] == "find_activity"


async def test_json_without_a_line_is_the_greeting_alone(chat: ChatService) -> None:
    assert len(await json_of(chat)) == 1


async def test_the_greeting_comes_before_any_line_is_read(chat: ChatService) -> None:
    out = io.StringIO()
    seen: list[str] = []

    async def lines() -> AsyncIterator[str]:
        seen.append(out.getvalue())
        no_lines: tuple[str, ...] = ()
        for line in no_lines:
            yield line

    await chat_loop(chat, lines(), out, as_json=True)
    assert '"greeting"' in seen[0]


async def test_a_json_line_taps_a_button_and_other_lines_are_words(chat: ChatService) -> None:
    _, tapped, said, almost, number = await json_of(
        chat, '{"choice": "go"}', '{"text": "hello"}', '{"choice": 1}', "1"
    )
    assert tapped["replies"][0]["text"] == "chose(choice=go)"
    assert said["replies"][0]["text"] == "heard(text=hello)"
    assert almost["replies"][0]["text"] == 'heard(text={"choice": 1})'
    assert number["replies"][0]["text"] == "heard(text=1)"


async def test_json_shows_the_case_that_was_raised(chat: ChatService) -> None:
    _, answer = await json_of(chat, "i took pills")
    assert answer["case"] == {"tier": "immediate", "categories": ["overdose"]}
    assert answer["mode"] == "waiting"
    assert answer["replies"][0]["contacts"][0]["phone"] == "999"


async def test_an_empty_line_and_one_that_is_too_long_do_not_end_it(chat: ChatService) -> None:
    _, empty, long, after = await json_of(chat, "", "x" * 1_000_000, "hello")
    assert empty["replies"][0]["text"] == "outcome.empty"
    assert "outcome.long_cut" in [reply["text"] for reply in long["replies"]]
    assert after["replies"][0]["text"] == "heard(text=hello)"


async def test_each_start_is_a_new_conversation(chat: ChatService) -> None:
    await json_of(chat, "hello")
    _, answer = await json_of(chat, "hello")
    assert answer["replies"][0]["text"] == "heard(text=hello)"


async def test_numbers_tap_buttons_in_text(chat: ChatService) -> None:
    shown = await text_of(chat, "1", "2", "13")
    assert "  [1] b.go" in shown
    assert "chose(choice=go)" in shown
    assert "chose(choice=more)" in shown
    assert "heard(text=13)" in shown


async def test_services_are_readable_cards(chat: ChatService) -> None:
    shown = await text_of(chat, "find drawing")
    assert "  1. Ink Club" in shown
    assert "it has drawing and painting" in shown


async def test_contacts_are_shown_in_danger(chat: ChatService) -> None:
    shown = await text_of(chat, "i took pills")
    assert "999" in shown and "[1] button.carry_on" in shown


async def test_what_staff_write_appears_without_a_line(
    database: Database, clock: FixedClock
) -> None:
    parts = fake_parts(database, clock, assessor=WordAssessor())
    chat, takeover, out = ChatService(parts), TakeoverService(parts), io.StringIO()
    async with database.transaction() as session:
        sam = (
            await accounts.add_staff(session, "s@example.org", "Sam", "responder", clock.now())
        ).id
    more: asyncio.Queue[str | None] = asyncio.Queue()

    async def lines() -> AsyncIterator[str]:
        while (line := await more.get()) is not None:
            yield line

    loop = asyncio.create_task(chat_loop(chat, lines(), out))
    await more.put("i have a knife")
    await _until(parts.signals.wait, lambda: "carry_on" in out.getvalue())
    async with database.reading() as session:
        case_id = (await session.scalars(select(Case.id))).one()
    await takeover.claim(case_id, sam)
    await takeover.reply(case_id, sam, "Hi, I am here.")
    await _until(parts.signals.wait, lambda: "Sam:\nHi, I am here." in out.getvalue())
    await more.put(None)
    await loop


async def _until(wait: Callable[[str, float], Any], holds: Callable[[], bool]) -> None:
    for _ in range(400):
        if holds():
            return
        await wait("nothing", 0.02)
    raise AssertionError("it did not happen")


async def test_lines_come_from_a_stream_until_it_ends() -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading) as stream, os.fdopen(writing, "w") as typing:
        typing.write("one\ntwo")
        typing.close()
        assert [line async for line in lines_of(stream)] == ["one", "two"]


async def test_no_escape_of_a_terminal_comes_from_data() -> None:
    reply = Reply(id="a", seq=1, text="red \x1b[31m text\x07\u202e")
    assert "\x1b" not in show(reply, Texts()) and "\u202e" not in show(reply, Texts())
    assert plain("a\tb\nc") == "ab\nc"
