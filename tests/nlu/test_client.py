from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from datetime import timedelta

import httpx
import pytest
import structlog

from basics.clock import FixedClock
from nlu.client import LONGEST, RasaUnderstander

Handler = Callable[[httpx.Request], Coroutine[None, None, httpx.Response]]

PARSE = {
    "text": "im 13",
    "intent": {"name": "find_activity", "confidence": 0.9},
    "intent_ranking": [
        {"name": "find_activity", "confidence": 0.9},
        {"name": "worry", "confidence": 0.05},
    ],
    "entities": [{"entity": "age", "value": 13, "start": 3, "end": 5, "extractor": "EntityRules"}],
    "topics": [{"slug": "boredom", "score": 0.8}],
    "interests": [],
    "persona": "young_person",
}


async def good(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json=PARSE)


async def garbage(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, text="<html>not for you</html>")


async def other_shape(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json={"intent": "worry"})


async def broken(request: httpx.Request) -> httpx.Response:
    return httpx.Response(500, text="Traceback")


async def down(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("refused", request=request)


async def slow(request: httpx.Request) -> httpx.Response:
    await asyncio.Event().wait()
    raise AssertionError("never reached")


def client(handler: Handler, clock: FixedClock, **more: object) -> RasaUnderstander:
    settings: dict[str, object] = {"timeout_s": 0.05, "failures": 2, "rest_s": 10.0, **more}
    urls = settings.pop("urls", ["http://one"])
    return RasaUnderstander(
        urls,  # type: ignore[arg-type]
        clock=clock,
        transport=httpx.MockTransport(handler),
        **settings,  # type: ignore[arg-type]
    )


async def test_a_parse_becomes_an_understanding(clock: FixedClock) -> None:
    said = await client(good, clock).understand("im 13")
    assert (said.request, said.persona, said.degraded) == ("find_activity", "young_person", False)
    assert said.values("age") == (13,)
    assert said.domains == ("talents_and_interests",)


@pytest.mark.parametrize("handler", [garbage, other_shape, broken, down, slow])
async def test_an_outage_is_answered_by_the_local_rules(
    handler: Handler, clock: FixedClock
) -> None:
    said = await client(handler, clock).understand("im 13 and bored")
    assert said.degraded
    assert said.values("age") == (13,)


async def test_after_enough_failures_the_server_is_left_alone(clock: FixedClock) -> None:
    asked = 0

    async def count(request: httpx.Request) -> httpx.Response:
        nonlocal asked
        asked += 1
        return await broken(request)

    understander = client(count, clock)
    for _ in range(5):
        await understander.understand("hello")
    assert asked == 2
    assert understander.status()["status"] == "down"
    clock.advance(timedelta(seconds=10))
    await understander.understand("hello")
    assert asked == 3


async def test_it_comes_back_by_itself(clock: FixedClock) -> None:
    answers = [broken, broken, good, good]

    async def script(request: httpx.Request) -> httpx.Response:
        return await answers.pop(0)(request)

    understander = client(script, clock)
    await understander.understand("im 13")
    await understander.understand("im 13")
    clock.advance(timedelta(seconds=10))
    assert not (await understander.understand("im 13")).degraded
    assert understander.status() == {
        "status": "up",
        "servers": [{"url": "http://one", "breaker": "closed"}],
    }


async def test_the_next_server_is_tried(clock: FixedClock) -> None:
    async def second_only(request: httpx.Request) -> httpx.Response:
        return await (good if request.url.host == "two" else broken)(request)

    understander = client(second_only, clock, urls=["http://one", "http://two/"], timeout_s=1.0)
    assert not (await understander.understand("im 13")).degraded


@pytest.mark.parametrize("text", ["", "   ", "😭😭", "?!"])
async def test_nothing_to_read_is_not_sent(text: str, clock: FixedClock) -> None:
    said = await client(slow, clock).understand(text)
    assert said.fallback
    assert not said.degraded


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("a" * 5_000, "a" * LONGEST),
        ("/restart", " restart"),
        (" //x", "   x"),
        ("and/or", "and/or"),
    ],
)
async def test_what_is_sent(typed: str, sent: str, clock: FixedClock) -> None:
    bodies: list[bytes] = []

    async def keep(request: httpx.Request) -> httpx.Response:
        bodies.append(request.content)
        return await good(request)

    await client(keep, clock).understand(typed)
    assert json.loads(bodies[0]) == {"text": sent}


async def test_no_message_text_is_logged(clock: FixedClock) -> None:
    with structlog.testing.capture_logs() as logs:
        await client(broken, clock).understand("my secret about mum")
    assert logs
    assert "secret" not in repr(logs)


def test_it_needs_an_address() -> None:
    with pytest.raises(ValueError, match="at least one address"):
        RasaUnderstander([])
