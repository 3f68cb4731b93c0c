"""``search``: look in the directory, as often as it takes for every child and worry, then go on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flows import query
from flows.definition import Step
from flows.results import arrange
from flows.run import Run
from flows.types import Search


def enter(run: Run, step: Step) -> str | None:
    plan = query.plan(run.facts, run.session.get("shown", []), run.flows.limits)
    run.session["hunt"] = {"plan": plan, "found": [], "asked": 0}
    return _next(run, step)


def found(run: Run, step: Step, answer: Mapping[str, Any]) -> str | None:
    """Take in an answer; the step to go on with, or None while there is more to look for."""
    hunt = dict(run.session.get("hunt") or {"plan": [], "found": [], "asked": 0})
    errand, *rest = hunt["plan"] or [{}]
    if answer.get("failed") or not errand:
        run.session.pop("hunt", None)
        return step.exits["trouble"]
    problem = answer.get("place_problem")
    if problem:
        return _misplaced(run, step, str(problem), answer)
    run.session["misplaced"] = 0
    services = query.fitting(run.facts, answer.get("results", ()))
    done = {
        "errand": {k: v for k, v in errand.items() if k != "query"},
        "services": [dict(service) for service in services],
        "relaxed": list(answer.get("relaxed", ())),
    }
    first = not hunt["found"]
    hunt.update(plan=rest, found=[*hunt["found"], done])
    if first and len(run.facts.get("ages", ())) < 2:
        room = run.flows.limits.searches - 1
        hunt["plan"] = (rest + query.gaps(run.facts, done["services"], errand))[:room]
    run.session["hunt"] = hunt
    return _next(run, step)


def _next(run: Run, step: Step) -> str | None:
    hunt = run.session["hunt"]
    if hunt["plan"]:
        run.wait(step.name, "search")
        run.add(Search(hunt["plan"][0]["query"]))
        return None
    del run.session["hunt"]
    return step.go if arrange(run, hunt["found"]) else step.exits["nothing"]


def _misplaced(run: Run, step: Step, problem: str, answer: Mapping[str, Any]) -> str:
    """The place is not known, or could be several: forget it and ask again, naming it."""
    run.session.pop("hunt", None)
    run.session["typed_place"] = run.facts.pop("place", None)
    run.facts.pop("place_kind", None)
    run.session["seen"] = {k: v for k, v in run.session.get("seen", {}).items() if k != "place"}
    run.session["place_choices"] = [str(c) for c in answer.get("place_choices", ())][:6]
    run.session["misplaced"] = int(run.session.get("misplaced", 0)) + 1
    ambiguous = problem == "ambiguous_place" and run.session["place_choices"]
    return step.exits["place_ambiguous" if ambiguous else "place_unknown"]
