"""Services that were found, put into the groups in which they are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flows.run import Run

KEPT_SHOWN = 60
"""Ids of services already shown that are remembered."""

Service = dict[str, Any]
Ages = list[int]
"""A pair: least and greatest age asked for."""
Finding = Mapping[str, Any]
"""What one search found: its ``errand`` (see flows.query), ``services`` and ``relaxed``."""


def arrange(run: Run, found: Sequence[Finding]) -> bool:
    """Set ``results`` (in the order shown), ``groups``, ``relaxed`` and ``nothing_for`` of the session.

    False where nothing was found: what was on show before stays, so that one can go back to it.
    """
    main = [one for one in found if "gap" not in one["errand"]]
    extra = [one for one in found if "gap" in one["errand"]]
    limit = run.flows.limits.shown
    groups = _for_children(main, limit) if len(main) > 1 else _for_one(main, extra, limit)
    if not groups:
        return False
    session = run.session
    session["results"] = [service for _, services in groups for service in services]
    session["groups"] = [{"ages": ages, "count": len(services)} for ages, services in groups]
    session["relaxed"] = list(dict.fromkeys(let_go for one in main for let_go in one["relaxed"]))
    session["nothing_for"] = _left_out(main, groups) if len(main) > 1 else []
    shown = [*session.get("shown", []), *(s["service_id"] for s in session["results"])]
    session["shown"] = shown[-KEPT_SHOWN:]
    return True


def _for_one(
    main: Sequence[Finding], extra: Sequence[Finding], limit: int
) -> list[tuple[list[Ages], list[Service]]]:
    """One group: the best, with at least one for each worry or wish that the best left out."""
    best: list[Service] = list(main[0]["services"]) if main else []
    each = 2 if len(extra) == 1 else 1
    more: dict[str, Service] = {}
    for one in extra:
        for service in one["services"][:each]:
            more.setdefault(service["service_id"], service)
    kept = list(more.values())[: limit - 2]
    services = best[: limit - len(kept)] + kept
    return [([], services)] if services else []


def _for_children(main: Sequence[Finding], limit: int) -> list[tuple[list[Ages], list[Service]]]:
    """A group for each set of children that the same services fit, the largest set first."""
    ages = [one["errand"]["ages"] for one in main]
    groups: dict[tuple[int, ...], list[Service]] = {}
    seen: set[str] = set()
    for rank in range(max(len(one["services"]) for one in main)):
        for one in main:
            for service in one["services"][rank : rank + 1]:
                if service["service_id"] not in seen:
                    seen.add(service["service_id"])
                    fits = tuple(i for i, age in enumerate(ages) if _fits(service, age, main[i]))
                    groups.setdefault(fits, []).append(service)
    each = 3 if len(groups) <= 2 else 2 if len(groups) <= 3 else 1
    order = sorted(groups, key=len, reverse=True)[:limit]
    return [([ages[i] for i in fits], groups[fits][:each]) for fits in order]


def _fits(service: Service, age: Ages, found: Finding) -> bool:
    """Whether a service is for a child of ``age``: the search said so, or its own ages do."""
    if any(one["service_id"] == service["service_id"] for one in found["services"]):
        return True
    low, high = service.get("min_age"), service.get("max_age")
    return low is not None and high is not None and low <= age[1] and age[0] <= high


def _left_out(
    main: Sequence[Finding], groups: Sequence[tuple[list[Ages], list[Service]]]
) -> list[Ages]:
    """The children for whom nothing is on show."""
    covered = [age for ages, _ in groups for age in ages]
    return [one["errand"]["ages"] for one in main if one["errand"]["ages"] not in covered]
