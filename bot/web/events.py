"""Live events of one conversation: what was said, who has it, whether somebody is answering."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

from sse_starlette import ServerSentEvent

from basics.errors import NotFound
from bot.ports import Chat


@dataclass(frozen=True, slots=True)
class Listening:
    """How a stream keeps up. Times in seconds."""

    look_again_seconds: float = 3.0
    """The longest that news from another process goes unnoticed."""
    heartbeat_seconds: int = 15
    """How often a comment is sent, so that proxies keep the connection open."""
    reconnect_ms: int = 2_000


def last_seen(header: str | None) -> int:
    """The number of a ``Last-Event-ID`` header; 0 (everything) where there is none we know."""
    value = (header or "").strip()
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0


async def conversation_events(
    chat: Chat, conversation_id: str, after: int, listening: Listening
) -> AsyncIterator[ServerSentEvent]:
    """``reply`` (a Reply, with its place as the event's id), ``mode`` and ``typing`` events.

    Ends when the conversation is deleted, with an event ``gone``.
    """
    mode, typing = None, False
    while True:
        # Listening starts before we look, so that nothing falls between looking and listening.
        news = asyncio.create_task(
            chat.wait_for_news(conversation_id, listening.look_again_seconds)
        )
        try:
            for reply in await chat.replies_after(conversation_id, after):
                after = reply.seq
                yield _event("reply", reply.model_dump_json(), listening, seq=reply.seq)
            found = await chat.mode(conversation_id)
            if found != mode:
                mode = found
                yield _event("mode", json.dumps({"mode": mode}), listening)
            if chat.is_answering(conversation_id) != typing:
                typing = not typing
                yield _event("typing", json.dumps({"on": typing}), listening)
            await news
        except NotFound:
            yield _event("gone", "{}", listening)
            return
        finally:
            news.cancel()


def _event(name: str, data: str, listening: Listening, seq: int | None = None) -> ServerSentEvent:
    return ServerSentEvent(
        data=data,
        event=name,
        id=None if seq is None else str(seq),
        retry=listening.reconnect_ms,
    )
