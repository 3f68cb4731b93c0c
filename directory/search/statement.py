"""The one statement that finds candidates: who may be shown, how well each fits, best first.

Hard limits (ages, free, status) are conditions. Everything else is a score, so that what is not
known comes after what is. The statement starts from the smaller set: the box around the place, or
the services that have the words.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select
from sqlalchemy.orm import aliased

from directory.geo import KM_PER_DEGREE, box_around
from directory.places import FoundPlace
from directory.query import SearchQuery
from directory.search import bits
from directory.search.index import SearchIndex
from directory.search.tables import SearchEntry as E
from directory.search.wanted import Wanted

CANDIDATES = 120
"""Best rows that are read; diversity is chosen among them."""
WIDEST = 4
"""How many times the radius is let out at most."""
_BODY_SHARE = 0.45
"""Of a word's weight for a mention anywhere; the rest is for one in the name."""


_COLUMNS = (
    "id", "service_id", "organization_id", "lat", "lon", "area_km", "anywhere", "interests",
    "topics", "audiences", "access", "languages", "min_age", "max_age", "age_known", "free", "slots",
    "referral_needed", "checked",
)  # fmt: skip


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


def candidates(
    wanted: Wanted, limits: Limits, index: SearchIndex, *, words_first: bool, sqlite: bool
) -> Select[Any]:
    """Rows of entries that may be shown, with ``text_fit``, ``level`` and ``score``, best first."""
    found = _found(wanted, index)
    text_fit = func.coalesce(found.c.fit, 0.0) if found is not None else literal(0.0)
    # A sign in front keeps SQLite from using the index of that column, which decides the order of
    # the join: a naive join of the two virtual tables takes seconds.
    doc = E.doc if words_first or not sqlite else sa.literal_column("+search_entry.doc")
    level = _level(limits)
    score = _score(wanted, limits, text_fit)
    columns: list[ColumnElement[Any]] = [E.__table__.c[name] for name in _COLUMNS]
    statement = select(
        *columns, text_fit.label("text_fit"), level.label("level"), score.label("score")
    )
    if found is not None:
        tagged = _has_tags(wanted)
        if words_first:
            statement = statement.join_from(found, E, found.c.doc == doc)
        else:
            statement = statement.join_from(E, found, found.c.doc == doc, isouter=True)
            statement = statement.where(or_(found.c.doc.is_not(None), tagged))
    elif not wanted.anything:
        statement = statement.where(_has_tags(wanted))
    statement = statement.where(*_hard(limits), _near(limits, index, boxed=not words_first))
    return statement.order_by(level, score.desc(), E.id).limit(CANDIDATES)


def _found(wanted: Wanted, index: SearchIndex) -> Any:
    if not wanted.concepts:
        return None
    parts = []
    for concept in wanted.concepts:
        for head, share in ((False, _BODY_SHARE), (True, 1 - _BODY_SHARE)):
            matching = index.matching(concept.phrases, head_only=head)
            parts.append(
                matching.add_columns(
                    sa.cast(literal(concept.weight * share), sa.Float).label("weight")
                )
            )
    hits = sa.union_all(*parts).subquery("hit")
    fit = func.sum(hits.c.weight).label("fit")
    return select(hits.c.doc, fit).group_by(hits.c.doc).cte("found")


def _has_tags(wanted: Wanted) -> ColumnElement[bool]:
    parts = []
    for column, kind, slugs in (
        (E.interests, "interest", wanted.interests),
        (E.topics, "topic", wanted.topics),
    ):
        mask = bits.mask(kind, slugs)  # type: ignore[arg-type]
        if mask:
            parts.append(column.op("&")(mask) != 0)
    return or_(*parts) if parts else sa.false()


def _hard(limits: Limits) -> list[ColumnElement[bool]]:
    query = limits.query
    found: list[ColumnElement[bool]] = [or_(E.expires.is_(None), E.expires >= limits.today)]
    oldest, youngest = query.max_age, query.min_age
    if oldest is not None or youngest is not None:
        highest = oldest if oldest is not None else youngest
        lowest = youngest if youngest is not None else oldest
        found.append(or_(E.min_age.is_(None), E.min_age <= highest))
        found.append(or_(E.max_age.is_(None), E.max_age >= lowest))
    if query.free_only:
        found.append(or_(E.free.is_(None), E.free.is_(True)))
    if query.support is not None:
        found.append(E.is_support.is_(True) if query.support else E.is_activity.is_(True))
    if query.exclude:
        found.append(E.service_id.not_in(query.exclude))
    if query.not_days:
        left = ~bits.slot_mask(query.not_days, ()) & bits.slot_mask((), ())
        found.append(or_(E.slots.is_(None), E.slots.op("&")(left) != 0))
    if limits.slots is not None and not limits.wide:
        found.append(or_(E.slots.is_(None), E.slots.op("&")(limits.slots) != 0))
    return found


