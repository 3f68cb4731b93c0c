"""Services that were found, put into the groups in which they are shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flows.run import Run

KEPT_SHOWN = 60
"""Ids of services already shown that are remembered."""

Service = dict[str, Any]


def arrange(run: Run, found: Sequence[Mapping[str, Any]]) -> bool:
    """Set ``results`` (in the order shown), ``groups`` and ``relaxed`` of the session.

    False where nothing was found: what was on show before stays, so that one can go back to it.
    """
    by_age = [one for one in found if "gap" not in one["errand"]]
    extra = [one for one in found if "gap" in one["errand"]]
    limit = run.flows.limits.shown
    groups = _for_children(by_age, limit) if len(by_age) > 1 else _for_one(by_age, extra, limit)
    groups = [group for group in groups if group["services"]]
    if not groups:
        return False
    session = run.session
    session["results"] = [service for group in groups for service in group["services"]]
    session["groups"] = [
        {"ages": group["ages"], "count": len(group["services"])} for group in groups
    ]
    session["relaxed"] = _once(let_go for one in by_age for let_go in one["relaxed"])
    shown = [*session.get("shown", []), *(s["service_id"] for s in session["results"])]
    session["shown"] = shown[-KEPT_SHOWN:]
    return True


def _for_one(
    main: Sequence[Mapping[str, Any]], extra: Sequence[Mapping[str, Any]], limit: int
) -> list[dict[str, Any]]:
    """One group: the best, with at least one for each worry or wish that the best left out."""
    services: list[Service] = list(main[0]["services"]) if main else []
    more: list[Service] = []
    for one in extra:
        taken = {service["service_id"] for service in more}
        more += [s for s in one["services"] if s["service_id"] not in taken][
            : 2 if len(extra) == 1 else 1
        ]
    more = more[: limit - 2]
    return [{"ages": [], "services": services[: limit - len(more)] + more}]


def _for_children(found: Sequence[Mapping[str, Any]], limit: int) -> list[dict[str, Any]]:
    """What fits all of the children, then what fits each."""
    ages = [one["errand"]["ages"] for one in found]
    every = {s["service_id"]: s for one in found for s in one["services"]}
    fits_all = [s for s in every.values() if all(_fits(s, age, found) for age in ages)]
    groups = [{"ages": ages, "services": fits_all[: limit - 1]}]
    room = 1 if len(fits_all) >= limit - 1 else 2 if fits_all else 3
    taken = {service["service_id"] for service in fits_all}
    for one in found:
        own = [s for s in one["services"] if s["service_id"] not in taken][:room]
        taken |= {service["service_id"] for service in own}
        groups.append({"ages": [one["errand"]["ages"]], "services": own})
    return groups


def _fits(service: Service, age: list[int], found: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a service is for a child of ``age``: the search said so, or its own ages do."""
    for one in found:
        if one["errand"]["ages"] == age and any(
            s["service_id"] == service["service_id"] for s in one["services"]
        ):
            return True
    low, high = service.get("min_age"), service.get("max_age")
    return low is not None and high is not None and low <= age[0] and age[1] <= high


def _once(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))
