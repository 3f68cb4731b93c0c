"""The directory as other rooms use it, on the demo services."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from directory.demo.loader import load_demo
from directory.directory import Directory
from directory.query import SearchQuery
from storage.database import Database
from tests.conftest import both_databases

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)

pytestmark = both_databases


@pytest.fixture
async def directory(database: Database) -> Directory:
    await load_demo(database, NOW)
    return Directory(database)


async def test_a_bored_thirteen_year_old_who_draws_finds_four_places(directory: Directory) -> None:
    query = SearchQuery(
        near="e13", min_age=13, max_age=13, interests=("drawing_painting",), topics=("boredom",)
    )
    answer = await directory.search(query, now=NOW)
    assert answer.relaxed == ()
    assert answer.place is not None
    assert answer.place["name"] == "E13"
    drawing = [hit for hit in answer.results if "drawing_painting" in hit.interests]
    assert len(drawing) >= 4
    assert "has drawing and painting" in drawing[0].reasons


@pytest.mark.parametrize("age", [8, 14])
async def test_free_saturdays_in_hull(directory: Directory, age: int) -> None:
    query = SearchQuery(near="hull", min_age=age, max_age=age, free_only=True, days=("sat",))
    answer = await directory.search(query, now=NOW)
    assert len(answer.results) >= 4
    assert all(hit.free and "on Saturdays" in hit.reasons for hit in answer.results)


async def test_both_worries_are_answered(directory: Directory) -> None:
    answer = await directory.search(
        SearchQuery(near="hull", topics=("loneliness", "sleep")), now=NOW
    )
    topics = [set(hit.topics) for hit in answer.results[:3]]
    assert any("sleep" in each for each in topics)
    assert any("loneliness" in each for each in topics)
