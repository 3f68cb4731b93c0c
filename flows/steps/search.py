"""``search``: look in the directory, as often as it takes for every child and worry, then go on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flows import query
from flows.definition import Step
from flows.results import arrange, too_few, too_few_in_all
from flows.run import Run
from flows.types import Search


def enter(run: Run, step: Step) -> str | None:
    plan = query.plan(run.facts, run.session.get("shown", []), run.flows.limits)
    run.session["hunt"] = {"plan": plan, "found": []}
    return _next(run, step)


def found(run: Run, step: Step, answer: Mapping[str, Any]) -> str | None:
    """Take in an answer; the step to go on with, or None while there is more to look for."""
    hunt = dict(run.session.get("hunt") or {"plan": [], "found": []})
    errand, *rest = hunt["plan"] or [{}]
    if answer.get("failed") or not errand:
        run.session.pop("hunt", None)
        return step.exits["trouble"]
    problem = answer.get("place_problem")
    if problem:
        return _misplaced(run, step, str(problem), answer)
    _placed(run, answer)
    fitting = query.fitting(run.facts, answer.get("results", ()))
    done = {
        "errand": {k: v for k, v in errand.items() if k != "query"},
        "services": [dict(service) for service in fitting[: run.flows.limits.shown]],
        "relaxed": list(answer.get("relaxed", ())),
    }
    hunt["found"] = [*hunt["found"], done]
    hunt["plan"] = rest + _more(run, errand, hunt["found"], len(rest))
    run.session["hunt"] = hunt
    return _next(run, step)


def _more(
    run: Run, errand: query.Errand, found: list[dict[str, Any]], planned: int
) -> list[query.Errand]:
    """What else to search for, now that this is known: gaps first, then what is close to it, then
    anything to do."""
    room = run.flows.limits.searches - len(found) - planned
    if room < 1 or len(run.facts.get("ages", ())) > 1:
        return []
    if len(found) == 1:
        gaps = query.gaps(run.facts, found[0]["services"], errand)[:room]
        if gaps:
            return gaps
    if planned or "rest" in errand or run.session.get("shown") or not too_few(found):
        return []
    first = query.plan(run.facts, [], run.flows.limits)[0]
    close = None if "close" in errand else query.close_to(run.facts, run.flows, first)
    if close is None and too_few_in_all(found):
        close = query.rest_of(run.facts, first)
    return [close] if close else []


def _next(run: Run, step: Step) -> str | None:
    hunt = run.session["hunt"]
    if hunt["plan"]:
        run.wait(step.name, "search")
        run.add(Search(hunt["plan"][0]["query"]))
        return None
    del run.session["hunt"]
    return step.go if arrange(run, hunt["found"]) else step.exits["nothing"]


def _placed(run: Run, answer: Mapping[str, Any]) -> None:
    run.session["misplaced"] = 0
    if answer.get("place") and run.facts.get("place_kind") != "outcode":
        # What it is called is shown, so that a place taken for another one can be put right.
        run.facts["place_name"] = str(answer["place"]["name"])


def _misplaced(run: Run, step: Step, problem: str, answer: Mapping[str, Any]) -> str:
    """The place is not known, or could be several: forget it and ask again, naming it."""
    run.session.pop("hunt", None)
    run.session["typed_place"] = run.facts.pop("place", None)
    run.facts.pop("place_kind", None)
    run.facts.pop("place_name", None)
    run.session["seen"] = {k: v for k, v in run.session.get("seen", {}).items() if k != "place"}
    run.session["place_choices"] = [str(c) for c in answer.get("place_choices", ())][:6]
    run.session["misplaced"] = int(run.session.get("misplaced", 0)) + 1
    ambiguous = problem == "ambiguous_place" and run.session["place_choices"]
    return step.exits["place_ambiguous" if ambiguous else "place_unknown"]
