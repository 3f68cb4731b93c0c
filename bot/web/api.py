"""The JSON API of web chat: begin, send, listen, take away, delete."""

from __future__ import annotations

import re
from typing import Any

from fastapi import APIRouter, Depends, Header, Request, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator
from sse_starlette import EventSourceResponse

from basics.clock import Clock
from basics.errors import InvalidInput, NotAllowed, NotFound
from bot.messages import CaseSummary, Inbound, Reply
from bot.ports import Chat
from bot.web.cookies import bearer_of, clear_cookie, set_cookie, token_of
from bot.web.events import Listening, conversation_events, last_seen
from bot.web.origin import from_our_page

_KEY = re.compile(r"[\x21-\x7e]{1,80}")
"""An Idempotency-Key: any printable ASCII without spaces; a random UUID is a good one."""


class Begin(BaseModel):
    """How to begin a conversation. Everything is optional."""

    model_config = ConfigDict(extra="forbid")
    persona: str = Field("unknown", pattern="^(young_person|parent|professional|unknown)$")


class Send(BaseModel):
    """One message: either what was typed, or the choice of a button."""

    model_config = ConfigDict(extra="forbid")
    text: str | None = None
    choice: str | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Send:
        if (self.text is None) == (self.choice is None):
            raise ValueError("send either text or choice")
        return self


class Begun(BaseModel):
    """A conversation that has begun. The token is given this once."""

    id: str
    token: str
    replies: list[Reply]


class Answered(BaseModel):
    """What a message led to."""

    replies: list[Reply]
    mode: str
    case: CaseSummary | None = None
    understood: dict[str, Any] = {}
    repeated: bool = False


class Erased(BaseModel):
    """Whether everything is gone; ``kept`` says what had to stay."""

    erased: bool
    kept: str | None = None


def router(
    chat: Chat,
    *,
    clock: Clock,
    secure_cookies: bool = False,
    public_url: str | None = None,
    listening: Listening = Listening(),
) -> APIRouter:
    """The routes under ``/chat/conversations``."""
    routes = APIRouter(prefix="/chat/conversations", tags=["web chat"])

    def from_us(request: Request) -> None:
        # A bearer token is never sent by a browser on its own; a cookie is.
        if bearer_of(request) is None and not from_our_page(request, public_url):
            raise NotAllowed("This request came from another site.")

    async def own(request: Request, conversation_id: str) -> str:
        """The conversation of the path, if the token opens it. A wrong token and an unknown
        conversation get the same answer, so that nobody can find out which ids exist."""
        token = token_of(request)
        found = await chat.conversation_for_token(token) if token else None
        if found is None or found != conversation_id:
            raise NotFound(
                "There is no such conversation, or this token does not open it.",
                hint="Begin one with POST /chat/conversations.",
            )
        return found

    @routes.post("", status_code=201, dependencies=[Depends(from_us)])
    async def begin(response: Response, body: Begin | None = None) -> Begun:
        opened = await chat.open("web", persona=body.persona if body else "unknown")
        set_cookie(response, opened.token, secure=secure_cookies)
        return Begun(id=opened.conversation_id, token=opened.token, replies=opened.replies)

    @routes.post("/{conversation_id}/messages", dependencies=[Depends(from_us)])
    async def send(
        body: Send,
        conversation: str = Depends(own),
        idempotency_key: str | None = Header(None),
    ) -> Answered:
        if idempotency_key is None or not _KEY.fullmatch(idempotency_key):
            raise InvalidInput(
                "The header Idempotency-Key is missing or malformed.",
                hint="Send a fresh random value of 1 to 80 characters with each new message, "
                "and the same one when you send it again.",
            )
        answer = await chat.receive(
            Inbound(
                channel="web",
                update_id=f"{conversation}:{idempotency_key}",
                conversation_id=conversation,
                received_at=clock.now(),
                text=body.text,
                choice=body.choice,
            )
        )
        return Answered(**answer.model_dump())

    @routes.get("/{conversation_id}/events")
    async def events(request: Request, conversation: str = Depends(own)) -> EventSourceResponse:
        after = last_seen(request.headers.get("last-event-id"))
        return EventSourceResponse(
            conversation_events(chat, conversation, after, listening),
            ping=listening.heartbeat_seconds,
            headers={"cache-control": "no-store"},
        )

    @routes.get("/{conversation_id}/export")
    async def export(response: Response, conversation: str = Depends(own)) -> dict[str, Any]:
        response.headers["content-disposition"] = 'attachment; filename="waymark-chat.json"'
        return await chat.export(conversation)

    @routes.delete("/{conversation_id}", dependencies=[Depends(from_us)])
    async def erase(response: Response, conversation: str = Depends(own)) -> Erased:
        erased = await chat.erase(conversation)
        clear_cookie(response, secure=secure_cookies)
        return Erased(erased=erased, kept=None if erased else "safeguarding_record")

    return routes
