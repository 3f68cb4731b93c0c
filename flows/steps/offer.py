"""``offer``: the services that were found, with what can be done next, then wait."""

from __future__ import annotations

from typing import Any

from flows.definition import Step
from flows.facts import age_words
from flows.run import Run
from flows.steps.ask import buttons
from flows.types import Say


def enter(run: Run, step: Step) -> str | None:
    groups = run.session.get("groups", [])
    services = run.session.get("results", [])
    at = 0
    for number, group in enumerate(groups):
        end = at + group["count"]
        last = number == len(groups) - 1
        words = step.words or "" if number == 0 else step.also["next_group"]
        data = _about(run, group, first=number == 0, last=last)
        taps = buttons(run, step) if last else ()
        run.add(Say(words, data, taps, "services", tuple(services[at:end])))
        at = end
    run.wait(step.name)
    return None


def _about(run: Run, group: dict[str, Any], *, first: bool, last: bool) -> dict[str, Any]:
    """What the line above a group of services may say."""
    return {
        **run.data(),
        "count": group["count"],
        "close": group.get("close", False),
        "fits": [age_words(pair) for pair in group["ages"]],
        "children": len(run.facts.get("ages", ())),
        "relaxed": run.session.get("relaxed", []) if first else [],
        "nothing_for": [age_words(a) for a in run.session.get("nothing_for", [])] if last else [],
    }
