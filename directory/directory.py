"""The directory as other rooms use it: search, one service, a place."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from directory.places import FoundPlace, Resolved, resolve
from directory.query import SearchAnswer, SearchQuery, ServiceHit
from directory.search import bits, wanted
from directory.search.choosing import (
    Candidate,
    candidate,
    choose,
    close_in_meaning,
    within_reach,
)
from directory.search.index import ALL, index_for
from directory.search.reasons import reasons, unknowns
from directory.search.statement import Limits, candidates
from directory.search.tables import SearchEntry
from directory.search.wanted import Wanted
from directory.sql import fetch
from storage.database import Database

_ID = re.compile(r"[0-9A-Za-z-]{1,36}")
ENOUGH = 3
"""With fewer results than this (or than the limit) a search is loosened."""
ENOUGH_WITH_WORDS = 200
"""Services with the words, from which on those with only the tags are not looked for everywhere."""


class Directory:
    """Services of one database. Holds nothing in memory between calls but the content files."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._index = index_for(is_sqlite=database.is_sqlite)

    async def search(self, query: SearchQuery, *, now: datetime) -> SearchAnswer:
        """The services that fit best, with reasons. Never raises for what people type.

        Ages and "free" are never let go of. With too few results the radius is let out to twice
        and four times, then times of day and days are let go; with none at all, words, interests
        and topics. ``relaxed`` names what was let go.
        """
        async with self._database.reading() as session:
            return await self._search(session, query, now.date())

    async def service(self, service_id: str, *, now: datetime | None = None) -> ServiceHit | None:
        """One service as it is shown, without a search; None if there is none that may be shown."""
        if not _ID.fullmatch(service_id):
            return None
        async with self._database.reading() as session:
            rows = await session.execute(
                select(SearchEntry).where(SearchEntry.service_id == service_id).limit(1)
            )
            entry = rows.scalar_one_or_none()
            if entry is None:
                return None
            one = _from_entry(entry)
            today = now.date() if now else (entry.checked or date(2026, 1, 1))
            limits = Limits(SearchQuery(), None, 5.0, today)
            return (await self._hits(session, [one], Wanted(), limits))[0]

    async def resolve_place(self, name: str) -> Resolved:
        """What place ``name`` means: a place, or a problem with choices."""
        async with self._database.reading() as session:
            return await resolve(session, name)

    async def _search(self, session: AsyncSession, query: SearchQuery, today: date) -> SearchAnswer:
        place, words = await self._place(session, query)
        origin = place.place
        radius = max(query.radius_km, origin.reach_km if origin else 0.0)
        limits = Limits(
            query, origin, radius, today, only_anywhere=origin is None and place.problem is not None
        )
        wish = await self._weigh(session, query, words)
        found, relaxed = await self._loosening(session, wish, limits)
        chosen = choose(found, wish if "text" not in relaxed else Wanted(), query.limit)
        hits = await self._hits(session, chosen, wish, limits)
        return SearchAnswer(
            results=hits,
            relaxed=_names(relaxed, chosen, radius),
            place=_shown(origin) if origin else None,
            place_problem=place.problem,
            place_choices=place.choices,
        )

    async def _place(self, session: AsyncSession, query: SearchQuery) -> tuple[Resolved, str]:
        if query.near and query.near.strip():
            return await resolve(session, query.near), query.text
        named, rest = wanted.place_in(query.text)
        if named is None:
            named, rest = wanted.town_in(query.text)
            if named is None:
                return Resolved(), query.text
        found = await resolve(session, named)
        # "drama in school" names no place: the words stay words.
        return (found, rest) if found.place else (Resolved(), query.text)

    async def _weigh(self, session: AsyncSession, query: SearchQuery, words: str) -> Wanted:
        if not words.strip():
            return wanted.read(query, "")
        wish = wanted.read(query, wanted.corrected(words))
        frequencies = await self._index.frequencies(session, wanted.stems_of(wish))
        return wanted.with_rarity(wish, frequencies, frequencies[ALL])

    async def _loosening(
        self, session: AsyncSession, wish: Wanted, limits: Limits
    ) -> tuple[list[Candidate], tuple[str, ...]]:
        enough = min(ENOUGH, limits.query.limit)
        loose, found = _wide(limits), list[Candidate]()
        if not wish.nowhere:
            found = await self._candidates(session, wish, limits)
            if len(found) < enough and loose is not None:
                found = await self._candidates(session, wish, loose)
        asked_for_anything = wish.anything and not wish.nowhere
        if found or asked_for_anything or limits.origin is None:
            return found, ()
        dropped = tuple(
            name
            for name, had in (
                ("text", limits.query.text.strip()),
                ("interests", limits.query.interests),
                ("topics", limits.query.topics),
            )
            if had
        )
        return await self._candidates(session, Wanted(), _same_kind(loose or limits, wish)), dropped

    async def _candidates(
        self, session: AsyncSession, wish: Wanted, limits: Limits
    ) -> list[Candidate]:
        made = candidates(wish, limits, self._index, words_first=_words_first(wish, limits))
        rows = await fetch(session, made.sql, made.values)
        found = within_reach((candidate(row) for row in rows), limits)
        return close_in_meaning(found, wish)

    async def _hits(
        self, session: AsyncSession, chosen: Sequence[Candidate], wish: Wanted, limits: Limits
    ) -> tuple[ServiceHit, ...]:
        if not chosen:
            return ()
        ids = {f"i{place}": one.id for place, one in enumerate(chosen)}
        marks = ", ".join(f":{name}" for name in ids)
        sql = f"SELECT id, card FROM search_card WHERE id IN ({marks})"  # noqa: S608
        rows = await fetch(session, sql, ids)
        cards = {int(entry): json.loads(card) for entry, card in rows}
        return tuple(_hit(one, cards[one.id], wish, limits) for one in chosen if one.id in cards)


