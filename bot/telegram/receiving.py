"""From an arrived update to the conversation that it belongs to."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Mapping
from typing import Any, Protocol

import structlog
from telegram import Update
from telegram.error import TelegramError

from basics.clock import Clock
from basics.errors import InvalidInput, NotFound
from bot.faults import fault
from bot.messages import Inbound, TurnAnswer
from bot.ports import Opened
from bot.telegram.client import Client
from bot.telegram.errors import kind_of
from bot.telegram.inbound import CHANNEL, Arrived, read, salvage
from bot.telegram.words import TelegramWords

_KEPT = 1000

_log = structlog.get_logger()


class Talk(Protocol):
    """As much of :class:`bot.ports.Chat` as Telegram needs."""

    async def open(
        self,
        channel: str,
        *,
        address: str | None = None,
        persona: str = "unknown",
        greet: bool = True,
    ) -> Opened: ...

    async def accept(self, inbound: Inbound) -> object:
        """Store and screen, and answer danger; once for each update id."""
        ...

    async def receive(self, inbound: Inbound) -> TurnAnswer:
        """The same, and answer it; what was accepted before is only answered."""
        ...


class Receiving:
    """Gives every update to the conversation of its chat, once.

    The key of an update is ``<bot id>:<update id>``: another bot's updates have numbers of their
    own, and an operator may change the bot.
    """

    def __init__(self, client: Client, chat: Talk, clock: Clock, words: TelegramWords) -> None:
        self._client = client
        self._chat = chat
        self._clock = clock
        self._words = words
        self._starts: deque[int] = deque(maxlen=_KEPT)
        self._albums: deque[tuple[str, int]] = deque(maxlen=_KEPT)
        self._answering: set[asyncio.Task[None]] = set()

    def read(self, raw: Mapping[str, Any]) -> Arrived | None:
        """What ``raw`` (an update as JSON) says; what the client cannot read is read roughly."""
        try:
            return read(Update.de_json(dict(raw), self._client))
        except Exception as problem:
            _log.error("telegram_update_unreadable", error=kind_of(problem))
            return salvage(raw)

    async def handle(self, arrived: Arrived) -> None:
        """Store it and begin to answer it. Raises what keeps it from being stored; then it has to
        come again."""
        if not arrived.private:
            await self._leave(arrived.chat_id)
            return
        tap = asyncio.create_task(self._answer_tap(arrived.callback_id))
        try:
            await self._receive(arrived)
        finally:
            await tap

    async def give_up(self, arrived: Arrived) -> None:
        """Something in it cannot be stored. Nobody knows what it said, so it counts as a risk."""
        unread = Arrived(
            arrived.update_id, arrived.chat_id, private=True, attachment="other", unread=True
        )
        await self._receive(unread)

    async def _receive(self, arrived: Arrived) -> None:
        if arrived.update_id in self._starts or self._already_told(arrived):
            return
        opened = await self._open(arrived)
        if arrived.starts and opened.replies:
            # The greeting of the new conversation is the answer.
            self._starts.append(arrived.update_id)
            return
        try:
            inbound = await self._accept(arrived, opened)
        except NotFound:
            # Erased between the two calls: it begins anew.
            inbound = await self._accept(arrived, await self._open(arrived))
        except InvalidInput as problem:
            _log.warning("telegram_update_invalid", update_id=arrived.update_id, code=problem.code)
            return
        answering = asyncio.create_task(self._answer(inbound))
        self._answering.add(answering)
        answering.add_done_callback(self._answering.discard)

    def _already_told(self, arrived: Arrived) -> bool:
        """Another picture of an album, with nothing to read: once is enough to say that we cannot
        look at pictures."""
        if arrived.album is None or arrived.text is not None:
            return False
        first = next((first for album, first in self._albums if album == arrived.album), None)
        if first is None:
            self._albums.append((arrived.album, arrived.update_id))
        return first not in (None, arrived.update_id)

    async def _accept(self, arrived: Arrived, opened: Opened) -> Inbound:
        inbound = self._inbound(arrived, opened.conversation_id)
        await self._chat.accept(inbound)
        return inbound

    async def _answer(self, inbound: Inbound) -> None:
        """The turn, which may take seconds, while the next messages are read already. If it breaks,
        the message is stored and whoever takes up pending messages answers it."""
        try:
            await self._chat.receive(inbound)
        except Exception as problem:
            _log.error("telegram_answer_failed", update_id=inbound.update_id, **fault(problem))

    async def settle(self) -> None:
        """Wait for the turns under way."""
        while self._answering:
            await asyncio.wait(self._answering)

    async def _open(self, arrived: Arrived) -> Opened:
        """The conversation of this chat. Somebody who begins with words is answered, not greeted:
        if they are in danger, nothing may stand before the answer to that."""
        return await self._chat.open(
            CHANNEL, address=str(arrived.chat_id), greet=arrived.choice is not None
        )

    def _inbound(self, arrived: Arrived, conversation_id: str) -> Inbound:
        return Inbound(
            channel=CHANNEL,
            update_id=f"{self._client.id}:{arrived.update_id}",
            conversation_id=conversation_id,
            received_at=self._clock.now(),
            text=arrived.text,
            choice=arrived.choice,
            attachment=arrived.attachment,
            edited=arrived.edited,
            unread=arrived.unread,
        )

    async def _answer_tap(self, callback_id: str | None) -> None:
        """Stop the spinner on a tapped button. Not worth failing for: it stops by itself."""
        if callback_id is None:
            return
        try:
            await self._client.answer_callback_query(callback_id)
        except TelegramError as problem:
            _log.info("telegram_tap_unanswered", error=kind_of(problem))

    async def _leave(self, chat_id: int) -> None:
        """A group or a channel: nothing there is for us, and nothing of it is kept."""
        for act in (
            self._client.send_message(chat_id, self._words.private_only),
            self._client.leave_chat(chat_id),
        ):
            try:
                await act
            except TelegramError as problem:
                _log.info("telegram_group_not_left", error=kind_of(problem))
