"""Running the flow: one input in, with as many searches as it asks for, and events out."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import structlog

from basics.errors import WaymarkError
from bot.faults import fault
from bot.parts import Parts
from bot.plan import Plan
from bot.ports import Who
from bot.rendering import render
from directory.query import SearchAnswer, SearchQuery
from flows.types import CallPerson, Ended, Event, Found, Input, Learned, Say, Search

_log = structlog.get_logger()


class TurnFault(WaymarkError):
    """A turn cannot be finished; the person is told so and nothing they said is lost."""

    code = "turn_fault"


async def run_flow(
    parts: Parts, plan: Plan, state: Any, given: Input, who: Who, now: datetime, seed: int
) -> None:
    """Advance from ``state`` by ``given`` and add what happens to ``plan``."""
    for _ in range(parts.limits.searches + 1):
        step = parts.flow.advance(state, given, now)
        state = plan.state = step.session
        search = _apply(parts, plan, step.events, who, seed)
        if search is None:
            return
        given = Found(await find(parts, search.query))
    raise TurnFault("The flow searched again and again.")


def start_flow(parts: Parts, who: Who, now: datetime) -> tuple[Any, tuple[Event, ...]]:
    """A new session and its greeting."""
    step = parts.flow.start(who.persona, now)
    return step.session, step.events


async def find(parts: Parts, query: Mapping[str, Any]) -> Mapping[str, Any]:
    """The directory's answer as JSON; an empty one with ``"failed": true`` when it is down."""
    try:
        answer = await asyncio.wait_for(
            parts.finder.search(SearchQuery.model_validate(query)), parts.limits.search_seconds
        )
    except Exception as problem:
        _log.error("search_failed", **fault(problem))
        return {**SearchAnswer().model_dump(mode="json"), "failed": True}
    return answer.model_dump(mode="json")


def _apply(
    parts: Parts, plan: Plan, events: tuple[Event, ...], who: Who, seed: int
) -> Search | None:
    search = None
    for event in events:
        match event:
            case Say():
                plan.drafts.append(render(event, parts.words, who, seed + len(plan.drafts)))
            case Search():
                search = event
            case CallPerson():
                plan.call = event.reason
            case Learned():
                plan.facts.update(event.facts)
            case Ended():
                plan.close = event.reason in ("stopped", "left")
                plan.erase = event.reason == "erase"
    return search
