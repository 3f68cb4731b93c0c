"""What every HTTP answer gets and every request must keep to: headers, hosts, size."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    )
)
HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
HSTS = ("strict-transport-security", "max-age=31536000")


class SecurityHeaders:
    """Sets the headers that keep a page from asking other hosts for anything.

    Pages are not stored by browsers or proxies unless a route says otherwise: a shared phone's
    "back" button should not bring a conversation back.
    """

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self.app = app
        headers = dict(HEADERS, **({HSTS[0]: HSTS[1]} if https else {}))
        self._headers = [(name.encode(), value.encode()) for name, value in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name.lower() for name, _ in message["headers"]}
                extra = [pair for pair in self._headers if pair[0] not in present]
                if b"cache-control" not in present:
                    extra.append((b"cache-control", b"no-store"))
                message["headers"] = [*message["headers"], *extra]
            await send(message)

        await self.app(scope, receive, send_with_headers)


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large the body of a request may be, in bytes."""

    most: int
    for_messages: int
    """Where somebody writes to us: what they say must not be lost because it is long."""

    def at(self, path: str) -> int:
        return self.for_messages if _MESSAGE.fullmatch(path) else self.most


FORM = "/say"
"""Where the form of the chat page is sent to."""
_MESSAGE = re.compile(FORM + "|/chat/conversations/[^/]+/messages")


class Limits:
    """Refuses requests for other hosts (400) and bodies that are too large (413): with JSON, or with
    ``page`` to whoever sent the form of the chat page."""

    def __init__(
        self, app: ASGIApp, *, hosts: Iterable[str], sizes: Sizes, page: bytes | None = None
    ) -> None:
        self.app = app
        self._hosts = frozenset(host.lower() for host in hosts)
        self._sizes = sizes
        self._page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = {name.lower(): value for name, value in scope["headers"]}
        host = urlsplit("//" + headers.get(b"host", b"").decode("latin-1")).hostname or ""
        if host not in self._hosts:
            await _refuse(send, 400, "wrong_host", "This server does not answer to that name.")
            return
        most = self._sizes.at(scope["path"])
        length = headers.get(b"content-length", b"0")
        try:
            if not length.isdigit() or int(length) > most:
                raise _TooLarge
            body = await _whole_body(receive, most)
        except _TooLarge:
            await self._too_large(send, scope["path"], most)
            return
        if body is None:
            return
        given = False

        async def replay() -> Message:
            nonlocal given
            if given:
                return await receive()
            given = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self.app(scope, replay, send)

    async def _too_large(self, send: Send, path: str, most: int) -> None:
        if self._page is not None and path == FORM:
            await _answer(send, 413, b"text/html; charset=utf-8", self._page)
            return
        text = (
            f"That is too much at once: at most {most // 1024} kB. Nothing was saved. "
            "If someone is in danger now, ring 999."
        )
        await _refuse(send, 413, "too_large", text)


class _TooLarge(Exception):
    """The body is larger than it may be."""


async def _whole_body(receive: Receive, most: int) -> bytes | None:
    """The body, or None if whoever sends it has gone away. It may come in chunks with no length said,
    so it is counted before the application sees it."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        if len(body) > most:
            raise _TooLarge
        if not message.get("more_body", False):
            return bytes(body)


async def _refuse(send: Send, status: int, code: str, message: str) -> None:
    body = json.dumps({"error": {"code": code, "message": message, "hint": None}}).encode()
    await _answer(send, status, b"application/json", body)


async def _answer(send: Send, status: int, kind: bytes, body: bytes) -> None:
    headers = [(b"content-type", kind), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def allowed_hosts(names: Iterable[str], bind: str, public_url: str | None) -> set[str]:
    """The names this server answers to: its own, those of the operator, and the public one."""
    hosts = {"localhost", "127.0.0.1", "::1", *names}
    if bind not in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
        hosts.add(bind)
    public = urlsplit(public_url or "").hostname
    return hosts | ({public} if public else set())
