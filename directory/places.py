"""Where a place is, as people type it: a postcode, an outward code, a town, a district.

Looked up in the imported tables first, then in the starter table that ships with Waymark
(``data/places.csv``: outward codes with the middle rounded to about a kilometre, and towns).
Full postcodes are used to measure distance only; the name that is answered is the outward code.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rapidfuzz import fuzz, process
from sqlalchemy.ext.asyncio import AsyncSession

from directory.sql import fetch
from directory.words import tokens

STARTER = Path(__file__).parent / "data" / "places.csv"

POSTCODE = re.compile(r"\b([A-Z]{1,2}[0-9][A-Z0-9]?)\s*([0-9O][A-Z]{2})\b", re.IGNORECASE)
OUTCODE = re.compile(r"\b([A-Z]{1,2}[0-9][A-Z0-9]?)\b", re.IGNORECASE)
_LEADING = re.compile(r"^(?:(?:near|in|around|by|at|from|close to|next to)\s+)+", re.IGNORECASE)
_TRAILING = re.compile(r"\s+(?:area|way|town|town centre|city centre|city)$", re.IGNORECASE)
_LEAST_LIKENESS = 86
"""Out of 100 (rapidfuzz ratio): "wolverhamton" is Wolverhampton, "hull" is not Hayle."""
_SHORTEST_TO_GUESS = 5


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A point to measure from. ``reach_km`` is how far a county or district reaches."""

    name: str
    kind: str
    """postcode, outcode, town or area"""
    lat: float
    lon: float
    region: str = ""
    reach_km: float = 0.0


@dataclass(frozen=True, slots=True)
class Resolved:
    """A place, or why there is none: ``unknown_place``, or ``ambiguous_place`` with choices."""

    place: FoundPlace | None = None
    problem: str | None = None
    choices: tuple[str, ...] = ()


def key_of(name: str) -> str:
    """A name as it is looked up: lower case, letters and digits, "saint" cut to "st"."""
    return " ".join("st" if word == "saint" else word for word in tokens(name))


def split_postcode(text: str) -> tuple[str, str] | None:
    """The first postcode in ``text`` as (outward, inward) in upper case; inward may be empty."""
    full = POSTCODE.search(text)
    if full:
        inward = full[2].upper()
        return full[1].upper(), inward.replace("O", "0", 1) if inward[0] == "O" else inward
    outward = OUTCODE.search(text)
    return (outward[1].upper(), "") if outward else None


@lru_cache(maxsize=1)
def starter() -> dict[str, tuple[FoundPlace, ...]]:
    """The table that ships with Waymark, by key; every name with and without its region."""
    found: dict[str, list[FoundPlace]] = {}
    with STARTER.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            place = FoundPlace(
                row["name"], row["kind"], float(row["lat"]), float(row["lon"]), row["region"],
                float(row["reach_km"] or 0),
            )  # fmt: skip
            keys = [row["name"], *filter(None, row["aliases"].split("|"))]
            if row["kind"] != "outcode":
                keys.append(f"{row['name']} {row['region']}")
            for key in keys:
                found.setdefault(key_of(key), []).append(place)
    return {key: tuple(places) for key, places in found.items()}


async def resolve(session: AsyncSession, text: str) -> Resolved:
    """Understand ``text`` as one place. Never raises for what people type."""
    typed = _TRAILING.sub("", _LEADING.sub("", text.strip()[:120])).strip()
    postcode = split_postcode(typed)
    if postcode and (POSTCODE.fullmatch(typed) or OUTCODE.fullmatch(typed)):
        return await _by_postcode(session, *postcode)
    found = await _by_name(session, typed)
    if found.problem == "unknown_place" and postcode:
        return await _by_postcode(session, *postcode)
    return found


async def _by_postcode(session: AsyncSession, outward: str, inward: str) -> Resolved:
    if inward:
        sql = "SELECT lat, lon FROM postcode WHERE code = :code"
        for lat, lon in await fetch(session, sql, {"code": outward + inward}):
            return Resolved(FoundPlace(outward, "postcode", lat, lon))
    places = [place for place in await _named(session, outward.lower()) if place.kind == "outcode"]
    if places:
        return Resolved(places[0])
    return Resolved(problem="unknown_place")


async def _by_name(session: AsyncSession, typed: str) -> Resolved:
    key = key_of(typed)
    if not key:
        return Resolved(problem="unknown_place")
    places = await _named(session, key) or await _with_region(session, typed)
    if not places:
        guess = _guess(key)
        places = list(starter()[guess]) if guess else []
    places = _distinct(places)
    if len(places) == 1:
        return Resolved(places[0])
    if not places:
        return Resolved(problem="unknown_place")
    choices = tuple(f"{place.name}, {place.region}" for place in places)
    return Resolved(problem="ambiguous_place", choices=choices)


async def _with_region(session: AsyncSession, typed: str) -> list[FoundPlace]:
    """ "Newport, Gwent": the name before the comma, in the region after it."""
    name, comma, region = typed.partition(",")
    if not comma:
        return []
    places = await _imported(session, key_of(name))
    return [place for place in places if key_of(place.region) == key_of(region)]


async def _named(session: AsyncSession, key: str) -> list[FoundPlace]:
    imported = await _imported(session, key)
    return imported or list(starter().get(key, ()))


async def _imported(session: AsyncSession, key: str) -> list[FoundPlace]:
    sql = (
        "SELECT name, kind, lat, lon, region, reach_km FROM place WHERE key = :key "
        "ORDER BY name, region LIMIT 12"
    )
    return [FoundPlace(*row) for row in await fetch(session, sql, {"key": key})]


def _guess(key: str) -> str | None:
    """The one town that was probably meant by a slip of the finger."""
    if len(key) < _SHORTEST_TO_GUESS:
        return None
    towns = _town_keys()
    best = process.extract(key, towns, scorer=fuzz.ratio, score_cutoff=_LEAST_LIKENESS, limit=2)
    if not best or (len(best) > 1 and best[0][1] - best[1][1] < 1):
        return None
    return str(best[0][0])


@lru_cache(maxsize=1)
def _town_keys() -> tuple[str, ...]:
    return tuple(key for key, places in starter().items() if places[0].kind != "outcode")


def _distinct(places: Iterable[FoundPlace]) -> list[FoundPlace]:
    return list({(place.name, place.region): place for place in places}.values())


def find_in_text(text: str) -> str | None:
    """A postcode that stands in a sentence, as typed; None where there is none that we know."""
    full = POSTCODE.search(text)
    if full:
        return full[0]
    for outward in OUTCODE.finditer(text):
        if outward[0].lower() in starter():
            return outward[0]
    return None


def towns_in(words: Sequence[str], *, longest: int = 3) -> list[FoundPlace]:
    """The towns and districts that are named in ``words`` (from :func:`tokens`), longest first."""
    found: list[FoundPlace] = []
    place = 0
    while place < len(words):
        for length in range(min(longest, len(words) - place), 0, -1):
            known = starter().get(" ".join(words[place : place + length]), ())
            named = _distinct(p for p in known if p.kind != "outcode")
            if len(named) == 1:
                found.append(named[0])
                place += length - 1
                break
        place += 1
    return found