def _words_first(wish: Wanted, limits: Limits) -> bool:
    """Whether to start from the services that have the words, not from all or from a box.

    With tags as well as words, services without the words count too. Without a place they would
    mean reading every service, so there the words have to do if enough services have them.
    """
    if not wish.concepts:
        return False
    if not wish.interests and not wish.topics:
        return True
    return limits.origin is None and max(c.having for c in wish.concepts) >= ENOUGH_WITH_WORDS


def _wide(limits: Limits) -> Limits | None:
    """The same limits, let out; None where there is nothing to let out."""
    if (limits.origin is None or limits.only_anywhere) and limits.slots is None:
        return None
    return replace(limits, wide=True)


def _same_kind(limits: Limits, wish: Wanted) -> Limits:
    """Only helpers where help was asked for, only activities where those were."""
    if limits.query.support is not None or bool(wish.interests) == bool(wish.topics):
        return limits
    return replace(limits, query=limits.query.model_copy(update={"support": bool(wish.topics)}))


def _names(
    dropped: Iterable[str], chosen: Sequence[Candidate], radius_km: float
) -> tuple[str, ...]:
    """What was let go of for the services that are shown, in the order in which that happens."""
    levels = {one.level for one in chosen}
    further = any((one.distance_km or 0) > radius_km for one in chosen)
    met = (
        ("radius", further or levels & {1, 2}),
        ("days", 4 in levels),
        ("times_of_day", 3 in levels),
    )
    return (*(name for name, let_go in met if let_go), *dropped)


def _shown(place: FoundPlace) -> dict[str, Any]:
    """A place as it may be kept for a person: to about a kilometre, never a full postcode."""
    return {
        "name": place.name,
        "kind": "outcode" if place.kind == "postcode" else place.kind,
        "lat": round(place.lat, 2),
        "lon": round(place.lon, 2),
    }


def _from_entry(entry: SearchEntry) -> Candidate:
    return Candidate(
        entry.id, entry.service_id, entry.organization_id, entry.lat, entry.lon, entry.area_km,
        entry.anywhere, entry.interests, entry.topics, entry.audiences, entry.access,
        entry.languages, entry.min_age, entry.max_age, entry.age_known, entry.free, entry.slots,
        entry.referral_needed, entry.checked, 0.0, 0, 0.0,
    )  # fmt: skip


def _hit(one: Candidate, card: dict[str, Any], wish: Wanted, limits: Limits) -> ServiceHit:
    return ServiceHit(
        service_id=one.service_id,
        reasons=reasons(one, card, wish, limits),
        unknown=unknowns(one, card, limits),
        min_age=one.min_age,
        max_age=one.max_age,
        distance_km=one.distance_km,
        free=one.free,
        referral_needed=one.referral_needed,
        last_checked=one.checked,
        interests=bits.slugs("interest", one.interests),
        topics=bits.slugs("topic", one.topics),
        **{key: value for key, value in card.items() if key != "drop_in"},
    )
