"""A whole conversation on the JSON API of web chat: real HTTP, real rooms, live events."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from sqlalchemy import select

from bot.takeover import TakeoverService
from safeguarding import staff as accounts
from safeguarding.cases import outcomes
from safeguarding.tables import Case
from tests.support.whole_site import Behind, whole_site

DANGER = "i want to kill myself"
PATIENCE = 20.0


@dataclass
class Site:
    """The service at ``base``, and what stands behind it."""

    base: str
    behind: Behind


@pytest.fixture
async def site(migrated_sqlite: Path, tmp_path: Path) -> AsyncIterator[Site]:
    async with whole_site(migrated_sqlite, tmp_path) as (app, behind):
        listening = socket.create_server(("127.0.0.1", 0))
        server = uvicorn.Server(
            uvicorn.Config(app, log_level="critical", timeout_graceful_shutdown=1)
        )
        serving = asyncio.create_task(server.serve([listening]))
        try:
            yield Site(f"http://127.0.0.1:{listening.getsockname()[1]}", behind)
        finally:
            server.should_exit = True
            await serving
            listening.close()


class Person:
    """Somebody with a client of their own."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.id = ""
        self.said = 0

    async def begin(self, **body: str) -> dict[str, Any]:
        answer = await self.client.post("/chat/conversations", json=body)
        assert answer.status_code == 201
        begun: dict[str, Any] = answer.json()
        self.id = begun["id"]
        return begun

    @property
    def path(self) -> str:
        return f"/chat/conversations/{self.id}"

    async def send(self, key: str | None = None, **body: str) -> dict[str, Any]:
        self.said += 1
        answer = await self.client.post(
            f"{self.path}/messages", json=body, headers={"Idempotency-Key": key or f"k{self.said}"}
        )
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    @asynccontextmanager
    async def listening(self, after: int = 0) -> AsyncIterator[AsyncIterator[tuple[str, Any]]]:
        """Live events as (name, data), from ``after`` on."""
        headers = {"Last-Event-ID": str(after)}
        async with self.client.stream("GET", f"{self.path}/events", headers=headers) as stream:
            assert stream.headers["content-type"].startswith("text/event-stream")
            yield _events(stream)


async def _events(stream: httpx.Response) -> AsyncIterator[tuple[str, Any]]:
    name = ""
    async for line in stream.aiter_lines():
        field, _, value = line.partition(": ")
        if field == "event":
            name = value
        elif field == "data":
            yield name, json.loads(value)


async def until(events: AsyncIterator[tuple[str, Any]], name: str, **fields: str) -> Any:
    """The data of the next event ``name`` with these ``fields``."""
    async with asyncio.timeout(PATIENCE):
        async for found, data in events:
            if found == name and all(data.get(key) == value for key, value in fields.items()):
                return data
    raise AssertionError(f"no {name} with {fields}")


@pytest.fixture
async def me(site: Site) -> AsyncIterator[Person]:
    async with httpx.AsyncClient(base_url=site.base, timeout=PATIENCE) as client:
        yield Person(client)


def services_of(answer: dict[str, Any]) -> list[dict[str, Any]]:
    return [service for reply in answer["replies"] for service in reply["services"]]


async def test_bored_in_newham_gets_real_options_with_reasons(me: Person) -> None:
    begun = await me.begin()
    assert begun["replies"][-1]["buttons"]
    answer = await me.send(text="im 13 and bored all the time, i like drawing. near e13")
    for _ in range(3):
        if services_of(answer):
            break
        answer = await me.send(text="that's right")
    services = services_of(answer)
    assert 1 <= len(services) <= 5
    for service in services:
        assert service["reasons"] and service["service_id"] and service["fictional"]
        assert service["min_age"] is None or service["min_age"] <= 13
        assert service["max_age"] is None or service["max_age"] >= 13
    assert answer["mode"] == "bot" and answer["case"] is None


async def test_a_risk_reaches_a_person_who_answers_and_hands_back(site: Site, me: Person) -> None:
    await me.begin()
    danger = await me.send(text=DANGER)
    assert danger["mode"] == "waiting"
    assert danger["replies"][0]["kind"] == "safety" and danger["replies"][0]["contacts"]
    parts, takeover = site.behind.parts, TakeoverService(site.behind.parts)
    async with parts.database.transaction() as session:
        sam = await accounts.add_staff(
            session, "sam@example.org", "Sam", "responder", parts.clock.now()
        )
        case_id = (
            await session.scalars(select(Case.id).where(Case.conversation_id == me.id))
        ).one()

    async with me.listening(danger["replies"][-1]["seq"]) as events:
        assert (await until(events, "mode"))["mode"] == "waiting"
        await takeover.claim(case_id, sam.id)
        assert "Sam" in (await until(events, "reply", author="system"))["text"]
        assert (await until(events, "mode"))["mode"] == "human"
        silent = await me.send(text="are you there?")
        assert silent["replies"] == [] and silent["mode"] == "human"
        await takeover.reply(case_id, sam.id, "Hi, I'm here. Are you safe right now?")
        heard = await until(events, "reply", author="staff")
        assert heard["author_name"] == "Sam" and heard["text"].endswith("safe right now?")
        await takeover.hand_back(case_id, sam.id, outcome=next(iter(outcomes())), note="Talked.")
        assert (await until(events, "mode"))["mode"] == "bot"
    # Somebody who was cut off gets all they missed, once.
    async with me.listening(heard["seq"]) as events:
        assert "bot" in (await until(events, "reply", author="system"))["text"].lower()
    assert (await me.send(text="help"))["replies"]


async def test_the_same_key_is_one_message_however_often_it_is_sent(me: Person) -> None:
    await me.begin()
    answers = await asyncio.gather(*(me.send(key="once", text="i like boxing") for _ in range(5)))
    assert len({answer["replies"][0]["id"] for answer in answers}) == 1
    exported = (await me.client.get(f"{me.path}/export")).json()
    assert [m["text"] for m in exported["messages"] if m["from"] == "person"] == ["i like boxing"]


async def test_everything_kept_can_be_taken_away_and_deleted(me: Person) -> None:
    await me.begin(persona="parent")
    await me.send(text="anything free for my 8 and 14 year old on saturdays in hull?")
    exported = (await me.client.get(f"{me.path}/export")).json()
    assert exported["conversation"]["who"] == "parent"
    assert (await me.client.delete(me.path)).json() == {"erased": True, "kept": None}
    assert (await me.client.get(f"{me.path}/export")).status_code == 404


async def test_bad_input_gets_a_friendly_answer(me: Person) -> None:
    await me.begin()
    for text in ("", "   ", "😀", "x " * 5000, "\x00\x01", "<b>hi</b>", "' OR 1=1 --"):
        answer = await me.send(text=text)
        assert answer["replies"] and answer["mode"] == "bot", text[:20]
        assert answer["replies"][-1]["buttons"], text[:20]


async def test_no_asset_and_no_link_of_another_host_in_an_answer(me: Person) -> None:
    answer = await me.client.post("/chat/conversations")
    assert answer.headers["content-security-policy"].startswith("default-src 'self'")
    assert answer.headers["cache-control"] == "no-store"
