from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from waymark.http import HEADERS, Limits, SecurityHeaders, Sizes, allowed_hosts


async def echo(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(len(await request.body())))


async def cached(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("x", headers={"Cache-Control": "max-age=60"})


def application() -> ASGIApp:
    message = "/chat/conversations/{id}/messages"
    routes = [
        Route("/", echo, methods=["GET", "POST"]),
        Route("/cached", cached),
        *(Route(path, echo, methods=["POST"]) for path in ("/say", message)),
    ]
    limits = Limits(
        Starlette(routes=routes), hosts={"localhost"}, sizes=Sizes(2048, 8192), page=b"<p>Too long"
    )
    return SecurityHeaders(limits, https=True)


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=application())
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        yield client


async def test_every_answer_carries_the_headers(client: httpx.AsyncClient) -> None:
    for path in ("/", "/missing"):
        answer = await client.get(path)
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
        assert answer.headers["cache-control"] == "no-store"
        assert "max-age" in answer.headers["strict-transport-security"]


async def test_no_inline_script_or_style_is_allowed(client: httpx.AsyncClient) -> None:
    assert "unsafe" not in (await client.get("/")).headers["content-security-policy"]


async def test_a_route_may_set_its_own_caching(client: httpx.AsyncClient) -> None:
    assert (await client.get("/cached")).headers["cache-control"] == "max-age=60"


async def test_a_body_that_fits_arrives_whole(client: httpx.AsyncClient) -> None:
    assert (await client.post("/", content=b"x" * 2048)).text == "2048"


async def test_a_body_that_is_too_large_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post("/", content=b"x" * 2049)
    assert answer.status_code == 413
    assert answer.json()["error"]["code"] == "too_large"


async def test_a_body_with_no_length_is_counted_as_it_comes(client: httpx.AsyncClient) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(30):
            yield b"x" * 100

    assert (await client.post("/", content=pieces())).status_code == 413


async def test_another_host_name_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.get("/", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "wrong_host"


def test_the_public_name_is_answered_to() -> None:
    hosts = allowed_hosts(["extra"], "0.0.0.0", "https://waymark.example.org:8443")
    assert {"localhost", "extra", "waymark.example.org"} <= hosts
    assert "0.0.0.0" not in hosts


MESSAGES = "/chat/conversations/some-id/messages"


@pytest.mark.parametrize("path", ["/say", MESSAGES])
async def test_a_message_may_be_larger_than_other_bodies(
    client: httpx.AsyncClient, path: str
) -> None:
    assert (await client.post(path, content=b"x" * 8192)).text == "8192"
    assert (await client.post(path, content=b"x" * 8193)).status_code == 413


@pytest.mark.parametrize("path", ["/chat/conversations", MESSAGES + "/more", "/say/", "//say"])
async def test_nothing_else_may(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.post(path, content=b"x" * 2049)).status_code == 413


async def test_a_message_that_is_refused_says_so_and_whom_to_ring(
    client: httpx.AsyncClient,
) -> None:
    told = (await client.post(MESSAGES, content=b"x" * 8193)).json()["error"]["message"]
    assert "at most 8 kB" in told and "Nothing was saved" in told and "999" in told
    page = await client.post("/say", content=b"x" * 8193)
    assert (page.headers["content-type"], page.text) == ("text/html; charset=utf-8", "<p>Too long")
