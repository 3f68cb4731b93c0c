"""From candidates to what is shown: the true distance, each service once, and not five of a kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from directory.geo import haversine_km
from directory.search import bits
from directory.search.statement import WIDEST, Limits
from directory.search.wanted import Wanted

_SAME_ORGANIZATION = 3.0
"""Points (10 is a perfect fit) that each further service of one organisation loses."""
_NEW_WISH = 2.0
"""Points for answering a wish that nothing chosen so far answers."""
_PER_LEVEL = 100.0
"""So that nothing let go of is ever shown before what fits as asked."""
_LEAST_SHARE = 0.3
"""Of the best fit: what fits words far worse than the best is not about the same thing."""


@dataclass(slots=True)
class Candidate:
    """One row of the candidates' statement."""

    id: int
    service_id: str
    organization_id: str
    lat: float | None
    lon: float | None
    area_km: float
    anywhere: bool
    interests: int
    topics: int
    audiences: int
    access: int
    languages: str
    min_age: int | None
    max_age: int | None
    age_known: bool
    free: bool | None
    slots: int | None
    referral_needed: bool
    checked: date | None
    text_fit: float
    level: int
    score: float
    distance_km: float | None = None
    """Straight line to the door; None where there is no door or it is not known exactly."""


def candidate(row: Any) -> Candidate:
    """A row as a candidate."""
    one = Candidate(*row)
    # SQLite has neither booleans nor dates of its own, and PostgreSQL answers sums as decimals.
    one.free = None if one.free is None else bool(one.free)
    checked: Any = one.checked
    one.checked = date.fromisoformat(checked) if isinstance(checked, str) else checked
    one.text_fit, one.score = float(one.text_fit), float(one.score)
    return one


def within_reach(candidates: Iterable[Candidate], limits: Limits) -> list[Candidate]:
    """Those truly within the radius (the statement measures on a flat map), nearest entry of each
    service."""
    kept: dict[str, Candidate] = {}
    for one in candidates:
        if limits.origin is not None and one.lat is not None and one.lon is not None:
            distance = haversine_km(limits.origin.lat, limits.origin.lon, one.lat, one.lon)
            if distance > limits.radius_km * (WIDEST if limits.wide else 1) + one.area_km:
                continue
            if one.area_km == 0:
                one.distance_km = round(distance, 1)
        before = kept.get(one.service_id)
        if before is None or (one.level, -one.score) < (before.level, -before.score):
            kept[one.service_id] = one
    return list(kept.values())


def close_in_meaning(candidates: list[Candidate], wanted: Wanted) -> list[Candidate]:
    """Without those whose fit is far below the best."""
    if wanted.anything or not candidates:
        return candidates
    fits = {one.service_id: fit(one, wanted) for one in candidates}
    least = _LEAST_SHARE * max(fits.values())
    return [one for one in candidates if fits[one.service_id] >= least]


def fit(one: Candidate, wanted: Wanted) -> float:
    """How much of what is wanted it has."""
    total = one.text_fit
    for slugs, weights in (
        (bits.slugs("interest", one.interests), wanted.interests),
        (bits.slugs("topic", one.topics), wanted.topics),
    ):
        total += sum(weights.get(slug, 0.0) for slug in slugs)
    return total


def choose(candidates: list[Candidate], wanted: Wanted, limit: int) -> list[Candidate]:
    """The best ``limit``, with every wish answered where it can be and no organisation in the way."""
    left = list(candidates)
    chosen: list[Candidate] = []
    shown: Counter[str] = Counter()
    wishes = _Wishes(bits.mask("interest", wanted.interests), bits.mask("topic", wanted.topics))
    while left and len(chosen) < limit:
        best = max(left, key=lambda one: _worth(one, shown, wishes if chosen else _NO_WISHES))
        left.remove(best)
        chosen.append(best)
        shown[best.organization_id] += 1
        wishes.interests &= ~best.interests
        wishes.topics &= ~best.topics
    return chosen


@dataclass(slots=True)
class _Wishes:
    """What nothing chosen so far answers, as bits."""

    interests: int
    topics: int


_NO_WISHES = _Wishes(0, 0)


def _worth(one: Candidate, shown: Counter[str], wishes: _Wishes) -> float:
    fresh = bool(one.interests & wishes.interests or one.topics & wishes.topics)
    return (
        one.score
        - _PER_LEVEL * one.level
        - _SAME_ORGANIZATION * shown[one.organization_id]
        + (_NEW_WISH if fresh else 0.0)
    )
