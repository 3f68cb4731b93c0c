"""The web application: chat pages, chat API, staff console, health, metrics."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp

from basics.errors import WaymarkError
from bot.messages import Contact
from bot.web import api, pages
from bot.web.errors import on_http_error, on_invalid_request, on_waymark_error
from console.app import router as console_router
from console.deps import ConsoleDeps
from safeguarding.contacts import help_card
from waymark.health import count_waiting, readiness
from waymark.http import Limits, SecurityHeaders, Sizes, allowed_hosts
from waymark.wiring import Waymark

Handler = Callable[[Request, Exception], Awaitable[Response]]


def build_app(waymark: Waymark) -> ASGIApp:
    """The ASGI application over an assembled Waymark."""
    settings = waymark.settings
    # No generated documentation pages: they load their scripts from another host.
    app = FastAPI(title=settings.service.name, docs_url=None, redoc_url=None, openapi_url=None)
    app.add_exception_handler(WaymarkError, on_waymark_error)
    app.add_exception_handler(RequestValidationError, on_invalid_request)
    chat_pages = _chat_pages(waymark)
    app.add_exception_handler(HTTPException, _page_or_json(chat_pages))
    app.include_router(pages.routes_of(chat_pages))
    app.include_router(
        api.router(
            waymark.chat,
            clock=waymark.clock,
            secure_cookies=settings.is_https,
            public_url=settings.service.public_url,
        )
    )
    app.include_router(console_router(_console(waymark)))
    _add_operations(app, waymark)
    hosts = allowed_hosts(
        settings.server.allowed_hosts, settings.server.host, settings.service.public_url
    )
    sizes = Sizes(settings.server.max_body_bytes, settings.server.max_message_bytes)
    too_large = bytes(chat_pages.error_page(413).body)
    limits = Limits(app, hosts=hosts, sizes=sizes, page=too_large)
    return SecurityHeaders(limits, https=settings.is_https)


def _chat_pages(waymark: Waymark) -> pages.Pages:
    settings = waymark.settings
    cards = help_card(nation=settings.service.nation)
    contacts = [
        Contact(
            name=card.name,
            detail=card.detail,
            phone=card.phone,
            sms=card.sms,
            url=card.url,
            checked=card.checked,
        )
        for card in cards
    ]
    shown = pages.PageSettings(
        name=settings.service.name,
        exit_to=settings.channels.web.exit_to,
        keep_days=settings.retention.conversation_days,
        secure_cookie=settings.is_https,
        public_url=settings.service.public_url,
    )
    return pages.Pages(waymark.chat, waymark.clock, contacts, shown)


def _page_or_json(chat_pages: pages.Pages) -> Handler:
    """A browser gets a page in plain words; a program gets JSON."""

    async def answer(request: Request, problem: Exception) -> Response:
        wants_page = "text/html" in request.headers.get("accept", "")
        if wants_page and isinstance(problem, HTTPException):
            return chat_pages.error_page(problem.status_code)
        return await on_http_error(request, problem)

    return answer


def _console(waymark: Waymark) -> ConsoleDeps:
    return ConsoleDeps(
        database=waymark.database,
        takeover=waymark.takeover,
        clock=waymark.clock,
        signals=waymark.signals,
        service_name=waymark.settings.service.name,
        hours=waymark.hours,
        is_https=waymark.settings.is_https,
        rule_meanings=waymark.rule_meanings,
        faults=lambda: waymark.alarm.standing,
    )


def _add_operations(app: FastAPI, waymark: Waymark) -> None:
    @app.get("/health/live", include_in_schema=False)
    async def live() -> JSONResponse:
        return JSONResponse({"status": "live"})

    @app.get("/health/ready", include_in_schema=False)
    async def ready() -> JSONResponse:
        found = await readiness(waymark)
        return JSONResponse(found.as_json(), 200 if found.ready else 503)

    @app.get("/metrics", include_in_schema=False)
    async def metrics() -> Response:
        await count_waiting(waymark)
        return Response(waymark.metrics.page(), media_type="text/plain; version=0.0.4")
