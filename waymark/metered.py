"""The chat with its turns counted and timed."""

from __future__ import annotations

import time

from bot.accept import Accepted
from bot.chat import ChatService
from bot.messages import Inbound, TurnAnswer
from waymark.metrics import Metrics


class MeteredChat:
    """Passes everything on to a :class:`ChatService`; measures what is received."""

    def __init__(self, chat: ChatService, metrics: Metrics) -> None:
        self._metrics = metrics
        self._receive = chat.receive
        self._accept = chat.accept
        self.open = chat.open
        self.conversation_for_token = chat.conversation_for_token
        self.leave = chat.leave
        self.mode = chat.mode
        self.replies_after = chat.replies_after
        self.wait_for_news = chat.wait_for_news
        self.history = chat.history
        self.export = chat.export
        self.erase = chat.erase
        self.is_answering = chat.is_answering

    async def accept(self, inbound: Inbound) -> Accepted:
        """Store and screen; counted here, since the answer is then asked for as a repeat."""
        accepted = await self._accept(inbound)
        if not accepted.repeated:
            self._metrics.turns.labels(inbound.channel).inc()
        return accepted

    async def receive(self, inbound: Inbound) -> TurnAnswer:
        """Accept, screen, answer; and note how long it took and what screening made of it."""
        began = time.perf_counter()
        answer = await self._receive(inbound)
        if not answer.repeated:
            self._metrics.turns.labels(inbound.channel).inc()
            took = time.perf_counter() - began
            self._metrics.turn_seconds.labels(inbound.channel).observe(took)
            if answer.case is not None:
                self._metrics.risk.labels(answer.case.tier).inc()
        return answer
