"""The cookie and the bearer token that open a web chat."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

COOKIE = "waymark_chat"


def set_cookie(response: Response, token: str, *, secure: bool) -> None:
    """Give the browser the chat's token: for this session only, unreadable by scripts."""
    response.set_cookie(COOKIE, token, httponly=True, samesite="strict", secure=secure, path="/")


def clear_cookie(response: Response, *, secure: bool) -> None:
    """Take the token away from the browser."""
    response.delete_cookie(COOKIE, httponly=True, samesite="strict", secure=secure, path="/")


def bearer_of(request: Request) -> str | None:
    """The token of an ``Authorization: Bearer`` header, if there is one."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


def token_of(request: Request) -> str | None:
    """The token that the request carries; a header goes before the cookie."""
    return bearer_of(request) or request.cookies.get(COOKIE) or None
