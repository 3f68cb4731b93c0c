"""The chat page and the pages around it, whole without JavaScript: plain forms that post here.

Every form post ends in a redirect back to the page, so that "reload" never sends twice; a hidden
key makes a double tap one message.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from basics.clock import Clock
from basics.errors import InvalidInput
from basics.vocabulary import vocabulary
from bot.faults import fault
from bot.messages import Contact, Inbound
from bot.ports import Chat
from bot.web.chips import ASKED_FOR, CHANGES, LIKES, REMOVES
from bot.web.cookies import COOKIE, clear_cookie, set_cookie
from bot.web.origin import from_our_page
from bot.web.present import environment, transcript
from bot.web.words import load_words

log = structlog.get_logger()
LONGEST = 10_000
"""Characters of a message that are read."""
ARTICLES = ("help", "privacy", "about")


@dataclass(frozen=True, slots=True)
class PageSettings:
    """What an operator decides about the pages."""

    name: str = "Waymark"
    exit_to: str = "https://www.bbc.co.uk/weather"
    """Where "Exit this page" goes: a neutral page."""
    keep_days: int = 30
    secure_cookie: bool = False
    """True where people reach the page by https."""
    public_url: str | None = None


class Pages:
    """Renders the pages for whoever asks."""

    def __init__(
        self, chat: Chat, clock: Clock, contacts: Sequence[Contact], settings: PageSettings
    ) -> None:
        self.chat = chat
        self.clock = clock
        self.settings = settings
        self.words = load_words(name=settings.name, keep_days=settings.keep_days)
        self._env = environment(self.words)
        self._shared: dict[str, Any] = {
            "name": settings.name,
            "exit_to": settings.exit_to,
            "contacts": list(contacts),
            "help": self.words.articles["help"],
            "pages": [
                {"path": path, "title": self.words.articles[path]["title"]} for path in ARTICLES
            ],
            "script_words": self._script_words(),
        }

    def _script_words(self) -> dict[str, Any]:
        """What the script needs to draw the same messages as the templates."""
        page = self.words.page
        parts = ("chat", "contacts", "months", "script", "services", "understood")
        known = vocabulary()
        return {
            **{part: page[part] for part in parts},
            "removes": REMOVES,
            "changes": CHANGES,
            "asked_for": ASKED_FOR,
            "domains": known.domains,
            "labels": known.topics | known.interests,
            "domain_of": known.domain_of_topic | dict.fromkeys(known.interests, LIKES),
        }

    def article(self, article: Mapping[str, Any], **data: Any) -> HTMLResponse:
        """A page of text. Its parts are optional, its words are not."""
        whole = {"lead": "", "text": "", "sections": [], **article}
        return self.render(data.pop("template", "article.html"), article=whole, **data)

    def render(self, template: str, status: int = 200, **data: Any) -> HTMLResponse:
        html = self._env.get_template(template).render(**self._shared, **data)
        return HTMLResponse(html, status, headers={"cache-control": "no-store"})

    async def conversation(self, request: Request) -> str | None:
        """The conversation of this browser, or None."""
        token = request.cookies.get(COOKIE)
        return await self.chat.conversation_for_token(token) if token else None

    async def chat_page(
        self, conversation_id: str | None, *, status: int = 200, problem: str = "", unsent: str = ""
    ) -> Response:
        """The chat as it stands: the transcript, or the landing where there is none yet."""
        history = await self.chat.history(conversation_id) if conversation_id else []
        shown = transcript(history)
        return self.render(
            "chat.html", status, conversation_id=conversation_id,
            mode=await self.chat.mode(conversation_id) if conversation_id else "bot",
            lines=shown.lines, open_seqs=shown.open_seqs, latest_seq=shown.latest_seq,
            key=new_key(), text_key=new_key(), menu_key=new_key(), problem=problem, unsent=unsent,
        )  # fmt: skip

    async def say(self, request: Request, key: str, text: str, choice: str) -> Response:
        """Take what a form posted; a failure shows the page again with the words still there."""
        problems = self.words.page["problems"]
        conversation_id = await self.conversation(request)
        if not text.strip() and not choice:
            return await self.chat_page(conversation_id, status=400, problem=problems["empty"])
        token = request.cookies.get(COOKIE, "")
        opened = None
        try:
            if conversation_id is None:
                opened = await self.chat.open("web")
                conversation_id, token = opened.conversation_id, opened.token
            await self.chat.receive(self._inbound(conversation_id, token, key, text, choice))
        except InvalidInput as problem:
            response = await self.chat_page(
                conversation_id, status=400, problem=str(problem), unsent=text
            )
        except Exception as problem:
            log.error("page_say_failed", conversation_id=conversation_id, **fault(problem))
            response = await self.trouble(
                conversation_id, problem=problems["not_sent"], unsent=text
            )
        else:
            response = await self._after(conversation_id, rest=text[LONGEST:])
        if opened is not None:
            set_cookie(response, token, secure=self.settings.secure_cookie)
        return response

    async def _after(self, conversation_id: str, rest: str) -> Response:
        """Back to the page; where more was typed than is read, the rest stays in the box."""
        if not rest:
            return RedirectResponse("/#latest", 303)
        problem = self.words.page["problems"]["too_long"]
        return await self.chat_page(conversation_id, problem=problem, unsent=rest)

    async def trouble(
        self, conversation_id: str | None, *, problem: str, unsent: str = ""
    ) -> Response:
        """The page when something broke: with the transcript if that can be had, and always with
        the help card, the box and what was typed."""
        try:
            return await self.chat_page(conversation_id, status=503, problem=problem, unsent=unsent)
        except Exception as error:
            log.error("page_without_store", conversation_id=conversation_id, **fault(error))
            return await self.chat_page(None, status=503, problem=problem, unsent=unsent)

    def _inbound(
        self, conversation_id: str, token: str, key: str, text: str, choice: str
    ) -> Inbound:
        return Inbound(
            channel="web",
            update_id=f"{conversation_id}:{once(token, key, choice or text)}",
            conversation_id=conversation_id,
            received_at=self.clock.now(),
            text=None if choice else text[:LONGEST],
            choice=choice or None,
        )


def new_key() -> str:
    """A key for one form: posting it twice is one message."""
    return secrets.token_urlsafe(12)


def once(token: str, key: str, said: str) -> str:
    """The idempotency key of one form post.

    A page brought back by "back" still holds its old key, so what was said counts as well: the
    same form with other words is a new message. Keyed with the browser's token, which we do not
    keep, so that the stored id tells nothing about the words.
    """
    return hmac.new(token.encode(), f"{key}\0{said}".encode(), "sha256").hexdigest()[:32]


def router(
    chat: Chat,
    *,
    clock: Clock,
    contacts: Sequence[Contact] = (),
    settings: PageSettings | None = None,
) -> APIRouter:
    """The routes of the pages. ``contacts`` are those of the "Help now" card, in their order."""
    pages = Pages(chat, clock, contacts, settings or PageSettings())
    routes = APIRouter(include_in_schema=False)
    _add_chat(routes, pages)
    _add_endings(routes, pages)
    for name in ARTICLES:
        _add_article(routes, pages, name)
    return routes


def _add_chat(routes: APIRouter, pages: Pages) -> None:
    @routes.get("/")
    async def chat_page(request: Request) -> Response:
        try:
            return await pages.chat_page(await pages.conversation(request))
        except Exception as problem:
            log.error("page_failed", **fault(problem))
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
        response = RedirectResponse("/", 303)
        clear_cookie(response, secure=secure)
        return response

    @routes.post("/leave")
    async def leave(request: Request) -> Response:
        # A page of ours that moves on by itself: browsers hold a redirect that answers a form to
        # the page's form-action, which names this host only.
        response = pages.render("left.html", article=pages.words.articles["left"])
        if from_our_page(request, pages.settings.public_url):
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
