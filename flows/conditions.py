"""Conditions that a route or a button may name. Each is a question about what is known."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from flows.facts import worries
from flows.run import Run

YOUNGEST, OLDEST = 10, 19
"""The ages that Waymark is for."""

Condition = Callable[[Run], bool]


def need_missing(run: Run) -> bool:
    """Nothing is known of what they want or what is on their mind."""
    return not any(run.facts.get(key) for key in ("topics", "interests", "wants", "text"))


def place_missing(run: Run) -> bool:
    """No place yet, and they did not say that none is wanted."""
    return not run.facts.get("place") and not run.facts.get("online")


def age_missing(run: Run) -> bool:
    """No age yet, and they did not say that they would rather not tell."""
    return not run.facts.get("ages") and not run.facts.get("no_age")


def worried(run: Run) -> bool:
    """Something is on their mind that is more than a wish for something to do."""
    return worries(run.facts)


def likes_unknown(run: Run) -> bool:
    """They want something to do, and nothing is known of what they like."""
    facts = run.facts
    wish = facts.get("interests") or facts.get("text") or facts.get("wants") in ("any", "support")
    return not wish and not worried(run)


def household_need(run: Run) -> bool:
    """It is for the whole household (money, food, home), so that no age is needed."""
    return set(run.facts.get("topics", ())) == {"money_food_housing"}


def too_young(run: Run) -> bool:
    """Every age told is under 10."""
    ages = run.facts.get("ages", ())
    return bool(ages) and all(high < YOUNGEST for _, high in ages) and not _looks_anyway(run)


def too_old(run: Run) -> bool:
    """Every age told is over 19."""
    ages = run.facts.get("ages", ())
    return bool(ages) and all(low > OLDEST for low, _ in ages) and not _looks_anyway(run)


def place_known(run: Run) -> bool:
    """A place is known."""
    return bool(run.facts.get("place"))


def place_lost(run: Run) -> bool:
    """Two places in a row were not found."""
    return int(run.session.get("misplaced", 0)) >= 2


def is_online(run: Run) -> bool:
    """No place is wanted: online and national services only."""
    return bool(run.facts.get("online"))


def is_free(run: Run) -> bool:
    """Only what costs nothing."""
    return bool(run.facts.get("free"))


def one_result(run: Run) -> bool:
    """One service is on show."""
    return len(run.session.get("results", ())) == 1


def several_results(run: Run) -> bool:
    """More than one service is on show."""
    return len(run.session.get("results", ())) > 1


def any_results(run: Run) -> bool:
    """Services are on show."""
    return bool(run.session.get("results"))


def _looks_anyway(run: Run) -> bool:
    return bool(run.facts.get("any_age"))


CONDITIONS: dict[str, Condition] = {
    check.__name__: check
    for check in (
        need_missing, place_missing, age_missing, worried, likes_unknown, household_need, too_young, too_old,
        place_known, place_lost, is_online, is_free, one_result, several_results, any_results,
    )
}  # fmt: skip


def hold(run: Run, names: Iterable[str]) -> bool:
    """Whether all of the named conditions hold; ``not x`` turns one round."""
    return all(_holds(run, name) for name in names)


def _holds(run: Run, name: str) -> bool:
    wanted = not name.startswith("not ")
    return CONDITIONS[name.removeprefix("not ")](run) is wanted
