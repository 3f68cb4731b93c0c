"""The staff console, ``/staff``: every route with what it needs, in one table."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from basics.errors import NotFound
from console.accounts import Accounts
from console.assets import serve
from console.case_pages import CasePages
from console.deps import ConsoleDeps as ConsoleDeps
from console.door import Door, Guard
from console.label_pages import LabelPages
from console.limiter import AddressLimiter
from console.pages import Pages
from console.queue_pages import QueuePages
from console.route import route_class
from console.sign_in import SignInPages
from safeguarding.tables import Role

Handler = Callable[[Request], Awaitable[Response]]


async def nowhere(_request: Request) -> Response:
    """Any other address under ``/staff``: a page of ours that says so."""
    raise NotFound("There is no such page.")


def router(deps: ConsoleDeps) -> APIRouter:
    """The console's routes, to be included in an application at its root."""
    pages = Pages(deps)
    accounts = Accounts(deps.database, deps.clock)
    door = Door(accounts, is_https=deps.is_https)
    cases = CasePages(deps, pages, door)
    marks = LabelPages(deps, cases)
    queue = QueuePages(deps, pages, door)
    enter = SignInPages(pages, door, accounts, AddressLimiter(deps.clock), cases)

    look, act = door.needs(Role.VIEWER), door.needs(Role.RESPONDER)
    first = door.needs(Role.VIEWER, password=False)
    case = "/staff/cases/{case_id}"
    table: tuple[tuple[str, str, Handler, Guard], ...] = (
        ("GET", "/staff/sign-in", enter.show, door.public),
        ("POST", "/staff/sign-in", enter.sign_in, door.public),
        ("GET", "/staff/enter", enter.ticket, door.public),
        ("POST", "/staff/enter", enter.enter, door.public),
        ("GET", "/staff/static/{name}", serve, door.public),
        ("GET", "/staff/password", enter.password, first),
        ("POST", "/staff/password", enter.set_password, first),
        ("POST", "/staff/sign-out", enter.sign_out, first),
        ("GET", "/staff", queue.show, look),
        ("GET", "/staff/events", queue.events, look),
        ("POST", "/staff/next", queue.take_next, act),
        ("GET", case, cases.show, look),
        ("GET", case + "/events", cases.events, look),
        ("POST", case + "/claim", cases.claim, act),
        ("POST", case + "/reply", cases.reply, act),
        ("POST", case + "/hand-back", cases.hand_back, act),
        ("POST", case + "/close", cases.close, act),
        ("POST", case + "/mark", marks.mark, act),
        ("POST", case + "/unmark", marks.unmark, act),
        ("GET", "/staff/{elsewhere:path}", nowhere, look),
    )
    routes = APIRouter(route_class=route_class(pages, door), include_in_schema=False)
    for method, path, handler, guard in table:
        routes.add_api_route(
            path,
            handler,
            methods=[method],
            dependencies=[Depends(guard)],
            response_model=None,
        )
    return routes
