"""What the pages are rendered from: the words, the conversation as it stands, what a form posted."""

from __future__ import annotations

import asyncio
import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.requests import Request

from basics.clock import Clock
from basics.errors import InvalidInput
from basics.vocabulary import vocabulary
from bot.faults import fault
from bot.messages import Contact, Inbound
from bot.ports import Chat, Opened
from bot.web.chips import ASKED_FOR, CHANGES, LIKES, REMOVES
from bot.web.cookies import COOKIE, set_cookie
from bot.web.present import environment, transcript
from bot.web.words import load_words

_log = structlog.get_logger()
FIRST_POSTS = 200
"""How many first posts of late are remembered, so that a double tap begins one conversation."""
DOUBLE_TAP = timedelta(seconds=30)
"""How long the posts of one form begin one conversation. Not longer: whoever comes "back" to the form
after somebody left the page must not get that chat."""
ARTICLES = ("help", "privacy", "about")
"""Pages of text, each at its own address."""


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
        self._opening: dict[str, tuple[datetime, asyncio.Future[Opened]]] = {}
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

    def error_page(self, status: int) -> HTMLResponse:
        """What a browser gets where there is no page: one plain sentence, and the help card."""
        code = {404: "not_found", 405: "not_found", 413: "too_large"}.get(status, "other")
        return self.article(self.words.page["errors"][code], status=status, show_contacts=False)

    def render(self, template: str, status: int = 200, **data: Any) -> HTMLResponse:
        html = self._env.get_template(template).render(**self._shared, **data)
        return HTMLResponse(html, status, headers={"cache-control": "no-store"})

    async def conversation(self, request: Request) -> str | None:
        """The conversation of this browser, or None."""
        token = request.cookies.get(COOKIE)
        return await self.chat.conversation_for_token(token) if token else None

    async def leave(self, request: Request) -> None:
        """This browser's token opens nothing any more. Never fails: nothing may hold up leaving."""
        try:
            await self.chat.leave(request.cookies.get(COOKIE, ""))
        except Exception as problem:
            _log.error("leave_failed", **fault(problem))

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
        response: Response
        try:
            if conversation_id is None:
                opened = await self._open_once(key)
                conversation_id, token = opened.conversation_id, opened.token
            await self.chat.receive(self._inbound(conversation_id, token, key, text, choice))
        except InvalidInput as problem:
            response = await self.chat_page(
                conversation_id, status=400, problem=str(problem), unsent=text
            )
        except Exception as problem:
            _log.error("page_say_failed", conversation_id=conversation_id, **fault(problem))
            response = await self.trouble(
                conversation_id, problem=problems["not_sent"], unsent=text
            )
        else:
            response = RedirectResponse("/#latest", 303)
        if opened is not None:
            set_cookie(response, token, secure=self.settings.secure_cookie)
        return response

    async def _open_once(self, key: str) -> Opened:
        """A new conversation; the two posts of a double tap on the first button share one."""
        if not key:
            # Nothing tells such a post from somebody else's.
            return await self.chat.open("web")
        now = self.clock.now()
        known = self._opening.get(key)
        if known is not None and now - known[0] <= DOUBLE_TAP:
            opening = known[1]
        else:
            opening = asyncio.ensure_future(self.chat.open("web"))
            self._opening[key] = (now, opening)
            while len(self._opening) > FIRST_POSTS:
                del self._opening[next(iter(self._opening))]
        try:
            return await asyncio.shield(opening)
        except Exception:
            self._opening.pop(key, None)
            raise

    async def trouble(
        self, conversation_id: str | None, *, problem: str, unsent: str = ""
    ) -> Response:
        """The page when something broke: with the transcript if that can be had, and always with
        the help card, the box and what was typed."""
        try:
            return await self.chat_page(conversation_id, status=503, problem=problem, unsent=unsent)
        except Exception as error:
            _log.error("page_without_store", conversation_id=conversation_id, **fault(error))
            return await self.chat_page(None, status=503, problem=problem, unsent=unsent)

    def _inbound(
        self, conversation_id: str, token: str, key: str, text: str, choice: str
    ) -> Inbound:
        return Inbound(
            channel="web",
            update_id=f"{conversation_id}:{once(token, key, choice or text)}",
            conversation_id=conversation_id,
            received_at=self.clock.now(),
            text=None if choice else text,
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
