"""Places as people type them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from directory.geo import haversine_km
from directory.place_tables import Postcode
from directory.places import FoundPlace, Resolved, find_in_text, resolve, starter, towns_in
from directory.words import tokens
from storage.database import Database
from tests.directory.some import DATA

OUTWARD_CODES = DATA / "directory/postcodes/uk_outward_codes.csv"


async def _resolve(database: Database, text: str) -> Resolved:
    async with database.reading() as session:
        return await resolve(session, text)


@pytest.mark.parametrize(
    ("typed", "name", "kind"),
    [
        ("e13", "E13", "outcode"),
        ("E13 9AA", "E13", "outcode"),
        ("e139aa", "E13", "outcode"),
        ("TW3", "TW3", "outcode"),
        ("near TW3 please"[:8], "TW3", "outcode"),
        ("hull", "Hull", "town"),
        ("Kingston upon Hull", "Hull", "town"),
        ("in Truro", "Truro", "town"),
        ("st ives", "St Ives", "town"),
        ("Saint Austell", "St Austell", "town"),
        ("wolverhamton", "Wolverhampton", "town"),
        ("blackpol", "Blackpool", "town"),
        ("Ashford, Kent", "Ashford", "town"),
        ("Cornwall", "Cornwall", "area"),
        ("Newham", "Newham", "area"),
        ("maidstone town centre", "Maidstone", "town"),
    ],
)
async def test_what_is_found(database: Database, typed: str, name: str, kind: str) -> None:
    place = (await _resolve(database, typed)).place
    assert place is not None
    assert (place.name, place.kind) == (name, kind)


@pytest.mark.parametrize(
    "typed",
    ["ZZ1", "ZZ1 1ZZ", "atlantis", "", "   ", "🙂", "x" * 10_000, "'; DROP TABLE place; --", "<b>"],
)
async def test_what_is_not_a_place(database: Database, typed: str) -> None:
    assert (await _resolve(database, typed)).problem == "unknown_place"


async def test_two_towns_of_one_name_are_asked_back(database: Database) -> None:
    answer = await _resolve(database, "Ashford")
    assert answer.problem == "ambiguous_place"
    assert answer.choices == ("Ashford, Kent", "Ashford, Surrey")


async def test_each_choice_that_is_offered_can_be_chosen(database: Database) -> None:
    for choice in (await _resolve(database, "Rainham")).choices:
        assert (await _resolve(database, choice)).place is not None


async def test_a_known_postcode_is_measured_from_but_not_named(database: Database) -> None:
    async with database.transaction() as session:
        session.add(Postcode(code="E139AA", lat=51.5333, lon=0.0222))
    place = (await _resolve(database, "e13 9aa")).place
    assert place == FoundPlace("E13", "postcode", 51.5333, 0.0222)


async def test_a_letter_o_for_a_nought(database: Database) -> None:
    place = (await _resolve(database, "TW3 OAA")).place
    assert place is not None
    assert place.name == "TW3"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("boxing near TW3", "TW3"),
        ("food bank tw13 7ah please", "tw13 7ah"),
        ("i am in year 9", None),
        ("y7 and a1 stuff", None),
    ],
)
def test_a_postcode_in_a_sentence(text: str, found: str | None) -> None:
    assert find_in_text(text) == found


def test_towns_in_a_description() -> None:
    words = tokens("We meet in Herne Bay and in Feltham.")
    assert [place.name for place in towns_in(words)] == ["Herne Bay", "Feltham"]


def test_the_starter_table_covers_the_areas() -> None:
    for code in ("fy1", "fy8", "tr1", "tr27", "pl31", "hu1", "hu17", "ct1", "me20", "tn24", "da18",
                 "e6", "e7", "e12", "e13", "e15", "e16", "e20", "wv1", "wv14", "tw3", "tw13", "tw14",
                 "tw7", "tw8", "w4", "ub2"):  # fmt: skip
        assert code in starter()


@pytest.mark.skipif(not OUTWARD_CODES.exists(), reason="the shared table of postcodes is not here")
def test_the_starter_table_is_right_to_three_kilometres() -> None:
    with Path(OUTWARD_CODES).open(encoding="utf-8") as file:
        known = {row["outcode"]: row for row in csv.DictReader(file)}
    checked = 0
    for places in starter().values():
        for place in (one for one in places if one.kind == "outcode"):
            row = known[place.name]
            away = haversine_km(place.lat, place.lon, float(row["lat"]), float(row["lon"]))
            assert away <= 3, f"{place.name} is {away:.1f} km off"
            checked += 1
    assert checked > 200
