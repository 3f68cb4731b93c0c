"""Words are screened however they come: long, edited, as a caption, in a form, among odd characters."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from bot.intake import LEFT_OUT
from bot.terminal import chat_loop
from safeguarding.tables import Case, CaseSign
from storage.conversations import Message
from tests.support.telegram_stage import Stage
from tests.support.whole_site import Behind, whole_site
from waymark.http import Limits, Sizes
from waymark.settings import Server

DANGER = "i want to kill myself tonight"
FILLER = "we went to the shop and then we came home again. "
MILLION = 1_000_000


class Site:
    """The service with the limits that it ships with, and somebody who writes to it."""

    def __init__(self, web: httpx.AsyncClient, behind: Behind) -> None:
        self.web = web
        self.behind = behind
        self.path = ""
        self.sent = 0

    async def begin(self) -> None:
        opened = (await self.web.post("/chat/conversations", json={})).json()
        self.path = f"/chat/conversations/{opened['id']}/messages"
        self.web.headers["Authorization"] = f"Bearer {opened['token']}"

    async def post(self, body: bytes | str) -> httpx.Response:
        self.sent += 1
        headers = {"Idempotency-Key": str(self.sent), "Content-Type": "application/json"}
        return await self.web.post(self.path, content=body, headers=headers)

    async def send(self, **said: str) -> dict[str, Any]:
        answer = await self.post(json.dumps(said))
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def rows(self, table: type[Any]) -> list[Any]:
        async with self.behind.parts.database.reading() as session:
            return list(await session.scalars(select(table)))

    async def said(self) -> list[str]:
        rows = sorted(await self.rows(Message), key=lambda row: row.seq)
        return [row.text for row in rows if row.author == "person"]


@pytest.fixture
async def site(migrated_sqlite: Path, tmp_path: Path) -> AsyncIterator[Site]:
    async with whole_site(migrated_sqlite, tmp_path) as (app, behind):
        sizes = Sizes(Server().max_body_bytes, Server().max_message_bytes)
        limited = Limits(app, hosts={"localhost"}, sizes=sizes, page=b"too long")
        transport = httpx.ASGITransport(app=limited)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as web:
            made = Site(web, behind)
            await made.begin()
            yield made


def long_text(place: str, length: int = MILLION) -> str:
    filler = FILLER * (length // len(FILLER))
    return {
        "head": f"{DANGER}. {filler}",
        "tail": f"{filler}{DANGER}",
        "nowhere": filler,
    }[place]


@pytest.mark.parametrize("place", ["head", "tail"])
@pytest.mark.parametrize("escaped", [False, True])
async def test_a_million_characters_are_let_in_and_both_ends_are_screened_and_kept(
    site: Site, place: str, escaped: bool
) -> None:
    text = long_text(place)
    body = json.dumps({"text": text})
    if escaped:
        inside = "".join(f"\\u{ord(character):04x}" for character in text)
        body = f'{{"text": "{inside}"}}'
    answer = await site.post(body)
    assert answer.status_code == 200
    told = answer.json()
    assert (told["mode"], told["case"]["tier"]) == ("waiting", "immediate")
    assert told["replies"][0]["kind"] == "safety"
    assert "We kept the first and the last part." in told["replies"][-1]["text"]
    (said,) = await site.said()
    assert DANGER in said and LEFT_OUT in said and len(said) <= 20_000


async def test_what_was_left_out_always_reaches_a_person(site: Site) -> None:
    answer = await site.send(text=long_text("nowhere"))
    assert answer["case"]["tier"] == "concern"
    (sign,) = await site.rows(CaseSign)
    assert "screen.cut" in sign.rules
    texts = [reply["text"] for reply in answer["replies"]]
    assert sum("We kept the first and the last part." in text for text in texts) == 1
    assert not any("only read the first part" in text for text in texts)


async def test_more_than_that_is_refused_with_words_and_nothing_is_kept(site: Site) -> None:
    answer = await site.post(json.dumps({"text": "x" * 8_400_000}))
    assert answer.status_code == 413
    assert "999" in answer.json()["error"]["message"]
    assert await site.said() == []


async def test_the_form_of_the_page_takes_a_million_characters_too(site: Site) -> None:
    site.web.headers.pop("Authorization")
    page = await site.web.post("/say", data={"key": "k", "text": long_text("tail", 900_000)})
    assert page.status_code == 303
    assert [case.tier for case in await site.rows(Case)] == ["immediate"]


async def test_text_buried_in_a_long_message_that_is_kept_whole_is_found(site: Site) -> None:
    half = FILLER * 180
    answer = await site.send(text=f"{half}{DANGER}. {half}")
    assert answer["case"]["tier"] == "immediate"


ODD = {
    "lone surrogates": "\ud800i want\udfff to kill \udc00myself tonight",
    "right-to-left marks": "\u202ei want to\u202c \u200fkill myself\u2067 tonight\u2069",
    "NUL characters": "i\x00 want to ki\x00ll myse\x00lf tonight\x00",
    "a hundred invisible characters": ("\u200b" * 100).join(DANGER),
    "a hundred marks on each letter": ("\u0301" * 100).join(DANGER),
    "mixed line ends": "i want to\r\nkill myself tonight\r",
    "a byte order mark": "\ufeff" + DANGER,
    "one letter a line": "\n".join(DANGER),
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
async def test_odd_characters_hide_nothing_and_break_nothing(site: Site, text: str) -> None:
    answer = await site.send(text=text)
    assert answer["case"] is not None, text
    assert answer["case"]["tier"] in ("immediate", "high")
    assert len(await site.said()) == 1


async def test_a_tap_with_words_of_its_own_is_screened(site: Site) -> None:
    assert (await site.send(choice=DANGER))["mode"] == "waiting"


async def test_an_answer_inside_a_form_is_screened(site: Site) -> None:
    asked = await site.send(text="i like drawing, near e13")
    assert asked["mode"] == "bot"
    for inside in (f"13 and {DANGER}", f"e13. {DANGER}"):
        answer = await site.send(text=inside)
        assert (answer["mode"], answer["case"]["tier"]) == ("waiting", "immediate")
        await site.send(choice="carry_on")


async def test_the_terminal_screens_words_and_taps(site: Site) -> None:
    async def lines() -> AsyncIterator[str]:
        for line in (json.dumps({"choice": DANGER}), FILLER * 400 + DANGER, "\x00" + DANGER):
            yield line

    out = io.StringIO()
    await chat_loop(site.behind.chat, lines(), out, as_json=True, clock=site.behind.parts.clock)
    _, *answers = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [answer["case"]["tier"] for answer in answers] == ["immediate"] * 3


class TestTelegram:
    @pytest.mark.parametrize("kind", ["photo", "voice", "video", "document", "audio"])
    async def test_a_caption_is_screened(self, on: Stage, kind: str) -> None:
        async with on.running():
            sam = on.api.person("Sam")
            sam.sends(kind, DANGER)
            await on.all_heard()
            case = await on.case(sam)
        assert case is not None and case.tier == "immediate"
        assert DANGER in await on.messages_of("person")

    async def test_a_message_edited_into_danger_is_screened_again_and_kept_beside_the_first(
        self, on: Stage
    ) -> None:
        async with on.running():
            sam = on.api.person("Sam")
            await on.says(sam, "i like drawing")
            sam.edits(DANGER)
            await on.all_heard()
            case = await on.case(sam)
        assert case is not None and case.tier == "immediate"
        async with on.database.reading() as session:
            rows = list(await session.scalars(select(Message).where(Message.author == "person")))
        assert {row.text: row.payload for row in rows} == {
            "i like drawing": None,
            DANGER: {"edited": True},
        }

    async def test_an_edit_that_takes_it_back_lowers_nothing(self, on: Stage) -> None:
        async with on.running():
            sam = on.api.person("Sam")
            await on.says(sam, DANGER)
            sam.edits("i like drawing")
            await on.all_heard()
            case = await on.case(sam)
            conversation = await on.conversation(sam)
        assert case is not None and (case.tier, case.state) == ("immediate", "open")
        assert conversation.mode == "waiting"
        assert set(await on.messages_of("person")) == {DANGER, "i like drawing"}

    async def test_an_edited_caption_is_screened(self, on: Stage) -> None:
        async with on.running():
            sam = on.api.person("Sam")
            await on.says(sam, "hello")
            body = sam._message({"photo": [], "caption": DANGER, "edit_date": 1})
            on.api.board.add_update("edited_message", body)
            await on.all_heard()
            case = await on.case(sam)
        assert case is not None and case.tier == "immediate"

    async def test_a_tap_with_words_of_its_own_is_screened(self, on: Stage) -> None:
        async with on.running():
            sam = on.api.person("Sam")
            sam.taps_raw(DANGER)
            await on.all_heard()
            case = await on.case(sam)
        assert case is not None and case.tier == "immediate"

    @pytest.mark.parametrize("readable", [True, False])
    async def test_a_poll_that_asks_it_is_screened(self, on: Stage, readable: bool) -> None:
        async with on.running():
            sam = on.api.person("Sam")
            poll: dict[str, Any] = {
                "id": "p",
                "question": DANGER,
                "options": [{"text": "yes", "voter_count": 0}],
            }
            if readable:
                poll |= {
                    "total_voter_count": 0, "is_closed": False, "is_anonymous": True,
                    "type": "regular", "allows_multiple_answers": False,
                    "allows_revoting": False, "members_only": False,
                    "options": [{"text": "yes", "voter_count": 0, "persistent_id": "0"}],
                }  # fmt: skip
            sam.sends_raw(poll=poll)
            await on.all_heard()
            case = await on.case(sam)
        assert case is not None and case.tier == "immediate"
