"""Every route with every role, without signing in, and without its form token."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.routing import APIRoute

from console.app import router
from console.door import COOKIE
from safeguarding.roles import allows
from safeguarding.tables import CaseState, Role
from tests.console.shift import Shift

PUBLIC = {
    ("GET", "/staff/sign-in"),
    ("POST", "/staff/sign-in"),
    ("GET", "/staff/enter"),
    ("POST", "/staff/enter"),
    ("GET", "/staff/static/{name}"),
}
WRITES = {"/staff/next", "claim", "reply", "hand-back", "close", "mark"}


def routes(shift: Shift) -> list[APIRoute]:
    found = [route for route in _all(shift.app.routes) if isinstance(route, APIRoute)]
    assert len(found) > 15
    return found


def _all(items: Any) -> list[Any]:
    out: list[Any] = []
    for item in items:
        inner = getattr(item, "original_router", None) or getattr(item, "routes", None)
        out.extend(_all(inner.routes if hasattr(inner, "routes") else inner) if inner else [item])
    return out


def guard_of(route: APIRoute) -> Any:
    guards = [each.call for each in route.dependant.dependencies]
    assert len(guards) == 1, f"{route.path} must have exactly one guard"
    return guards[0]


def path_of(route: APIRoute, case_id: str) -> str:
    return route.path.replace("{case_id}", case_id).replace("{elsewhere:path}", "nowhere")


def method_of(route: APIRoute) -> str:
    return next(iter(route.methods or ()))


async def test_every_route_but_the_known_few_has_a_role(shift: Shift) -> None:
    without = {
        (method_of(route), route.path)
        for route in routes(shift)
        if not hasattr(guard_of(route), "needs")
    }
    assert without == PUBLIC


async def test_only_looking_is_open_to_a_viewer(shift: Shift) -> None:
    for route in routes(shift):
        needed = getattr(guard_of(route), "needs", None)
        changes = any(route.path.endswith(write) for write in WRITES)
        if needed is not None:
            assert (needed == Role.RESPONDER) is changes, route.path


async def test_nobody_comes_in_without_signing_in(shift: Shift) -> None:
    case_id = await shift.case()
    for route in routes(shift):
        method = method_of(route)
        if (method, route.path) in PUBLIC:
            continue
        browser = shift.browser()
        answer = await browser.http.request(method, path_of(route, case_id))
        assert answer.status_code == (303 if method == "GET" else 401), route.path
        assert "i want to die" not in answer.text
    assert (await shift.row(case_id)).state == CaseState.OPEN


@pytest.mark.parametrize("role", list(Role))
async def test_each_role_can_do_what_it_may_and_no_more(shift: Shift, role: Role) -> None:
    browser = await shift.signed_in("Sam", role)
    csrf = {"csrf": _token(browser.page)}
    for route in routes(shift):
        method, guard = method_of(route), guard_of(route)
        skip = route.path.endswith(("/events", "sign-out"))  # streams stay open; tested elsewhere
        if (method, route.path) in PUBLIC or skip:
            continue
        case_id = await shift.case()
        path = path_of(route, case_id)
        answer = await browser.http.request(method, path, data=csrf if method == "POST" else None)
        allowed = allows(role, guard.needs)
        assert (answer.status_code != 403) is allowed, (role, route.path, answer.status_code)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.VIEWER])
@pytest.mark.parametrize("token", [None, "", "wrong", "\u00e9", "other session"])
async def test_no_form_does_anything_without_this_sessions_token(
    shift: Shift, role: Role, token: str | None
) -> None:
    case_id = await shift.case()
    other = await shift.signed_in("Olu")
    browser = await shift.signed_in("Sam", role)
    given = _token(other.page) if token == "other session" else token
    fields = {"text": "hello", "outcome": "not_a_risk", "note": "a note"}
    if given is not None:
        fields["csrf"] = given
    for route in routes(shift):
        if method_of(route) == "POST" and (method_of(route), route.path) not in PUBLIC:
            answer = await browser.http.post(path_of(route, case_id), data=fields)
            assert answer.status_code == 403, route.path
    assert (await shift.row(case_id)).state == CaseState.OPEN
    assert (await browser.get("/staff")).is_success


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_a_form_of_another_site_is_refused_even_with_the_token(
    shift: Shift, site: str
) -> None:
    case_id = await shift.case()
    browser = await shift.signed_in("Sam")
    answer = await browser.http.post(
        f"/staff/cases/{case_id}/claim",
        data={"csrf": _token(browser.page)},
        headers={"Sec-Fetch-Site": site},
    )
    assert answer.status_code == 403
    assert (await shift.row(case_id)).owner_id is None


async def test_the_sign_in_form_needs_its_token_too(shift: Shift) -> None:
    await shift.member("Sam")
    answer = await shift.browser().http.post(
        "/staff/sign-in", data={"email": "sam@example.org", "password": "x"}
    )
    assert answer.status_code == 403
    assert COOKIE not in answer.cookies


async def test_a_disabled_account_is_out_at_once(shift: Shift) -> None:
    browser = await shift.signed_in("Sam")
    from safeguarding.staff import find_staff

    async with shift.database.transaction() as session:
        row = await find_staff(session, "sam@example.org")
        assert row is not None
        row.disabled_at = shift.clock.now()
    assert (await browser.get("/staff")).status_code == 303


async def test_every_page_is_kept_nowhere_and_asks_nobody_else(shift: Shift) -> None:
    case_id = await shift.case()
    browser = await shift.signed_in("Sam")
    for path in ("/staff", f"/staff/cases/{case_id}", "/staff/sign-in", "/staff/cases/none"):
        answer = await browser.get(path)
        assert answer.headers["cache-control"] == "no-store"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["x-frame-options"] == "DENY"
        assert "http://" not in answer.text.replace('xmlns="http://www.w3.org', "")
        assert "https://" not in answer.text
        assert " style=" not in answer.text
        assert "onclick" not in answer.text


async def test_https_keeps_the_cookie_to_https(shift: Shift) -> None:
    from console.deps import ConsoleDeps
    from tests.console.shift import Browser, make_app

    await shift.member("Sam")
    deps = ConsoleDeps(shift.database, shift.takeover, shift.clock, shift.signals, is_https=True)
    browser = Browser(make_app(deps), {})
    browser.http.base_url = "https://testserver"
    answer = await browser.sign_in("sam@example.org")
    assert all("Secure" in c for c in answer.headers.get_list("set-cookie") if COOKIE + "=" in c)


def _token(page: str) -> str:
    return page.split('name="csrf" value="')[1].split('"')[0]


def test_the_router_can_be_made_for_any_wiring(shift: Shift) -> None:
    from console.deps import ConsoleDeps

    assert router(ConsoleDeps(shift.database, shift.takeover, shift.clock, shift.signals)).routes
