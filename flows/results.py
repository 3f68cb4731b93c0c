"""Services that were found, put into the groups in which they are shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flows.run import Run

ENOUGH = 3
"""With fewer services than this we look for what is close to it as well."""
KEPT_SHOWN = 60
"""Ids of services already shown that are remembered."""
OTHER_THINGS = frozenset({"text", "interests", "topics"})
"""With one of these let go, the directory answers with something else than was asked for."""

Service = dict[str, Any]
Ages = list[int]
"""A pair: least and greatest age asked for."""
Finding = Mapping[str, Any]
"""What one search found: its ``errand`` (see flows.query), ``services`` and ``relaxed``."""


@dataclass
class Group:
    """Services shown under one line. ``ages``: the children they fit, where there are several."""

    services: list[Service]
    ages: list[Ages] = field(default_factory=list)
    close: bool = False
    """Not what was asked for, but close to it."""


def too_few(found: Sequence[Finding]) -> bool:
    """Whether fewer services than ``ENOUGH`` are what was asked for."""
    exact = {s["service_id"] for one in found if not _is_other(one) for s in one["services"]}
    return len(exact) < ENOUGH


def too_few_in_all(found: Sequence[Finding]) -> bool:
    """Whether something can be shown but fewer than ``ENOUGH``, what is close to it among them.

    Where there is nothing at all we ask what to try instead.
    """
    known = {s["service_id"] for one in found for s in one["services"]}
    return 0 < len(known) < ENOUGH


def arrange(run: Run, found: Sequence[Finding]) -> bool:
    """Set ``results`` (in the order shown), ``groups``, ``relaxed`` and ``nothing_for`` of the session.

    False where nothing was found: what was on show before stays, so that one can go back to it. When
    more of the same was asked for, other things count as nothing.
    """
    main = [one for one in found if "ages" in one["errand"]]
    several = len(main) > 1
    limit = run.flows.limits.shown
    groups = _for_children(main, limit) if several else _for_one(found, limit)
    if not groups or (run.session.get("shown") and not several and groups[0].close):
        return False
    session = run.session
    session["results"] = [service for group in groups for service in group.services]
    session["groups"] = [
        {"ages": group.ages, "count": len(group.services), "close": group.close} for group in groups
    ]
    session["relaxed"] = list(dict.fromkeys(let_go for one in main for let_go in one["relaxed"]))
    session["nothing_for"] = _left_out(main, groups) if several else []
    shown = [*session.get("shown", []), *(s["service_id"] for s in session["results"])]
    session["shown"] = shown[-KEPT_SHOWN:]
    return True


def _for_one(found: Sequence[Finding], limit: int) -> list[Group]:
    """What was asked for, with at least one for each worry or wish that the best left out; then,
    where that is little, what is close to it."""
    main = [s for one in found[:1] if not _is_other(one) for s in one["services"]]
    gaps = [one for one in found if "gap" in one["errand"] and not _is_other(one)]
    each = 2 if len(gaps) == 1 else 1
    kept = _once(s for one in gaps for s in one["services"][:each])[: limit - 2]
    exact = _once([*main[: limit - len(kept)], *kept])
    taken = {service["service_id"] for service in exact}
    # What is next to it comes before whatever else there is, which is only to make up the number.
    near = [one for one in found if "close" in one["errand"] and not _is_other(one)]
    rest = [
        one
        for one in found[:1]
        # Where something is on their mind, nothing unrelated is put beside what is close to it.
        if _is_other(one) and not (near and "topics" in one["relaxed"])
    ]
    rest += [one for one in found if "rest" in one["errand"]]
    room = limit - len(exact) if len(exact) < ENOUGH else 0
    close = _but(near, taken)[:room]
    wanting = max(0, (ENOUGH if exact or close else limit) - len(exact) - len(close))
    taken |= {service["service_id"] for service in close}
    groups = [Group(exact), Group(close + _but(rest, taken)[:wanting], close=True)]
    return [group for group in groups if group.services]


def _for_children(main: Sequence[Finding], limit: int) -> list[Group]:
    """A group for each set of children that the same services fit, the largest set first."""
    ages = [one["errand"]["ages"] for one in main]
    groups: dict[tuple[int, ...], list[Service]] = {}
    for service in _in_turn([one["services"] for one in main]):
        fits = tuple(i for i, age in enumerate(ages) if _fits(service, age, main[i]))
        groups.setdefault(fits, []).append(service)
    each = 3 if len(groups) <= 2 else 2 if len(groups) <= 3 else 1
    order = sorted(groups, key=len, reverse=True)[:limit]
    return [Group(groups[fits][:each], ages=[ages[i] for i in fits]) for fits in order]


def _fits(service: Service, age: Ages, found: Finding) -> bool:
    """Whether a service is for a child of ``age``: the search said so, or its own ages do."""
    if any(one["service_id"] == service["service_id"] for one in found["services"]):
        return True
    low, high = service.get("min_age"), service.get("max_age")
    return low is not None and high is not None and low <= age[1] and age[0] <= high


def _left_out(main: Sequence[Finding], groups: Sequence[Group]) -> list[Ages]:
    """The children for whom nothing is on show."""
    covered = [age for group in groups for age in group.ages]
    return [one["errand"]["ages"] for one in main if one["errand"]["ages"] not in covered]


def _is_other(found: Finding) -> bool:
    return bool(OTHER_THINGS & set(found["relaxed"]))


def _but(found: Sequence[Finding], taken: set[str]) -> list[Service]:
    return _once(s for one in found for s in one["services"] if s["service_id"] not in taken)


def _in_turn(lists: Sequence[Sequence[Service]]) -> list[Service]:
    """The first of each list, then the second of each, each service once."""
    longest = max((len(one) for one in lists), default=0)
    return _once(one[rank] for rank in range(longest) for one in lists if rank < len(one))


def _once(services: Iterable[Service]) -> list[Service]:
    found: dict[str, Service] = {}
    for service in services:
        found.setdefault(service["service_id"], service)
    return list(found.values())
