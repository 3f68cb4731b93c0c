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
    for i, group in enumerate(groups):
        end = at + group["count"]
        last = i == len(groups) - 1
        words = step.words or "" if i == 0 else step.also["next_group"]
        data = {
            **run.data(),
            "count": group["count"],
            "relaxed": run.session.get("relaxed", []) if i == 0 else [],
            "fits": [age_words(pair) for pair in group["ages"]],
            "first_group": i == 0,
        }
        shown = tuple(services[at:end])
        run.add(Say(words, data, buttons(run, step) if last else (), "services", shown))
        at = end
    run.wait(step.name)
    return None
