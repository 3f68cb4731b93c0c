"""The HTTP side: one route, every method, on a free port of the loopback address."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
from collections.abc import Iterator
from typing import Any, Self

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from basics.clock import Clock, SystemClock
from tests.emulators.telegram_api.faults import ApiError, Fault, error_of
from tests.emulators.telegram_api.methods import Methods
from tests.emulators.telegram_api.people import Person
from tests.emulators.telegram_api.state import PATIENCE, Board, Call, ChatState

TOKEN = "4242:an-emulated-token-that-must-never-be-logged"


class TelegramApi:
    """A Bot API for one bot. ``enforce_pace`` answers 429 to more than a message a second."""

    def __init__(self, clock: Clock | None = None, *, enforce_pace: bool = False) -> None:
        self.clock = clock or SystemClock()
        self.token = TOKEN
        self.board = Board()
        self.methods = Methods(self.board, self.clock.now, enforce_pace=enforce_pace)
        self.faults: list[Fault] = []
        self._socket: socket.socket | None = None
        self._server: _Server | None = None
        self._serving: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        app = Starlette(
            routes=[Route("/bot{token}/{method}", self._answer, methods=["GET", "POST"])]
        )
        config = uvicorn.Config(
            app,
            log_config=None,
            lifespan="off",
            ws="none",
            timeout_graceful_shutdown=1,
        )
        self._server = _Server(config)
        self._serving = asyncio.create_task(self._server.serve(sockets=[self._socket]))
        await self._server.ready.wait()
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None and self._serving is not None
        self.board.closing = True
        self.board.changed()
        self._server.stopping.set()
        await self._serving

    @property
    def base_url(self) -> str:
        """What the client wants as ``base_url``: everything before the token."""
        assert self._socket is not None
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}/bot"

    @property
    def calls(self) -> list[Call]:
        """Every request so far, in order."""
        return self.board.calls

    def calls_of(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method.lower() == method.lower()]

    def person(self, first_name: str = "Sam", *, kind: str = "private") -> Person:
        """Somebody new with a chat of their own; ``kind`` group makes it a group chat."""
        number = 500_001 + len(self.board.chats)
        chat_id = number if kind == "private" else -number
        user = {"id": number, "is_bot": False, "first_name": first_name, "language_code": "en"}
        chat = {"id": chat_id, "type": kind}
        chat |= {"first_name": first_name} if kind == "private" else {"title": first_name}
        state = ChatState(chat=chat, user=user)
        self.board.chats[chat_id] = state
        return Person(self.board, state, self.clock.now)

    def fail(self, method: str, **how: Any) -> Fault:
        """Make the next calls of ``method`` fail; see :class:`Fault` for the ways."""
        fault = Fault(method, **how)
        self.faults.append(fault)
        return fault

    def repeat(self, update_id: int) -> None:
        """Deliver an update once more, even one that was confirmed."""
        self.board.again.append(self.board.seen[update_id])
        self.board.changed()

    def hold(self) -> contextlib.AbstractContextManager[None]:
        """Inside the block updates pile up; at its end they go out together."""
        return self._held()

    def reorder(self, *update_ids: int) -> None:
        """Hand out the queued updates in this order; to be used inside ``hold``."""
        self.board.queue.sort(key=lambda update: update_ids.index(update["update_id"]))

    async def called(self, method: str, count: int = 1, seconds: float = PATIENCE) -> list[Call]:
        """The calls of ``method``, once there are ``count`` of them."""
        if not await self.board.until(lambda: len(self.calls_of(method)) >= count, seconds):
            raise AssertionError(f"{method} was called {len(self.calls_of(method))} times")
        return self.calls_of(method)

    @contextlib.contextmanager
    def _held(self) -> Iterator[None]:
        self.board.held = True
        try:
            yield
        finally:
            self.board.held = False
            self.board.changed()

    async def _answer(self, request: Request) -> Response:
        method = request.path_params["method"]
        given = await _parameters(request)
        fault = next((f for f in self.faults if f.fits(method, given)), None)
        status, body = 200, b""
        try:
            if request.path_params["token"] != self.token:
                raise ApiError(401, "Unauthorized")
            if method.lower() not in self.methods.by_name:
                raise ApiError(404, "Not Found: method not found")
            if fault is not None:
                fault.times -= 1
                body = await self._fail(fault, given)
            if not body:
                body = await self._do(method, given, request)
        except ApiError as error:
            status, body = error.status, json.dumps(error.body()).encode()
        self.board.calls.append(Call(method, given, self.clock.now(), status))
        self.board.changed()
        return Response(body, status_code=status, media_type="application/json")

    async def _do(self, method: str, given: dict[str, Any], request: Request) -> bytes:
        """The method's answer; a client that goes away ends its long poll."""
        doing = asyncio.create_task(self.methods.by_name[method.lower()](given))
        gone = asyncio.create_task(_hung_up(request))
        try:
            await asyncio.wait({doing, gone}, return_when=asyncio.FIRST_COMPLETED)
            if not doing.done():
                raise ApiError(499, "Client Closed Request")
            return json.dumps({"ok": True, "result": doing.result()}).encode()
        finally:
            for task in (doing, gone):
                task.cancel()
            await asyncio.gather(doing, gone, return_exceptions=True)

    async def _fail(self, fault: Fault, given: dict[str, Any]) -> bytes:
        if fault.kind == "malformed":
            return b'{"ok": true, "result": ['
        if fault.kind == "hang":
            await self.board.until(lambda: False, seconds=3600)
        if fault.kind == "cut_off":
            await self.methods.by_name[fault.method.lower()](given)
            raise ApiError(502, "Bad Gateway")
        raise error_of(fault)


async def _parameters(request: Request) -> dict[str, Any]:
    """The parameters wherever they are: query, form or JSON, as the real API takes them."""
    given: dict[str, Any] = dict(request.query_params)
    if request.method == "POST":
        if request.headers.get("content-type", "").startswith("application/json"):
            given |= await request.json()
        else:
            given |= dict(await request.form())
    return given


async def _hung_up(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


class _Server(uvicorn.Server):
    """Says when it listens, stops without a tick, and leaves the signals of the tests alone."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()
        self.stopping = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    async def main_loop(self) -> None:
        await self.stopping.wait()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
