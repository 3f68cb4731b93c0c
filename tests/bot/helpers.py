"""Short ways to talk in tests."""

from __future__ import annotations

import itertools

from sqlalchemy import func, select

from bot.chat import ChatService
from bot.messages import Inbound, TurnAnswer
from bot.parts import Parts
from storage.base import Base
from storage.conversations import Conversation
from storage.database import Database

_keys = itertools.count(1)


class Talk:
    """One person in one conversation."""

    def __init__(self, chat: ChatService, parts: Parts, conversation_id: str, channel: str) -> None:
        self.chat = chat
        self.parts = parts
        self.id = conversation_id
        self.channel = channel

    def inbound(
        self,
        text: str | None = None,
        *,
        choice: str | None = None,
        attachment: str | None = None,
        key: str | None = None,
    ) -> Inbound:
        return Inbound(
            channel=self.channel,
            update_id=key or f"k{next(_keys)}",
            conversation_id=self.id,
            received_at=self.parts.clock.now(),
            text=text,
            choice=choice,
            attachment=attachment,
        )

    async def say(self, text: str, *, key: str | None = None) -> TurnAnswer:
        return await self.chat.receive(self.inbound(text, key=key))

    async def tap(self, choice: str) -> TurnAnswer:
        return await self.chat.receive(self.inbound(choice=choice))

    async def send(self, attachment: str, caption: str | None = None) -> TurnAnswer:
        return await self.chat.receive(self.inbound(caption, attachment=attachment))

    async def row(self) -> Conversation:
        async with self.parts.database.reading() as session:
            return await session.get_one(Conversation, self.id)

    async def lines(self) -> list[tuple[str, str]]:
        return [(line.author, line.text) for line in await self.chat.history(self.id)]


async def talk(parts: Parts, channel: str = "web", persona: str = "unknown") -> Talk:
    chat = ChatService(parts)
    address = "chat-1" if channel == "telegram" else None
    opened = await chat.open(channel, address=address, persona=persona)
    return Talk(chat, parts, opened.conversation_id, channel)


async def count(database: Database, table: type[Base]) -> int:
    async with database.reading() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


def texts(answer: TurnAnswer) -> list[str]:
    return [reply.text for reply in answer.replies]
