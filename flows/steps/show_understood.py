"""``show_understood``: what was understood, by domain, to be put right by tap."""

from __future__ import annotations

from typing import Any

from flows.conditions import hold
from flows.definition import Step
from flows.facts import summary
from flows.menus import known
from flows.run import Run
from flows.types import Button, Say

MOST_BUTTONS = 5
"""Buttons to take one thing out; the rest is behind "Something else"."""
SHOWN = (
    "topics", "interests", "ages", "place", "days", "not_days", "times", "free", "access",
    "audiences", "languages", "online", "text", "not_topics", "not_interests",
)  # fmt: skip
CALLS_FOR_IT = frozenset(SHOWN) - {"ages", "place", "online"}
"""Kinds of facts whose change is shown again; a bare answer to a question is not."""
RULED_OUT = frozenset({"not_topics", "not_interests"})


def enter(run: Run, step: Step) -> str | None:
    now = {key: run.facts[key] for key in SHOWN if run.facts.get(key)}
    seen: dict[str, Any] = run.session.get("seen", {})
    changed = {key for key in SHOWN if seen.get(key) != now.get(key)}
    run.session["seen"] = now
    # An age or place that was asked for needs no card; one that was put right does.
    if changed & CALLS_FOR_IT or any(key in seen for key in changed):
        # Something else is wanted now: what was shown before may fit again.
        run.session.pop("shown", None)
        if any(now.get(key) for key in CALLS_FOR_IT - RULED_OUT):
            run.add(card(run, step))
            run.session["card"] = run.session.get("turns", 0)
    return step.go


def card(run: Run, step: Step) -> Say:
    """The words with what was understood, and the buttons to put it right."""
    return Say(
        step.words or "",
        {**run.data(), "understood": summary({"facts": run.facts})},
        buttons(run, step),
        kind="understood",
    )


def buttons(run: Run, step: Step) -> tuple[Button, ...]:
    """ "That's right", a button for each thing that was understood, and the taps of the step."""
    things = known(run)
    first = things if len(things) <= MOST_BUTTONS else things[: MOST_BUTTONS - 1]
    more = [Button("button.change", "change")] if len(things) > MOST_BUTTONS else []
    taps = [run.button(tap) for tap in step.taps if hold(run, tap.when)]
    return (Button("button.right", "right"), *first, *more, *taps)
