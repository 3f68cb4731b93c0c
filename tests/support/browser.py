"""Chromium, and a site to point it at: uvicorn in a thread on a free loopback port."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from starlette.types import ASGIApp

from bot.messages import Contact
from tests.support.page_chat import CONTACTS, PageChat

T = TypeVar("T")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
)  # fmt: skip
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}


def chromium_path() -> str | None:
    """Chromium on this machine, or None."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium. Only in synchronous tests: it holds the thread's event loop."""
    path = chromium_path()
    assert path is not None
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        browser.close()


@dataclass
class Site:
    """A served application. ``given`` is what its factory handed over beside the application."""

    url: str
    loop: asyncio.AbstractEventLoop
    given: Any

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Do ``work`` where the application lives, and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(timeout=20)


AppFactory = Callable[[], AbstractAsyncContextManager[tuple[ASGIApp, Any]]]
"""Opens what the application needs and gives the application and anything that tests want to hold.
Entered in the server's own event loop, so that database connections belong to it."""


@contextmanager
def serve(factory: AppFactory) -> Iterator[Site]:
    """Serve the factory's application on loopback until the block ends."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        server = _Running(factory, listening)
        server.start()
        assert server.loop is not None
        try:
            yield Site(f"http://127.0.0.1:{port}", server.loop, server.given)
        finally:
            server.stop()


class _Running(threading.Thread):
    def __init__(self, factory: AppFactory, listening: socket.socket) -> None:
        super().__init__(daemon=True)
        self.factory = factory
        self.listening = listening
        self.loop: asyncio.AbstractEventLoop | None = None
        self.given: Any = None
        self.problem: BaseException | None = None
        self._server: uvicorn.Server | None = None
        self._up = threading.Event()

    def start(self) -> None:
        super().start()
        assert self._up.wait(60), "the site did not start"
        if self.problem is not None:
            raise self.problem

    def stop(self) -> None:
        if self._server is not None:
            self._server.should_exit = True
        self.join(20)

    def run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as problem:
            self.problem = problem
        finally:
            self._up.set()

    async def _serve(self) -> None:
        self.loop = asyncio.get_running_loop()
        async with self.factory() as (app, given):
            self.given = given
            config = uvicorn.Config(
                app, log_level="warning", lifespan="off", timeout_graceful_shutdown=1
            )
            self._server = _Telling(config, self._up)
            await self._server.serve(sockets=[self.listening])


class _Telling(uvicorn.Server):
    """Says when it is ready."""

    def __init__(self, config: uvicorn.Config, up: threading.Event) -> None:
        super().__init__(config)
        self._up = up

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._up.set()


@dataclass
class Visit:
    """A page, and everything that happened on it."""

    page: Page
    site: Site
    requested: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    """Errors and warnings on the browser's console, and uncaught exceptions."""

    def say(self, text: str) -> None:
        """Type and send with the send button."""
        self.page.fill("#say", text)
        self.page.click(".send")

    def tap(self, label: str) -> None:
        """Tap a button in the chat by what it says."""
        self.page.locator("main").get_by_role("button", name=label).click()

    def foreign(self) -> list[str]:
        """Requests that went anywhere but to the site."""
        return [url for url in self.requested if not url.startswith((self.site.url, "data:"))]


def visit(context: BrowserContext, site: Site, path: str = "/") -> Visit:
    """Open a page of the site and write down what it asks for and complains about."""
    seen = Visit(context.new_page(), site)
    seen.page.set_default_timeout(10_000)
    seen.page.on("request", lambda request: seen.requested.append(request.url))
    seen.page.on("pageerror", lambda problem: seen.said.append(str(problem)))
    seen.page.on(
        "console",
        lambda line: seen.said.append(line.text) if line.type in ("error", "warning") else None,
    )
    seen.page.goto(site.url + path)
    return seen


def screenshot(page: Page, name: str, **options: Any) -> None:
    """Keep a picture in the folder that WAYMARK_SCREENSHOTS names, if it names one."""
    folder = os.environ.get("WAYMARK_SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png", **options)


@asynccontextmanager
async def scripted_app(
    chat: PageChat | None = None, contacts: Sequence[Contact] = CONTACTS
) -> AsyncIterator[tuple[ASGIApp, Any]]:
    """The chat pages and their API, with security headers, over a conversation that is scripted."""
    from fastapi import FastAPI

    from basics.clock import SystemClock
    from basics.errors import WaymarkError
    from bot.web import api, pages
    from bot.web.errors import on_waymark_error
    from bot.web.events import Listening
    from waymark.http import SecurityHeaders

    chat, clock, app = chat or PageChat(), SystemClock(), FastAPI()
    app.add_exception_handler(WaymarkError, on_waymark_error)
    app.include_router(pages.router(chat, clock=clock, contacts=contacts))
    app.include_router(api.router(chat, clock=clock, listening=Listening(look_again_seconds=0.2)))
    yield SecurityHeaders(app, https=False), chat
