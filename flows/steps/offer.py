"""``offer``: the services that were found, with what can be done next, then wait."""

from __future__ import annotations

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
        first, last = number == 0, number == len(groups) - 1
        data = {
            **run.data(),
            "count": group["count"],
            "fits": [age_words(pair) for pair in group["ages"]],
            "children": len(run.facts.get("ages", ())),
            "relaxed": run.session.get("relaxed", []) if first else [],
            "nothing_for": _nothing_for(run) if last else [],
        }
        words = step.words or "" if first else step.also["next_group"]
        taps = buttons(run, step) if last else ()
        run.add(Say(words, data, taps, "services", tuple(services[at:end])))
        at = end
    run.wait(step.name)
    return None


def _nothing_for(run: Run) -> list[str]:
    return [age_words(pair) for pair in run.session.get("nothing_for", [])]
