"""The demo directory: plainly made up, and something for everybody in each area."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, date, datetime

import pytest

from basics.vocabulary import vocabulary
from directory.demo.loader import load_demo, records
from directory.directory import Directory
from directory.places import starter
from directory.query import SearchQuery
from directory.records import ServiceRecord
from storage.database import Database

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
AREAS = {
    "Blackpool": "blackpool",
    "Cornwall": "truro",
    "Hull": "hull",
    "Kent": "maidstone",
    "Newham": "e13",
    "Wolverhampton": "wolverhampton",
}
COMMON = {
    "interest": {
        "drawing_painting", "football", "dance", "cooking_baking", "video_gaming", "youth_club",
        "playing_music", "volunteering",
    },
    "topic": {
        "loneliness", "anxiety", "low_mood", "sleep", "bullying", "family_conflict",
        "money_food_housing", "exam_stress", "young_carer",
    },
}  # fmt: skip


def _by_area() -> dict[str, list[ServiceRecord]]:
    found: dict[str, list[ServiceRecord]] = {}
    for record in records():
        area = record.locations[0].region if record.locations else "online"
        found.setdefault(area, []).append(record)
    return found


def test_there_are_enough_in_each_area() -> None:
    counts = {area: len(services) for area, services in _by_area().items()}
    assert all(counts[area] >= 16 for area in AREAS)


def test_every_entry_is_plainly_made_up() -> None:
    for record in records():
        assert record.fictional
        assert record.name.endswith("(demo)")
        assert all(re.fullmatch(r"01632 960\d{3}", phone) for phone in record.phones)
        assert str(record.email).endswith(".example")
        assert str(record.url).endswith(".example")


def test_names_and_ids_are_unique() -> None:
    everything = list(records())
    assert not [n for n, count in Counter(r.name for r in everything).items() if count > 1]
    assert len({record.id for record in everything}) == len(everything)


def test_all_topics_and_interests_are_covered() -> None:
    everything = list(records())
    assert {slug for r in everything for slug in r.slugs("interest")} == set(vocabulary().interests)
    assert {slug for r in everything for slug in r.slugs("topic")} == set(vocabulary().topics)


@pytest.mark.parametrize("area", list(AREAS))
def test_the_common_ones_are_in_each_area(area: str) -> None:
    services = _by_area()[area]
    for kind, wanted in COMMON.items():
        assert wanted <= {slug for record in services for slug in record.slugs(kind)}  # type: ignore[arg-type]


def test_they_were_checked_in_autumn_2026() -> None:
    dates = [record.assured_date for record in records()]
    assert all(day and date(2026, 9, 1) <= day <= NOW.date() for day in dates)


def test_each_stands_where_its_outward_code_is() -> None:
    for record in records():
        for location in record.locations:
            known = starter()[location.postal_code.lower()][0]
            assert location.latitude is not None
            assert abs(location.latitude - known.lat) < 0.06
            assert location.longitude is not None
            assert abs(location.longitude - known.lon) < 0.08


def test_there_are_some_of_every_way_in() -> None:
    everything = list(records())
    assert any(record.referral_needed for record in everything)
    assert any(record.drop_in for record in everything)
    assert any(record.online for record in everything)
    assert any(record.free is False for record in everything)


@pytest.mark.parametrize("near", list(AREAS.values()))
async def test_drawing_and_sleep_and_loneliness_near_each_main_town(
    database: Database, near: str
) -> None:
    await load_demo(database, NOW)
    directory = Directory(database)
    drawing = await directory.search(
        SearchQuery(near=near, min_age=13, max_age=13, interests=("drawing_painting",)), now=NOW
    )
    assert drawing.relaxed == ()
    local = [
        hit for hit in drawing.results if "drawing_painting" in hit.interests and not hit.online
    ]
    assert len(local) >= 4
    worries = await directory.search(
        SearchQuery(near=near, min_age=13, max_age=13, topics=("loneliness", "sleep")), now=NOW
    )
    local = [hit for hit in worries.results if {"loneliness", "sleep"} & set(hit.topics)]
    assert len([hit for hit in local if not hit.online]) >= 3
    assert any("sleep" in hit.topics for hit in worries.results)


async def test_loading_twice_changes_nothing(database: Database) -> None:
    seen: list[tuple[int, int]] = []
    first = await load_demo(database, NOW, progress=lambda done, total: seen.append((done, total)))
    again = await load_demo(database, NOW)
    assert first.added == len(list(records()))
    assert seen[-1] == (first.added, first.added)
    assert (again.added, again.changed) == (0, 0)
