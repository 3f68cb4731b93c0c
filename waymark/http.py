"""What every HTTP answer gets and every request must keep to: headers, hosts, size."""

from __future__ import annotations

import json
from collections.abc import Iterable
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


class Limits:
    """Refuses requests for other hosts (400) and bodies over ``max_body_bytes`` (413)."""

    def __init__(self, app: ASGIApp, *, hosts: Iterable[str], max_body_bytes: int) -> None:
        self.app = app
        self._hosts = frozenset(host.lower() for host in hosts)
        self._max = max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = {name.lower(): value for name, value in scope["headers"]}
        host = urlsplit("//" + headers.get(b"host", b"").decode("latin-1")).hostname or ""
        if host not in self._hosts:
            await _refuse(send, 400, "wrong_host", "This server does not answer to that name.")
            return
        length = headers.get(b"content-length", b"0")
        if not length.isdigit() or int(length) > self._max:
            await self._too_large(send)
            return
        # A body may come in chunks with no length said, so it is counted before the app sees it.
        body = bytearray()
        while True:
            message = await receive()
            if message["type"] != "http.request":
                return
            body += message.get("body", b"")
            if len(body) > self._max:
                await self._too_large(send)
                return
            if not message.get("more_body", False):
                break
        given = False

        async def replay() -> Message:
            nonlocal given
            if given:
                return await receive()
            given = True
            return {"type": "http.request", "body": bytes(body), "more_body": False}

        await self.app(scope, replay, send)

    async def _too_large(self, send: Send) -> None:
        text = f"That is too much at once: at most {self._max // 1024} kB. Nothing was saved."
        await _refuse(send, 413, "too_large", text)


async def _refuse(send: Send, status: int, code: str, message: str) -> None:
    body = json.dumps({"error": {"code": code, "message": message, "hint": None}}).encode()
    headers = [(b"content-type", b"application/json"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def allowed_hosts(names: Iterable[str], bind: str, public_url: str | None) -> set[str]:
    """The names this server answers to: its own, those of the operator, and the public one."""
    hosts = {"localhost", "127.0.0.1", "::1", *names}
    if bind not in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
        hosts.add(bind)
    public = urlsplit(public_url or "").hostname
    return hosts | ({public} if public else set())
