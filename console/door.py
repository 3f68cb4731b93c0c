"""The door: who may come in, and what for. Every signed-in route goes through ``Door.needs``."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from basics.errors import NotAllowed, WaymarkError
from console.accounts import Accounts
from console.forms import form_of, text_of
from console.visit import Visit
from safeguarding.tables import Role

COOKIE = "waymark_staff"
FORM_COOKIE = "waymark_staff_form"
FRESH_COOKIE = "waymark_staff_fresh"
LIVE_HEADER = "X-Waymark-Live"
"""Sent by our script when a page looks again by itself: nobody did anything, so it keeps no
session awake and counts as no view of a case."""


class NotSignedIn(WaymarkError):
    """There is no session, or it has ended."""

    code = "not_signed_in"


class PasswordDue(WaymarkError):
    """Signed in by a one-time link and no password was chosen yet."""

    code = "password_due"


class FormExpired(WaymarkError):
    """The form does not carry this session's token, or came from another site."""

    code = "form_expired"


Guard = Callable[[Request], Awaitable[None]]


class Door:
    """Checks session, role and form token; gives the :class:`Visit` to ``visit_of``."""

    def __init__(self, accounts: Accounts, *, is_https: bool) -> None:
        self._accounts = accounts
        self._is_https = is_https

    def needs(self, role: Role, *, password: bool = True) -> Guard:
        """A dependency: signed in, with at least ``role``, and (``password``) one chosen."""

        async def guard(request: Request) -> None:
            visit = await self.visit(request)
            if visit is None:
                raise NotSignedIn("Nobody is signed in.")
            request.state.visit = visit
            if request.method == "POST":
                await self._check_form(request, visit.csrf)
            if password and not visit.staff.has_password:
                raise PasswordDue("Choose a password first.")
            if not visit.may(role):
                raise NotAllowed("This role may not do that.")

        guard.needs = role  # type: ignore[attr-defined]  # read by the test that walks all routes
        return guard

    async def public(self, request: Request) -> None:
        """A dependency of the pages before signing in: their forms carry a token too."""
        if request.method == "POST":
            await self._check_form(request, request.cookies.get(FORM_COOKIE, ""), "form")

    async def visit(self, request: Request) -> Visit | None:
        """The visit that the cookie stands for; None where nobody is signed in."""
        token = request.cookies.get(COOKIE)
        if not token:
            return None
        return await self._accounts.visit(token, touch=not is_live(request))

    async def is_open(self, token: str) -> bool:
        """Whether this session still stands; asking keeps it no longer awake."""
        return await self._accounts.visit(token, touch=False) is not None

    async def _check_form(self, request: Request, wanted: str, field: str = "csrf") -> None:
        # Browsers say where a request comes from; a form of another site is refused by that
        # alone, and by its missing token where a browser is too old to say.
        if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            raise FormExpired("The form came from another site.")
        given = text_of(await form_of(request), field)
        if not wanted or not hmac.compare_digest(given.encode(), wanted.encode()):
            raise FormExpired("The form was too old.")

    def let_in(self, answer: Response, token: str) -> Response:
        """Put a new session's cookie on ``answer``: always a new token, so that a token planted
        before signing in is worth nothing."""
        self._cookie(answer, COOKIE, token)
        answer.delete_cookie(FORM_COOKIE, path="/staff")
        return answer

    def keep_fresh(self, answer: Response, csrf: str) -> Response:
        """Remember in this browser that the session began with a one-time link just now."""
        self._cookie(answer, FRESH_COOKIE, self._accounts.fresh(csrf))
        return answer

    def may_choose_password(self, request: Request) -> bool:
        """A first password, or a new one right after a one-time link. An open browser alone must
        not be enough to take an account over."""
        visit = visit_of(request)
        proof = request.cookies.get(FRESH_COOKIE, "")
        return not visit.staff.has_password or self._accounts.is_fresh(proof, visit.csrf)

    def let_out(self, answer: Response) -> Response:
        """Take the cookie away."""
        answer.delete_cookie(
            COOKIE, path="/staff", secure=self._is_https, httponly=True, samesite="strict"
        )
        return answer

    def form_token(self, request: Request) -> str:
        """The token for a form before signing in: the one this browser has, or a new one."""
        return request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(24)

    def keep_form_token(self, answer: Response, token: str) -> Response:
        """Put the token of such a form on ``answer``."""
        self._cookie(answer, FORM_COOKIE, token)
        return answer

    def _cookie(self, answer: Response, name: str, value: str) -> None:
        answer.set_cookie(
            name, value, path="/staff", httponly=True, samesite="strict", secure=self._is_https
        )


def visit_of(request: Request) -> Visit:
    """The visit that the door let in."""
    visit: Visit = request.state.visit
    return visit


def is_live(request: Request) -> bool:
    """Whether a page is looking again by itself."""
    return LIVE_HEADER in request.headers or "text/event-stream" in request.headers.get(
        "accept", ""
    )


def address_of(request: Request) -> str:
    """The address that a request comes from."""
    return request.client.host if request.client else "unknown"
