"""The flow engine together with the flows it runs, as a turn uses it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flows import engine
from flows.definition import FlowSet
from flows.types import Advance, Input


class FlowEngine:
    """Implements :class:`bot.ports.Flow`."""

    def __init__(self, flows: FlowSet) -> None:
        self._flows = flows

    def start(self, persona: str, now: datetime) -> Advance:
        """A new session of the flow for ``persona``, or of the one that asks who is there."""
        name = persona if persona in self._flows.flows else self._flows.default
        return engine.start(self._flows, name, now=now)

    def advance(self, session: Any, given: Input, now: datetime) -> Advance:
        """Go on with ``session``."""
        return engine.advance(self._flows, session, given, now)

    def command(self, text: str) -> str | None:
        """The global command that ``text`` is the typed form of, if it is one."""
        return self._flows.command(text)
