"""The flow engine: a session and one input in, a new session and what happened out.

Pure: no clock, no I/O, no chance. A session is JSON and belongs to one revision of a flow; one of
another revision goes on at the flow's safe place with what is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flows import facts
from flows.choosing import choose
from flows.definition import FlowSet
from flows.hearing import hear
from flows.run import Run
from flows.steps.search import found
from flows.types import Advance, CallPerson, Chose, Found, Input, Resumed, Said
from flows.walking import ask_again, begin, walk


def start(
    flow_set: FlowSet, name: str, *, now: datetime, data: Mapping[str, Any] | None = None
) -> Advance:
    """A new session of the flow ``name`` (of the default one, if there is none) and its greeting.

    ``data`` may hold ``facts`` that are known already.
    """
    run = Run(flow_set, {}, now)
    facts.take(run.facts, dict((data or {}).get("facts", {})))
    begin(run, name)
    return run.finish()


def advance(
    flow_set: FlowSet, session: Mapping[str, Any] | None, given: Input, now: datetime
) -> Advance:
    """Go on with ``session``, which is left as it is, after ``given``. Never raises for what
    people send; a conversation that goes on for too long calls a person."""
    run = Run(flow_set, session or {}, now)
    if run.session.get("revision") != run.flow.revision:
        _move_on(run)
    if isinstance(given, Said | Chose) and _too_long(run):
        return run.finish()
    match given:
        case Said():
            hear(run, given)
        case Chose():
            run.session["lost"] = 0
            choose(run, given.choice)
        case Found():
            _found(run, given.answer)
        case Resumed():
            run.say("flow.resumed")
            ask_again(run)
    return run.finish()


def _move_on(run: Run) -> None:
    """The flow was changed, or is gone: on with the one there is, at its safe place."""
    run.enter_flow(run.flow.name)
    run.session.pop("hunt", None)
    run.wait(run.flow.safe)


def _too_long(run: Run) -> bool:
    turns = int(run.session.get("turns", 0)) + 1
    too_long = turns > run.flows.limits.turns
    run.session["turns"] = 0 if too_long else turns
    if too_long:
        run.add(CallPerson("limit"))
    return too_long


def _found(run: Run, answer: Mapping[str, Any]) -> None:
    """An answer that nobody waits for any more is left alone."""
    step = run.step
    if run.session.get("wait") != "search" or step is None or step.kind != "search":
        ask_again(run)
        return
    walk(run, found(run, step, answer))
