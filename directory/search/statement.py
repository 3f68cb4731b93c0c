"""The one statement that finds candidates: who may be shown, how well each fits, best first.

Hard limits (ages, free, status) are conditions. Everything else is a score, so that what is not
known comes after what is. The statement starts from the smaller set: the box around the place, or
the services that have the words.

It is put together as text with bound values, not from SQLAlchemy expressions: building those took
five times as long as running the statement. Every value is bound; names come from this file only.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from directory.geo import KM_PER_DEGREE, box_around
from directory.places import FoundPlace
from directory.query import SearchQuery
from directory.records import TagKind
from directory.search import bits
from directory.search.index import SearchIndex
from directory.search.wanted import Wanted

CANDIDATES = 120
"""Best rows that are read; diversity is chosen among them."""
WIDEST = 4
"""How many times the radius is let out at most."""
_BODY_SHARE = 0.45
"""Of a word's weight for a mention anywhere; the rest is for one in the name."""
_PERFECT = 10.0
_OLDEST = 150
_HALF_YEAR, _YEAR = timedelta(days=183), timedelta(days=365)

COLUMNS = (
    "id", "service_id", "organization_id", "lat", "lon", "area_km", "anywhere", "interests",
    "topics", "audiences", "access", "languages", "min_age", "max_age", "age_known", "free", "slots",
    "referral_needed", "checked",
)  # fmt: skip
"""Of search_entry, in the order of :class:`directory.search.choosing.Candidate`."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The hard side of a search. ``wide`` lets go of the radius (up to 4 times) and of the times."""

    query: SearchQuery
    origin: FoundPlace | None
    radius_km: float
    today: date
    wide: bool = False
    only_anywhere: bool = False
    """A place was given that we do not know: only what needs no place can be shown."""

    @property
    def reach_km(self) -> float:
        return self.radius_km * (WIDEST if self.wide else 1)

    @property
    def slots(self) -> int | None:
        """The wanted days and times as bits; None where any will do."""
        if not self.query.days and not self.query.times_of_day:
            return None
        return bits.slot_mask(self.query.days, self.query.times_of_day)

    @property
    def ages(self) -> tuple[int, int] | None:
        """The youngest and the oldest age asked for; None where none was."""
        asked = [age for age in (self.query.min_age, self.query.max_age) if age is not None]
        if not asked:
            return None
        return max(0, min(asked)), min(max(asked), _OLDEST)


@dataclass(slots=True)
class Statement:
    """SQL and the values bound in it."""

    sql: str = ""
    values: dict[str, Any] = field(default_factory=dict)

    def bind(self, value: Any) -> str:
        """A name for ``value`` in the text."""
        name = f"v{len(self.values)}"
        self.values[name] = value
        return f":{name}"


def candidates(
    wanted: Wanted, limits: Limits, index: SearchIndex, *, words_first: bool
) -> Statement:
    """Entries that may be shown, with their fit to the words, level and score, best first."""
    made = Statement()
    lines = _with_words(made, wanted, index)
    has_words = bool(lines)
    text_fit = "coalesce(found.fit, 0.0)" if has_words else "0.0"
    columns = ", ".join(f"e.{name}" for name in COLUMNS)
    level = _level(made, limits)
    score = _score(made, wanted, limits, text_fit)
    lines += [f"SELECT {columns}, {text_fit} AS text_fit, {level} AS level, {score} AS score"]
    conditions = [*_hard(made, limits), _near(made, limits, index, boxed=not words_first)]
    if has_words and words_first:
        lines += ["FROM found JOIN search_entry e ON found.doc = e.doc"]
    elif has_words:
        # The sign keeps SQLite from reading entries by their doc, which would turn the join round:
        # a naive join of the two virtual tables takes seconds.
        lines += ["FROM search_entry e LEFT JOIN found ON found.doc = +e.doc"]
        conditions.append(f"(found.doc IS NOT NULL OR {_has_tags(made, wanted)})")
    else:
        lines += ["FROM search_entry e"]
        if not wanted.anything:
            conditions.append(_has_tags(made, wanted))
    lines += ["WHERE " + " AND ".join(conditions)]
    lines += [f"ORDER BY level, score DESC, e.id LIMIT {CANDIDATES}"]
    made.sql = "\n".join(lines)
    return made


