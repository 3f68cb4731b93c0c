"""``hear``: say back what is on their mind, once for each topic, before anything is asked."""

from __future__ import annotations

from flows.definition import Step
from flows.facts import LIGHT
from flows.run import Run

MOST = 2
"""Topics reflected in one go; the rest is in what was understood."""


def enter(run: Run, step: Step) -> str | None:
    heard = run.session.get("heard", [])
    fresh = [topic for topic in run.facts.get("topics", ()) if topic not in heard]
    if fresh:
        run.session["heard"] = [*heard, *fresh]
        # A worry goes first: "bored" beside "i cant sleep" is not what hurts.
        fresh.sort(key=lambda topic: topic in LIGHT)
        run.say(step.words or "", hear=fresh[:MOST])
    return step.go
