"""One stored message on its way out: paced, sent part by part, and every failure given its kind."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace

import structlog
from telegram import LinkPreviewOptions
from telegram.error import BadRequest, Forbidden, InvalidToken, RetryAfter, TelegramError

from basics.clock import Clock
from bot.outbox import reply_of
from bot.sender import Delivered, Failed, Outcome, Refused
from bot.sender import RetryAfter as Later
from bot.telegram.client import Client
from bot.telegram.errors import kind_of, seconds_of
from bot.telegram.outbound import Part, parts_of
from bot.telegram.pacing import Pacing
from bot.telegram.words import TelegramWords
from storage.conversations import Conversation, Message
from storage.outbox import OutboxItem

_BEGUN_KEPT = 1000

_log = structlog.get_logger()

# Telegram would fetch every page that we mention; and a preview hides the words around it.
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class Delivery:
    """The ``deliver`` of :class:`bot.sender.Sender` for Telegram."""

    def __init__(
        self, client: Client, words: TelegramWords, clock: Clock, pacing: Pacing | None = None
    ) -> None:
        self._client = client
        self._words = words
        self._clock = clock
        self._pacing = pacing or Pacing()
        self._begun: OrderedDict[int, list[Part]] = OrderedDict()

    async def deliver(
        self, item: OutboxItem, message: Message, conversation: Conversation
    ) -> Outcome:
        """Send what is left of ``message``. What went out of a long one is not sent again while
        this process lives."""
        if not conversation.address:
            return Refused("no_address")
        left = self._begun.pop(item.id, None)
        if left is None:
            left = parts_of(reply_of(message), self._words)
        for sent, part in enumerate(left):
            outcome = await self._paced(conversation.address, part)
            if isinstance(outcome, Later | Failed):
                self._keep(item.id, left[sent:])
            if not isinstance(outcome, Delivered):
                return outcome
        return Delivered()

    def _keep(self, item_id: int, left: list[Part]) -> None:
        self._begun[item_id] = left
        while len(self._begun) > _BEGUN_KEPT:
            self._begun.popitem(last=False)

    async def _paced(self, chat: str, part: Part) -> Outcome:
        wait = self._pacing.take(chat, self._clock.now())
        return Later(wait) if wait > 0 else await self._send(chat, part)

    async def _send(self, chat: str, part: Part) -> Outcome:
        try:
            await self._client.send_message(
                int(chat),
                part.text,
                reply_markup=part.keyboard,
                link_preview_options=_NO_PREVIEW,
            )
        except RetryAfter as problem:
            seconds = seconds_of(problem)
            self._pacing.rest(chat, seconds, self._clock.now())
            return Later(seconds)
        except BadRequest as problem:
            return await self._rejected(chat, part, problem)
        except TelegramError as problem:
            return _outcome_of(problem)
        return Delivered()

    async def _rejected(self, chat: str, part: Part, problem: BadRequest) -> Outcome:
        """Telegram does not take it like this. The words matter more than the buttons."""
        if _chat_is_gone(problem):
            return Refused("telegram_chat_not_found")
        # Our mistake, and trying the same again will not mend it.
        _log.error("telegram_rejected", error=kind_of(problem), buttons=part.keyboard is not None)
        if part.keyboard is not None:
            return await self._send(chat, replace(part, keyboard=None))
        return Refused(kind_of(problem), gone=False)


def _chat_is_gone(problem: BadRequest) -> bool:
    return "chat not found" in problem.message.lower()


def _outcome_of(problem: TelegramError) -> Outcome:
    kind = kind_of(problem)
    if isinstance(problem, Forbidden):
        return Refused(kind)
    if isinstance(problem, InvalidToken):
        _log.error("telegram_token_refused")
    return Failed(kind)
