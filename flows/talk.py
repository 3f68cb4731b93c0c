"""A conversation with a flow, without channel or database: for the command line, tests and scripts.

The session goes through JSON at every turn, as it does when it is stored.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flows.definition import FlowSet
from flows.engine import advance, start
from flows.facts import summary
from flows.types import Chose, Event, Found, Input, Resumed, Said, Search

Find = Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""directory's SearchQuery as JSON in, its SearchAnswer as JSON out."""


class Talk:
    """One conversation. Each call returns the events of the turn, searches answered by ``find``."""

    def __init__(self, flow_set: FlowSet, *, find: Find, now: datetime) -> None:
        self._flows = flow_set
        self._find = find
        self.now = now
        self.session: Any = None

    def begin(self, name: str, facts: Mapping[str, Any] | None = None) -> list[Event]:
        """Start the flow ``name`` and greet."""
        step = start(self._flows, name, now=self.now, data={"facts": facts or {}})
        self.session = step.session
        return list(step.events)

    def say(self, text: str, understood: Mapping[str, Any]) -> list[Event]:
        """Something is typed."""
        return self._turn(Said(text, understood))

    def tap(self, choice: str) -> list[Event]:
        """A button is tapped."""
        return self._turn(Chose(choice))

    def hand_back(self) -> list[Event]:
        """A person hands the conversation back to the bot."""
        return self._turn(Resumed())

    @property
    def understood(self) -> dict[str, Any]:
        """What was understood so far."""
        return summary(self.session)

    def _turn(self, given: Input) -> list[Event]:
        events: list[Event] = []
        while True:
            step = advance(self._flows, json.loads(json.dumps(self.session)), given, self.now)
            self.session = step.session
            events += step.events
            last = step.events[-1] if step.events else None
            if not isinstance(last, Search):
                return events
            given = Found(self._find(last.query))
