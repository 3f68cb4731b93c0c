"""The JSON API of web chat, in process."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from basics.clock import FixedClock
from basics.errors import WaymarkError
from bot.chat import ChatService
from bot.fakes import fake_parts
from bot.web.api import router
from bot.web.cookies import COOKIE
from bot.web.errors import on_http_error, on_invalid_request, on_waymark_error
from bot.web.events import Listening, conversation_events, last_seen
from storage.conversations import Mode, change_mode
from storage.database import Database

HOME = "http://waymark.test"


def app_of(chat: ChatService, clock: FixedClock, **options: Any) -> FastAPI:
    app = FastAPI()
    app.include_router(router(chat, clock=clock, **options))
    app.add_exception_handler(WaymarkError, on_waymark_error)
    app.add_exception_handler(RequestValidationError, on_invalid_request)
    app.add_exception_handler(HTTPException, on_http_error)
    return app


@pytest.fixture
def chat(database: Database, clock: FixedClock) -> ChatService:
    return ChatService(fake_parts(database, clock))


@pytest.fixture
async def client(chat: ChatService, clock: FixedClock) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app_of(chat, clock))
    async with httpx.AsyncClient(transport=transport, base_url=HOME) as client:
        yield client


async def begin(client: httpx.AsyncClient) -> dict[str, Any]:
    answer = await client.post("/chat/conversations")
    assert answer.status_code == 201
    begun: dict[str, Any] = answer.json()
    return begun


async def test_a_conversation_begins_with_a_greeting_and_a_cookie(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.post("/chat/conversations", json={"persona": "parent"})
    begun = answer.json()
    assert set(begun) == {"id", "token", "replies"}
    assert begun["replies"][0]["text"] == "greeting"
    cookie = answer.headers["set-cookie"]
    for part in ("HttpOnly", "SameSite=strict", "Path=/"):
        assert part in cookie
    assert "Secure" not in cookie and "Max-Age" not in cookie and "expires" not in cookie


async def test_the_cookie_is_secure_where_the_service_is(
    chat: ChatService, clock: FixedClock
) -> None:
    transport = httpx.ASGITransport(app_of(chat, clock, secure_cookies=True))
    async with httpx.AsyncClient(transport=transport, base_url="https://waymark.test") as client:
        answer = await client.post("/chat/conversations")
    assert "Secure" in answer.headers["set-cookie"]


async def test_a_message_is_answered_and_the_same_key_gets_the_same_answer(
    client: httpx.AsyncClient,
) -> None:
    begun = await begin(client)
    path = f"/chat/conversations/{begun['id']}/messages"
    first = await client.post(path, json={"text": "hello"}, headers={"Idempotency-Key": "k1"})
    again = await client.post(path, json={"text": "hello"}, headers={"Idempotency-Key": "k1"})
    assert (first.status_code, again.status_code) == (200, 200)
    assert [reply["text"] for reply in first.json()["replies"]] == ["heard(text=hello)"]
    assert first.json()["mode"] == "bot" and first.json()["repeated"] is False
    assert again.json() == {**first.json(), "repeated": True}
    tapped = await client.post(path, json={"choice": "go"}, headers={"Idempotency-Key": "k2"})
    assert tapped.json()["replies"][0]["text"] == "chose(choice=go)"


async def test_a_bearer_token_works_without_a_cookie(client: httpx.AsyncClient) -> None:
    begun = await begin(client)
    client.cookies.clear()
    path = f"/chat/conversations/{begun['id']}/export"
    assert (await client.get(path)).status_code == 404
    bearer = {"Authorization": f"Bearer {begun['token']}"}
    assert (await client.get(path, headers=bearer)).status_code == 200


@pytest.mark.parametrize(
    ("method", "rest"),
    [("POST", "/messages"), ("GET", "/events"), ("GET", "/export"), ("DELETE", "")],
)
async def test_nobody_learns_which_conversations_exist(
    client: httpx.AsyncClient, method: str, rest: str
) -> None:
    mine, other = await begin(client), await begin(client)
    answers = []
    for conversation_id in (mine["id"], "00000000-0000-0000-0000-000000000000"):
        answer = await client.request(
            method,
            f"/chat/conversations/{conversation_id}{rest}",
            headers={"Authorization": f"Bearer {other['token']}", "Idempotency-Key": "k"},
            json={"text": "hi"} if method == "POST" else None,
        )
        answers.append((answer.status_code, answer.json()["error"]))
    assert answers[0] == answers[1]
    assert answers[0][0] == 404


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ({}, "text or choice"),
        ({"text": "a", "choice": "b"}, "text or choice"),
        ({"text": 7}, "text"),
        ({"text": "a", "more": 1}, "more"),
        ([], "Input"),
    ],
)
async def test_a_body_that_does_not_fit_is_named_not_repeated(
    client: httpx.AsyncClient, body: Any, names: str
) -> None:
    begun = await begin(client)
    answer = await client.post(
        f"/chat/conversations/{begun['id']}/messages",
        json=body,
        headers={"Idempotency-Key": "k"},
    )
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert set(error) == {"code", "message", "hint"}
    assert error["code"] == "invalid_input" and names in error["message"]


async def test_a_body_that_is_not_json(client: httpx.AsyncClient) -> None:
    begun = await begin(client)
    answer = await client.post(
        f"/chat/conversations/{begun['id']}/messages",
        content=b"{not json",
        headers={"Idempotency-Key": "k", "Content-Type": "application/json"},
    )
    assert answer.status_code == 400
    assert "not json" not in answer.text


@pytest.mark.parametrize("key", [None, "", "with space", "x" * 81, "\u00e9"])
async def test_a_missing_or_malformed_key_is_explained(
    client: httpx.AsyncClient, key: str | None
) -> None:
    begun = await begin(client)
    headers = [] if key is None else [(b"Idempotency-Key", key.encode())]
    answer = await client.post(
        f"/chat/conversations/{begun['id']}/messages", json={"text": "a"}, headers=headers
    )
    assert answer.status_code == 400
    assert "Idempotency-Key" in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}],
)
async def test_another_site_can_neither_begin_nor_send_nor_delete(
    client: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    begun = await begin(client)
    path = f"/chat/conversations/{begun['id']}"
    sent = {**headers, "Idempotency-Key": "k"}
    answers = [
        await client.post("/chat/conversations", headers=headers),
        await client.post(f"{path}/messages", json={"text": "a"}, headers=sent),
        await client.delete(path, headers=headers),
    ]
    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert (await client.get(f"{path}/export")).status_code == 200


async def test_a_form_cannot_be_sent_to_the_api(client: httpx.AsyncClient) -> None:
    begun = await begin(client)
    answer = await client.post(
        f"/chat/conversations/{begun['id']}/messages",
        content=b'{"text": "a"}',
        headers={"Idempotency-Key": "k", "Content-Type": "text/plain"},
    )
    assert answer.status_code == 400


async def test_export_and_delete(client: httpx.AsyncClient) -> None:
    begun = await begin(client)
    path = f"/chat/conversations/{begun['id']}"
    exported = await client.get(f"{path}/export")
    assert exported.json()["messages"][0]["text"] == "greeting"
    assert "attachment" in exported.headers["content-disposition"]
    deleted = await client.delete(path)
    assert deleted.json() == {"erased": True, "kept": None}
    assert f'{COOKIE}=""' in deleted.headers["set-cookie"]
    assert (await client.get(f"{path}/export")).status_code == 404


async def test_delete_says_what_must_be_kept(client: httpx.AsyncClient) -> None:
    begun = await begin(client)
    path = f"/chat/conversations/{begun['id']}"
    await client.post(
        f"{path}/messages", json={"text": "i took pills"}, headers={"Idempotency-Key": "k"}
    )
    assert (await client.delete(path)).json() == {"erased": False, "kept": "safeguarding_record"}


async def test_an_unknown_persona_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post("/chat/conversations", json={"persona": "wizard"})
    assert answer.status_code == 400 and "persona" in answer.json()["error"]["message"]


async def test_a_fault_of_ours_is_not_explained_in_detail(
    chat: ChatService, clock: FixedClock
) -> None:
    class Broken(WaymarkError):
        code = "secret_place"

    async def fail(*_: object, **__: object) -> None:
        raise Broken("the words of somebody")

    chat.open = fail  # type: ignore[method-assign,assignment]
    transport = httpx.ASGITransport(app_of(chat, clock))
    async with httpx.AsyncClient(transport=transport, base_url=HOME) as client:
        answer = await client.post("/chat/conversations")
    assert answer.status_code == 500
    assert "somebody" not in answer.text


async def test_events_start_where_the_listener_was(chat: ChatService, database: Database) -> None:
    opened = await chat.open("web")
    listening = Listening(look_again_seconds=0.01)
    stream = conversation_events(chat, opened.conversation_id, 0, listening)
    reply = await anext(stream)
    assert (reply.event, reply.id) == ("reply", "1")
    assert json.loads(str(reply.data))["text"] == "greeting"
    mode = await anext(stream)
    assert (mode.event, mode.data, mode.id) == ("mode", '{"mode": "bot"}', None)
    async with database.transaction() as session:
        await change_mode(
            session, opened.conversation_id, to=Mode.WAITING, allowed_from=(Mode.BOT,)
        )
    assert json.loads(str((await anext(stream)).data)) == {"mode": "waiting"}
    await stream.aclose()  # type: ignore[attr-defined]

    later = conversation_events(chat, opened.conversation_id, 1, listening)
    assert (await anext(later)).event == "mode"
    await chat.erase(opened.conversation_id)
    assert (await anext(later)).event == "gone"
    with pytest.raises(StopAsyncIteration):
        await anext(later)


@pytest.mark.parametrize(
    ("header", "seq"),
    [(None, 0), ("", 0), ("7", 7), (" 7 ", 7), ("-1", 0), ("x", 0), ("9" * 30, 0), ("٣", 0)],
)
def test_the_last_event_id(header: str | None, seq: int) -> None:
    assert last_seen(header) == seq
