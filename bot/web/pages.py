"""The chat page and the pages around it, whole without JavaScript: plain forms that post here.

Every form post ends in a redirect back to the page, so that "reload" never sends twice; a hidden
key makes a double tap one message.
"""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from basics.clock import Clock
from bot.faults import fault
from bot.messages import Contact
from bot.ports import Chat
from bot.web.assets import Assets
from bot.web.cookies import clear_cookie
from bot.web.origin import from_our_page
from bot.web.site import ARTICLES, Pages, PageSettings

__all__ = ["PageSettings", "Pages", "router", "routes_of"]
_log = structlog.get_logger()


def router(
    chat: Chat,
    *,
    clock: Clock,
    contacts: Sequence[Contact] = (),
    settings: PageSettings | None = None,
) -> APIRouter:
    """The routes of the pages. ``contacts`` are those of the "Help now" card, in their order."""
    return routes_of(Pages(chat, clock, contacts, settings or PageSettings()))


def routes_of(pages: Pages) -> APIRouter:
    """The routes of pages that are made already (for whoever also wants their error page)."""
    routes = APIRouter(include_in_schema=False)
    _add_chat(routes, pages)
    _add_endings(routes, pages)
    for name in ARTICLES:
        _add_article(routes, pages, name)
    assets = Assets()

    @routes.get("/static/{path:path}")
    async def static(request: Request, path: str) -> Response:
        return await assets.get_response(path, request.scope)

    return routes


def _add_chat(routes: APIRouter, pages: Pages) -> None:
    @routes.get("/")
    async def chat_page(request: Request) -> Response:
        try:
            return await pages.chat_page(await pages.conversation(request))
        except Exception as problem:
            _log.error("page_failed", **fault(problem))
            return await pages.trouble(None, problem=pages.words.page["problems"]["trouble"])

    @routes.post("/say")
    async def say(
        request: Request, key: str = Form(""), text: str = Form(""), choice: str = Form("")
    ) -> Response:
        if not from_our_page(request, pages.settings.public_url):
            return await _wrong_place(pages, request, unsent=text)
        return await pages.say(request, key, text, choice)


def _add_endings(routes: APIRouter, pages: Pages) -> None:
    secure = pages.settings.secure_cookie

    @routes.post("/start-again")
    async def start_again(request: Request) -> Response:
        if not from_our_page(request, pages.settings.public_url):
            return await _wrong_place(pages, request)
        await pages.leave(request)
        response = RedirectResponse("/", 303)
        clear_cookie(response, secure=secure)
        return response

    @routes.post("/leave")
    async def leave(request: Request) -> Response:
        # A page of ours that moves on by itself: browsers hold a redirect that answers a form to
        # the page's form-action, which names this host only.
        response = pages.render("left.html", article=pages.words.articles["left"])
        if from_our_page(request, pages.settings.public_url):
            await pages.leave(request)
            clear_cookie(response, secure=secure)
        return response

    @routes.post("/delete-chat")
    async def delete_chat(request: Request) -> Response:
        conversation_id = await pages.conversation(request)
        if not from_our_page(request, pages.settings.public_url) or conversation_id is None:
            return await _wrong_place(pages, request)
        gone = await pages.chat.erase(conversation_id)
        article = pages.words.articles["privacy"]["erased" if gone else "kept"]
        response = pages.article(article, show_contacts=False)
        clear_cookie(response, secure=secure)
        return response


def _add_article(routes: APIRouter, pages: Pages, name: str) -> None:
    template = "privacy.html" if name == "privacy" else "article.html"

    @routes.get(f"/{name}", name=f"page_{name}")
    async def article(request: Request) -> Response:
        return pages.article(
            pages.words.articles[name],
            template=template,
            show_contacts=name == "help",
            conversation_id=await pages.conversation(request) if name == "privacy" else None,
        )


async def _wrong_place(pages: Pages, request: Request, unsent: str = "") -> Response:
    problem = pages.words.page["problems"]["wrong_place"]
    return await pages.chat_page(
        await pages.conversation(request), status=403, problem=problem, unsent=unsent
    )
