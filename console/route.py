"""What happens around every route of the console: errors become pages, and no word is lost."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import quote

import structlog
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from basics.errors import WaymarkError
from bot.faults import fault
from console.door import Door, NotSignedIn, PasswordDue
from console.forms import form_of, text_of
from console.limiter import TooMany
from console.pages import Pages, go, inside

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
STATUS = {
    "not_allowed": 403,
    "form_expired": 403,
    "not_found": 404,
    "conflict": 409,
    "invalid_input": 422,
    "too_many": 429,
}
_log = structlog.get_logger()


def route_class(pages: Pages, door: Door) -> type[APIRoute]:
    """The class of the console's routes: those errors that we expect are answered with a page."""

    class ConsoleRoute(APIRoute):
        def get_route_handler(self) -> Handler:
            inner = super().get_route_handler()

            async def handle(request: Request) -> Response:
                try:
                    return await inner(request)
                except NotSignedIn:
                    return await _ask_to_sign_in(request, pages, door)
                except PasswordDue:
                    return go("/staff/password")
                except WaymarkError as error:
                    return await refusal(request, pages, error)
                except HTTPException:
                    raise
                except Exception as error:
                    _log.error("console_failed", route=self.path, **fault(error))
                    return await refusal(request, pages, _Failed("Something went wrong."))

            return handle

    return ConsoleRoute


class _Failed(WaymarkError):
    code = "failed"


async def refusal(request: Request, pages: Pages, error: WaymarkError) -> Response:
    """A page that says what went wrong and gives back what was written."""
    code = error.code if error.code in STATUS else "failed"
    answer = pages.show(
        "problem.html",
        status=STATUS.get(code, 500),
        visit=getattr(request.state, "visit", None),
        problem=pages.words.problem(code),
        kept_text=await _written(request),
        back=_where(request),
    )
    if isinstance(error, TooMany):
        answer.headers["Retry-After"] = str(error.retry_after)
    return answer


async def _ask_to_sign_in(request: Request, pages: Pages, door: Door) -> Response:
    """Off to the sign-in page; what was written in a form that came too late goes along."""
    where = _where(request)
    if request.method == "POST":
        if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return go("/staff/sign-in")
        return show_sign_in(
            request, pages, door, status=401, next_page=where, draft=await _written(request)
        )
    # A link from an email arrives without our cookie, which is kept to our own pages. One more
    # step from a page of ours brings it.
    if request.headers.get("sec-fetch-site") == "cross-site" and where:
        return pages.show("moment.html", again=where)
    return go(f"/staff/sign-in?next={quote(where)}" if where else "/staff/sign-in")


def show_sign_in(
    request: Request, pages: Pages, door: Door, *, status: int = 200, **values: Any
) -> Response:
    """The sign-in page, with the token of its form."""
    token = door.form_token(request)
    shown = {"next_page": None, "draft": "", "email": "", "carry_on": None, **values}
    answer = pages.show("sign_in.html", status=status, form_token=token, **shown)
    return door.keep_form_token(answer, token)


def _where(request: Request) -> str | None:
    """The page that a request belongs to: for a form on a case, the case."""
    parts = request.url.path.split("/")
    if parts[:3] == ["", "staff", "cases"] and len(parts) > 3:
        return inside("/".join(parts[:4]))
    return inside(request.url.path) if request.method == "GET" else "/staff"


async def _written(request: Request) -> str:
    """The message or note that a form carried."""
    if request.method != "POST":
        return ""
    try:
        form = await form_of(request)
    except HTTPException:
        return ""
    return text_of(form, "text") or text_of(form, "draft") or text_of(form, "note")