def _with_words(made: Statement, wanted: Wanted, index: SearchIndex) -> list[str]:
    parts = []
    for concept in wanted.concepts:
        for head, share in ((False, _BODY_SHARE), (True, 1 - _BODY_SHARE)):
            weight = f"CAST({made.bind(concept.weight * share)} AS float) AS weight"
            match = made.bind(index.match_text(concept.phrases, head_only=head))
            parts.append(index.matching(weight, match))
    if not parts:
        return []
    hits = " UNION ALL ".join(parts)
    return [
        f"WITH hit AS ({hits}),",
        "found AS (SELECT doc, sum(weight) AS fit",
        "FROM hit GROUP BY doc)",
    ]


def _tags(wanted: Wanted) -> tuple[tuple[str, TagKind, Any], ...]:
    return (("interests", "interest", wanted.interests), ("topics", "topic", wanted.topics))


def _has_tags(made: Statement, wanted: Wanted) -> str:
    parts = []
    for column, kind, weights in _tags(wanted):
        mask = bits.mask(kind, weights)
        if mask:
            parts.append(f"(e.{column} & {made.bind(mask)}) <> 0")
    return f"({' OR '.join(parts)})" if parts else "1 = 0"


def _hard(made: Statement, limits: Limits) -> list[str]:
    query = limits.query
    found = [f"(e.expires IS NULL OR e.expires >= {made.bind(limits.today)})"]
    if limits.ages:
        youngest, oldest = limits.ages
        found.append(f"(e.min_age IS NULL OR e.min_age <= {made.bind(oldest)})")
        found.append(f"(e.max_age IS NULL OR e.max_age >= {made.bind(youngest)})")
    if query.free_only:
        found.append("(e.free IS NULL OR e.free)")
    if query.support is not None:
        found.append("e.is_support" if query.support else "e.is_activity")
    if query.exclude:
        names = ", ".join(made.bind(service) for service in query.exclude)
        found.append(f"e.service_id NOT IN ({names})")
    if query.not_days:
        left = ~bits.slot_mask(query.not_days, ()) & bits.slot_mask((), ())
        found.append(f"(e.slots IS NULL OR (e.slots & {made.bind(left)}) <> 0)")
    if limits.slots is not None and not limits.wide:
        found.append(f"(e.slots IS NULL OR (e.slots & {made.bind(limits.slots)}) <> 0)")
    return found


def _near(made: Statement, limits: Limits, index: SearchIndex, *, boxed: bool) -> str:
    if limits.only_anywhere:
        return "e.anywhere"
    if limits.origin is None:
        return "1 = 1"
    here = limits.origin
    reach = f"({made.bind(limits.reach_km * _slack(limits.reach_km))} + e.area_km)"
    within = f"({_squared_km(made, here)} <= {reach} * {reach} OR e.anywhere)"
    if not boxed:
        return within
    box = box_around(here.lat, here.lon, limits.reach_km)
    sides = [made.bind(v) for v in (box.min_lat, box.max_lat, box.min_lon, box.max_lon)]
    # What can be used from anywhere has no coordinates, so it is in no box.
    anywhere = "SELECT o.id FROM search_entry o WHERE o.anywhere = TRUE"
    return f"e.id IN ({index.in_box(*sides)} UNION ALL {anywhere}) AND {within}"


def _slack(km: float) -> float:
    """The flat distance below is off by this much at most; the true one is checked afterwards."""
    return 1.02 + km / 4000


def _squared_km(made: Statement, here: FoundPlace) -> str:
    across = KM_PER_DEGREE * math.cos(math.radians(here.lat))
    north = f"((e.lat - {made.bind(here.lat)}) * {made.bind(KM_PER_DEGREE)})"
    east = f"((e.lon - {made.bind(here.lon)}) * {made.bind(across)})"
    return f"({north} * {north} + {east} * {east})"