def _near(limits: Limits, index: SearchIndex, *, boxed: bool) -> ColumnElement[bool]:
    if limits.only_anywhere:
        return E.anywhere.is_(True)
    if limits.origin is None:
        return sa.true()
    here = limits.origin
    close = _squared_km(here) <= _squared(limits.reach_km * _slack(limits.reach_km) + E.area_km)
    within = or_(close, E.anywhere.is_(True))
    if not boxed:
        return within
    # What can be used from anywhere has no coordinates, so it is in no box.
    other = aliased(E)
    ids = sa.union_all(
        index.boxes_in(box_around(here.lat, here.lon, limits.reach_km)),
        select(other.id).where(other.anywhere.is_(True)),
    )
    return and_(E.id.in_(ids), within)


def _slack(km: float) -> float:
    """The flat distance below is off by this much at most; the true one is checked afterwards."""
    return 1.02 + km / 4000


def _squared_km(here: FoundPlace) -> Any:
    across = KM_PER_DEGREE * math.cos(math.radians(here.lat))
    return _squared((E.lat - here.lat) * KM_PER_DEGREE) + _squared((E.lon - here.lon) * across)


def _squared(value: Any) -> Any:
    return value * value


def _level(limits: Limits) -> ColumnElement[int]:
    """0 for what fits as asked, 1 and 2 for further away, 3 for another time, 4 for another day."""
    if not limits.wide:
        return literal(0)
    steps: list[tuple[ColumnElement[bool], int]] = []
    if limits.slots is not None:
        any_time = bits.slot_mask(limits.query.days, ())
        steps.append((E.slots.op("&")(any_time) == 0, 4))
        steps.append((E.slots.op("&")(limits.slots) == 0, 3))
    if limits.origin is not None:
        distance = _squared_km(limits.origin)
        for times, level in ((2, 2), (1, 1)):
            steps.append((distance > _squared(limits.radius_km * times + E.area_km), level))
    return case(*steps, else_=0) if steps else literal(0)


def _score(wanted: Wanted, limits: Limits, text_fit: Any) -> Any:
    score: Any = literal(0.0)
    if not wanted.anything:
        fit = text_fit
        for column, kind, weights in (
            (E.interests, "interest", wanted.interests),
            (E.topics, "topic", wanted.topics),
        ):
            for slug, weight in weights.items():
                bit = bits.mask(kind, (slug,))  # type: ignore[arg-type]
                if bit:
                    fit = fit + case((column.op("&")(bit) != 0, weight), else_=0.0)
        score = fit * (10.0 / max(wanted.total, 0.1))
    for condition, points in _points(wanted, limits):
        score = score + case((condition, points), else_=0.0)
    if limits.origin is not None:
        squared = _squared_km(limits.origin)
        share = squared / (squared + _squared(limits.radius_km))
        score = score - func.coalesce(share, 0.0) * 3.0
    return score


def _points(wanted: Wanted, limits: Limits) -> list[tuple[ColumnElement[bool], float]]:
    """What speaks for and against an entry beside its fit, where 10 is a perfect fit."""
    query = limits.query
    found: list[tuple[ColumnElement[bool], float]] = []
    asked_age = [age for age in (query.min_age, query.max_age) if age is not None]
    if asked_age:
        found.append((E.age_known.is_(False), -4.0))
        found.append((or_(E.min_age > min(asked_age), E.max_age < max(asked_age)), -2.0))
    if query.free_only:
        found.append((E.free.is_(None), -4.0))
    if limits.slots is not None:
        found.append((E.slots.is_(None), -4.0))
    if limits.origin is not None:
        found.append((E.anywhere.is_(True), -2.0))
        found.append((E.area_km > 0, -1.0))
    audiences, access = bits.mask("audience", wanted.audiences), bits.mask("access", wanted.access)
    if audiences:
        found.append((E.audiences.op("&")(audiences) != 0, 3.0))
    # What is for a particular group comes after what is for everybody, unless it was asked for.
    found.append((and_(E.audiences != 0, E.audiences.op("&")(audiences) == 0), -1.5))
    if access:
        found.append((E.access.op("&")(access) != 0, 2.0))
    for language in query.languages:
        found.append((E.languages.contains(f",{language.casefold()},", autoescape=True), 2.0))
    found.append((E.referral_needed.is_(True), -0.7))
    found.append((E.checked.is_(None), -0.7))
    found.append((E.checked < limits.today - timedelta(days=183), -0.7))
    found.append((E.checked < limits.today - timedelta(days=365), -0.8))
    return found
