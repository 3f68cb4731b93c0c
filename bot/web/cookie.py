"""The one cookie of the web chat: it holds the token of the conversation in this browser."""

from __future__ import annotations

from starlette.responses import Response

NAME = "waymark_chat"


def give(response: Response, token: str, *, secure: bool) -> None:
    """Put the token into the browser, until it is closed. Scripts cannot read it."""
    response.set_cookie(NAME, token, path="/", httponly=True, samesite="strict", secure=secure)


def take_back(response: Response, *, secure: bool) -> None:
    """Forget the conversation in this browser."""
    response.delete_cookie(NAME, path="/", httponly=True, samesite="strict", secure=secure)