def _level(made: Statement, limits: Limits) -> str:
    """0 for what fits as asked, 1 and 2 for further away, 3 for another time, 4 for another day."""
    if not limits.wide:
        return "0"
    steps = []
    if limits.slots is not None:
        any_time = made.bind(bits.slot_mask(limits.query.days, ()))
        steps.append(f"WHEN (e.slots & {any_time}) = 0 THEN 4")
        steps.append(f"WHEN (e.slots & {made.bind(limits.slots)}) = 0 THEN 3")
    if limits.origin is not None:
        distance = _squared_km(made, limits.origin)
        for times, level in ((2, 2), (1, 1)):
            reach = f"({made.bind(limits.radius_km * times)} + e.area_km)"
            steps.append(f"WHEN {distance} > {reach} * {reach} THEN {level}")
    return f"CASE {' '.join(steps)} ELSE 0 END" if steps else "0"


def _score(made: Statement, wanted: Wanted, limits: Limits, text_fit: str) -> str:
    parts = []
    if not wanted.anything:
        fits = [text_fit]
        for column, kind, weights in _tags(wanted):
            for slug, weight in weights.items():
                bit = bits.mask(kind, (slug,))
                if bit:
                    has = f"(e.{column} & {made.bind(bit)}) <> 0"
                    fits.append(f"CASE WHEN {has} THEN {made.bind(weight)} ELSE 0.0 END")
        parts.append(f"({' + '.join(fits)}) * {made.bind(_PERFECT / max(wanted.total, 0.1))}")
    for condition, points in _points(made, wanted, limits):
        parts.append(f"CASE WHEN {condition} THEN {made.bind(points)} ELSE 0.0 END")
    if limits.origin is not None:
        squared = _squared_km(made, limits.origin)
        radius = made.bind(limits.radius_km * limits.radius_km)
        parts.append(f"{made.bind(-3.0)} * coalesce({squared} / ({squared} + {radius}), 0.0)")
    return " + ".join(parts) or "0.0"


def _points(made: Statement, wanted: Wanted, limits: Limits) -> list[tuple[str, float]]:
    """What speaks for and against an entry beside its fit, where 10 is a perfect fit."""
    query = limits.query
    found: list[tuple[str, float]] = []
    if limits.ages:
        youngest, oldest = (made.bind(age) for age in limits.ages)
        found.append(("NOT e.age_known", -4.0))
        found.append((f"e.min_age > {youngest} OR e.max_age < {oldest}", -2.0))
    if query.free_only:
        found.append(("e.free IS NULL", -4.0))
    if limits.slots is not None:
        found.append(("e.slots IS NULL", -4.0))
    if limits.origin is not None:
        found.append(("e.anywhere", -2.0))
        found.append(("e.area_km > 0", -1.0))
    audiences = made.bind(bits.mask("audience", wanted.audiences))
    found.append((f"(e.audiences & {audiences}) <> 0", 3.0))
    # What is for a particular group comes after what is for everybody, unless they told us of it.
    groups = made.bind(bits.mask("audience", wanted.groups))
    found.append((f"e.audiences <> 0 AND (e.audiences & {groups}) = 0", -4.0))
    found.append((f"(e.access & {made.bind(bits.mask('access', wanted.access))}) <> 0", 2.0))
    for language in query.languages:
        plain = "".join(c for c in language.casefold() if c.isalpha() or c in " -")
        found.append((f"e.languages LIKE {made.bind(f'%,{plain},%')}", 2.0))
    found.append(("e.referral_needed", -0.7))
    found.append(("e.checked IS NULL", -0.7))
    found.append((f"e.checked < {made.bind(limits.today - _HALF_YEAR)}", -0.7))
    found.append((f"e.checked < {made.bind(limits.today - _YEAR)}", -0.8))
    return found
