from __future__ import annotations

import pytest

from nlu.entities import extract
from nlu.entities.lookups import lookup
from nlu.phrases import phrase_key


def places(text: str) -> list[tuple[str | int, str | None]]:
    return [(item.value, item.type) for item in extract(text) if item.entity == "place"]


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("near e13", "E13", "outcode"),
        ("hu3", "HU3", "outcode"),
        ("near hu 3", "HU3", "outcode"),
        ("Food bank TW13", "TW13", "outcode"),
        ("e13 8 ab", "E13 8AB", "postcode"),
        ("e138ab", "E13 8AB", "postcode"),
        ("my postcode is ME7 1AB thanks", "ME7 1AB", "postcode"),
        ("EC1A 1BB", "EC1A 1BB", "postcode"),
        ("anything in HULL", "Hull", "town"),
        ("st ives", "St Ives", "town"),
        ("poulton le fylde", "Poulton-le-Fylde", "town"),
        ("clubs in deal", "Deal", "town"),
        ("near reading", "Reading", "town"),
        ("in forest gate", "Forest Gate", "area"),
        ("bransholme", "Bransholme", "area"),
        ("in kent", "Kent", "area"),
        ("i live in wolves", "Wolverhampton", "town"),
    ],
)
def test_a_place(text: str, value: str, kind: str) -> None:
    assert places(text) == [(value, kind)]


@pytest.mark.parametrize(
    "text",
    [
        "gr8 m8",
        "b4 school",
        "im9",
        "co2 levels",
        "on my ps5",
        "yr9",
        "ks3",
        "e13 8am",  # the outward code counts, the time does not: see below
        "i love reading",
        "its a deal",
        "in the bath",
        "i support hull city fc",
        "we moved here from leeds",
        "my nan lives in hull",
        "zz99",
    ],
)
def test_what_only_looks_like_a_place(text: str) -> None:
    assert places(text) == ([("E13", "outcode")] if text.startswith("e13") else [])


def test_where_they_moved_to_counts() -> None:
    assert places("we moved here from leeds, now in bilston") == [("Bilston", "town")]


def test_a_place_that_is_ruled_out() -> None:
    found = {item.value: item.negated for item in extract("not in hull, im in beverley")}
    assert found == {"Hull": True, "Beverley": False}


def test_every_alias_leads_to_a_listed_name() -> None:
    data = lookup("places")
    listed = {
        name for kind in ("towns", "areas") for names in data[kind].values() for name in names
    }
    assert set(data["aliases"].values()) <= listed


def test_words_that_stay_words_are_also_everyday_words() -> None:
    data = lookup("places")
    everyday = {phrase_key(name) for name in data["also_words"]}
    assert {phrase_key(name) for name in data["words_after_in"]} <= everyday
