"""A flow played in the terminal: to try a change of words or order before anyone meets it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping
from typing import Any

from basics.clock import SystemClock
from bot.wording import Wording
from directory.directory import Directory
from directory.query import SearchQuery
from flows.definition import FlowSet
from flows.talk import Talk
from flows.types import Button, CallPerson, Ended, Event, Say
from nlu.local import LocalUnderstander
from waymark.cli.common import say
from waymark.opening import open_database
from waymark.settings import load_settings


def talk_to(flows: FlowSet, name: str) -> None:
    """Greet, then answer lines of standard input until they end."""
    talk = Talk(flows, find=_find, now=SystemClock().now())
    words = Wording.load()
    offered = _show(talk.begin(name), words, name, 0)
    for number, line in enumerate(sys.stdin, 1):
        typed = line.strip()
        if typed.isdigit() and 0 < int(typed) <= len(offered):
            events = talk.tap(offered[int(typed) - 1].choice)
        else:
            found = asyncio.run(LocalUnderstander().understand(typed))
            events = talk.say(typed, {**found.model_dump(mode="json"), "degraded": False})
        offered = _show(events, words, name, number)


def _show(events: list[Event], words: Wording, audience: str, seed: int) -> list[Button]:
    offered: list[Button] = []
    for event in events:
        if isinstance(event, Say):
            print("\n" + words.say(event.words, event.data, audience=audience, seed=seed))
            for service in event.services:
                print(f"  * {service['name']}: {', '.join(service['reasons'])}")
            for button in event.buttons:
                offered.append(button)
                print(f"  [{len(offered)}] {words.label(button.label, button.data)}")
        elif isinstance(event, CallPerson):
            print(f"\n(a person is called: {event.reason})")
        elif isinstance(event, Ended):
            print(f"\n(the end: {event.reason})")
    return offered


def _find(query: Mapping[str, Any]) -> Mapping[str, Any]:
    async def search() -> dict[str, Any]:
        async with open_database(load_settings()) as database:
            answer = await Directory(database).search(
                SearchQuery.model_validate(query), now=SystemClock().now()
            )
        return answer.model_dump(mode="json")

    found = asyncio.run(search())
    if not found["results"]:
        say("(the directory of this machine has nothing that fits)")
    return found
