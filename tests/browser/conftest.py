"""One browser a module, one site and one context a test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.support.browser import (
    PHONE,
    AppFactory,
    Site,
    Visit,
    chromium,
    chromium_path,
    scripted_app,
    serve,
    visit,
)

Open = Callable[..., Visit]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if chromium_path() is None:
        pytest.skip("Chromium is not installed on this machine")
    with chromium() as browser:
        yield browser


@pytest.fixture
def app_factory() -> AppFactory:
    """What is served; a module overrides this to serve something else."""
    return scripted_app


@pytest.fixture
def site(app_factory: AppFactory) -> Iterator[Site]:
    with serve(app_factory) as site:
        yield site


@pytest.fixture
def contexts(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browser contexts (each a browser of its own, with its own cookies)."""
    made: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        options.setdefault("viewport", PHONE)
        made.append(browser.new_context(**options))
        return made[-1]

    yield make
    for context in made:
        context.close()


@pytest.fixture
def open_page(site: Site, contexts: Callable[..., BrowserContext]) -> Open:
    """Opens the site in a new context; options are those of a Playwright context, and ``path``."""

    def open_one(path: str = "/", **options: Any) -> Visit:
        return visit(contexts(**options), site, path)

    return open_one
