from __future__ import annotations

import re
import threading
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from basics.clock import FixedClock
from safeguarding.alarm import Kind
from safeguarding.staff import add_staff
from storage.database import Database
from tests.waymark.site import waymark_on
from waymark.app import build_app
from waymark.wiring import Waymark


@pytest.fixture
async def waymark(database: Database, clock: FixedClock, tmp_path: Path) -> AsyncIterator[Waymark]:
    async with waymark_on(database, clock, tmp_path) as waymark:
        yield waymark


@pytest.fixture
async def client(waymark: Waymark) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=build_app(waymark), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        yield client


PAGES = ("/", "/help", "/privacy", "/about", "/staff/sign-in")


@pytest.mark.parametrize("path", PAGES)
async def test_pages_load_nothing_from_elsewhere(client: httpx.AsyncClient, path: str) -> None:
    page = await client.get(path, headers={"accept": "text/html"})
    assert page.status_code == 200
    loaded = re.findall(
        r"<(?:script|link|img|iframe|source)[^>]+(?:src|href)=\"([^\"]+)\"", page.text
    )
    assert loaded
    assert [address for address in loaded if not address.startswith("/")] == []
    assert "style=" not in page.text
    policy = page.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


async def test_a_wrong_address_is_a_page_for_people_and_json_for_programs(
    client: httpx.AsyncClient,
) -> None:
    page = await client.get("/nothing-here", headers={"accept": "text/html"})
    assert (page.status_code, page.headers["content-type"][:9]) == (404, "text/html")
    data = await client.get("/nothing-here", headers={"accept": "application/json"})
    assert data.status_code == 404
    assert data.json()["error"]["code"] == "not_found"


async def test_readiness_names_what_is_missing(client: httpx.AsyncClient) -> None:
    answer = await client.get("/health/ready")
    assert answer.status_code == 200
    checks = answer.json()["checks"]
    assert answer.json()["status"] == "degraded"
    assert checks["screening"]["status"] == checks["database"]["status"] == "up"
    assert checks["understanding"]["status"] == "down"
    assert "waymark staff add" in checks["staff"]["problem"]


async def test_with_staff_that_check_is_up(
    client: httpx.AsyncClient, waymark: Waymark, clock: FixedClock
) -> None:
    async with waymark.database.transaction() as session:
        await add_staff(session, "sam@example.org", "Sam", "lead", clock.now())
    assert (await client.get("/health/ready")).json()["checks"]["staff"]["status"] == "up"


async def test_a_broken_screen_is_not_ready(client: httpx.AsyncClient, waymark: Waymark) -> None:
    waymark.assessor.problem = "rules: there are none"
    answer = await client.get("/health/ready")
    assert (answer.status_code, answer.json()["status"]) == (503, "down")


async def test_it_lives(client: httpx.AsyncClient) -> None:
    assert (await client.get("/health/live")).json() == {"status": "live"}


async def test_metrics_count_turns_and_cases_and_hold_no_words(client: httpx.AsyncClient) -> None:
    opened = (await client.post("/chat/conversations", json={})).json()
    await client.post(
        f"/chat/conversations/{opened['id']}/messages",
        json={"text": "i want to kill myself"},
        headers={"Authorization": f"Bearer {opened['token']}", "Idempotency-Key": "one"},
    )
    text = (await client.get("/metrics")).text
    assert 'waymark_turns_total{channel="web"} 1.0' in text
    assert 'waymark_open_cases{tier="high"} 1.0' in text
    assert "kill" not in text


async def test_no_page_describes_the_api_with_scripts_from_elsewhere(
    client: httpx.AsyncClient,
) -> None:
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert (await client.get(path)).status_code == 404


async def test_a_fault_in_screening_is_told_with_its_layer_and_since_when(
    client: httpx.AsyncClient, waymark: Waymark, clock: FixedClock
) -> None:
    waymark.alarm.fault("model", Kind.EXCEPTION, "RuntimeError")
    began = clock.now()
    clock.advance(timedelta(minutes=5))
    answer = await client.get("/health/ready")
    assert answer.status_code == 503
    found = answer.json()["checks"]["screening"]
    assert (found["status"], found["since"]) == ("down", began.isoformat(timespec="seconds"))
    assert [(fault["layer"], fault["kind"]) for fault in found["faults"]] == [
        ("model", "exception")
    ]
    clock.advance(timedelta(minutes=10))
    assert (await client.get("/health/ready")).status_code == 200


async def test_faults_in_screening_are_counted_by_kind(
    client: httpx.AsyncClient, waymark: Waymark
) -> None:
    waymark.alarm.fault("rules", Kind.TIME_OUT)
    text = (await client.get("/metrics")).text
    assert 'waymark_screening_faults_total{kind="time_out",layer="rules"} 1.0' in text
    assert "waymark_screening_up 0.0" in text


async def test_a_screen_that_hangs_does_not_hold_up_the_check(
    client: httpx.AsyncClient, waymark: Waymark, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    monkeypatch.setattr(waymark.assessor, "assess", lambda *_: go_on.wait(20))
    answer = await client.get("/health/ready")
    go_on.set()
    assert answer.status_code == 503
    assert answer.json()["checks"]["screening"]["faults"][0]["kind"] == "time_out"
