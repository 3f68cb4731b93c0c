"""A conversation that only writes down what it got: for tests of a channel alone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from bot.messages import Inbound, Reply, TurnAnswer
from bot.ports import Opened


class ScriptedChat:
    """Keeps every inbound once. ``problems`` are raised, first one first, instead of accepting;
    ``poison`` is a text that can never be accepted."""

    def __init__(self) -> None:
        self.inbounds: list[Inbound] = []
        self.addresses: list[str] = []
        self.greeted: list[str] = []
        self.problems: list[Exception] = []
        self.turn_problem: Exception | None = None
        self.answered: list[Inbound] = []
        self.poison: str | None = None
        self.gates: dict[str, asyncio.Event] = {}
        """Accepting one of these texts waits for its event."""
        self.asked: set[str | None] = set()
        self._change = asyncio.Event()

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

    async def accept(self, inbound: Inbound) -> bool:
        self.asked.add(inbound.text)
        self._change.set()
        if inbound.text in self.gates:
            await self.gates[inbound.text].wait()
        if self.problems:
            raise self.problems.pop(0)
        if self.poison is not None and inbound.text == self.poison:
            raise RuntimeError("this cannot be stored")
        repeated = any(known.update_id == inbound.update_id for known in self.inbounds)
        if not repeated:
            self.inbounds.append(inbound)
            self._change.set()
        return repeated

    async def receive(self, inbound: Inbound) -> TurnAnswer:
        if self.turn_problem is not None:
            raise self.turn_problem
        self.answered.append(inbound)
        return TurnAnswer(replies=[], mode="bot", repeated=True)

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait until ``true()``, which has to do with what was asked or kept."""
        async with asyncio.timeout(30):
            while not true():
                self._change.clear()
                await self._change.wait()
