"""A conversation to test with, and short ways to look at what was said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from flows.definition import FlowSet
from flows.loader import load
from flows.play import understanding
from flows.talk import Find, Talk
from flows.types import Button, CallPerson, Ended, Event, Learned, Say, Search
from tests.support.small_directory import find as small_find

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@lru_cache(maxsize=1)
def flow_set() -> FlowSet:
    return load()


class Chat(Talk):
    """A talk whose messages are understood as a script says: ``say("hu3", place="HU3")``."""

    def __init__(self, flow: str = "young_person", find: Find = small_find, **facts: Any) -> None:
        super().__init__(flow_set(), find=find, now=NOW)
        self.greeting = self.begin(flow, facts)

    def hear(self, text: str, **understood: Any) -> list[Event]:
        return self.say(text, understanding(text, understood))

    @property
    def facts(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.session["facts"]
        return found

    @property
    def step(self) -> str:
        return str(self.session["step"])


def said(events: Iterable[Event]) -> list[str]:
    """The keys of what was said, in order."""
    return [event.words for event in events if isinstance(event, Say)]


def buttons(events: Iterable[Event]) -> list[Button]:
    """Every button that was offered."""
    return [button for event in events if isinstance(event, Say) for button in event.buttons]


def choices(events: Iterable[Event]) -> list[str]:
    return [button.choice for button in buttons(events)]


def searches(events: Iterable[Event]) -> list[Mapping[str, Any]]:
    return [event.query for event in events if isinstance(event, Search)]


def learned(events: Iterable[Event]) -> dict[str, Any]:
    return {k: v for e in events if isinstance(e, Learned) for k, v in e.facts.items()}


def called(events: Iterable[Event]) -> list[str]:
    return [event.reason for event in events if isinstance(event, CallPerson)]


def ended(events: Iterable[Event]) -> list[str]:
    return [event.reason for event in events if isinstance(event, Ended)]


def services(events: Iterable[Event]) -> list[str]:
    return [s["name"] for e in events if isinstance(e, Say) for s in e.services]
