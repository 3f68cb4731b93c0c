"""The kinds of steps, a module each. ``enter`` does the step and names the next one, or None to stop."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flows.definition import Step
from flows.run import Run
from flows.steps import (
    ask,
    call_person,
    end,
    goto,
    hear,
    learn,
    offer,
    route,
    say,
    search,
    show_understood,
)

Enter = Callable[[Run, Step], str | None]

KINDS: Mapping[str, Enter] = {
    "ask": ask.enter,
    "call_person": call_person.enter,
    "end": end.enter,
    "goto": goto.enter,
    "hear": hear.enter,
    "learn": learn.enter,
    "offer": offer.enter,
    "route": route.enter,
    "say": say.enter,
    "search": search.enter,
    "show_understood": show_understood.enter,
}
