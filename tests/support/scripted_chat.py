"""A conversation that only writes down what it got: for tests of a channel alone."""

from __future__ import annotations

import asyncio

from bot.messages import Inbound, Reply, TurnAnswer
from bot.ports import Chat, Opened


class ScriptedChat(Chat):
    """Keeps every inbound once. ``problems`` are raised, first one first, instead of receiving;
    ``poison`` is a text that can never be received."""

    def __init__(self) -> None:
        self.inbounds: list[Inbound] = []
        self.addresses: list[str] = []
        self.greeted: list[str] = []
        self.problems: list[Exception] = []
        self.poison: str | None = None
        self.gate: asyncio.Event | None = None
        """Receiving waits for it, if there is one."""

    @property
    def texts(self) -> list[str | None]:
        return [inbound.text for inbound in self.inbounds]

    async def open(
        self,
        channel: str,
        *,
        address: str | None = None,
        persona: str = "unknown",
        greet: bool = True,
    ) -> Opened:
        conversation_id = f"{channel}-{address}"
        if conversation_id in self.addresses:
            return Opened(conversation_id, "", [])
        self.addresses.append(conversation_id)
        if not greet:
            return Opened(conversation_id, "", [])
        self.greeted.append(conversation_id)
        return Opened(conversation_id, "", [Reply(id="1", seq=1, text="Hello")])

    async def receive(self, inbound: Inbound) -> TurnAnswer:
        if self.gate is not None:
            await self.gate.wait()
        if self.problems:
            raise self.problems.pop(0)
        if self.poison is not None and inbound.text == self.poison:
            raise RuntimeError("this cannot be stored")
        repeated = any(known.update_id == inbound.update_id for known in self.inbounds)
        if not repeated:
            self.inbounds.append(inbound)
        return TurnAnswer(replies=[], mode="bot", repeated=repeated)
