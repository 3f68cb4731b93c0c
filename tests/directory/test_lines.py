"""Many searches from one start."""

from __future__ import annotations

import json

from directory.directory import Directory
from directory.lines import search_lines
from storage.database import Database
from tests.directory.some import NOW, put, service


async def test_one_answer_a_line(database: Database) -> None:
    await put(database, service("Chess Club"), service("Paid Chess", free=False))
    lines = [
        '{"id": "a", "text": "chess", "near": "HU1", "radius_km": 3, "age": 12, "free_only": true}',
        "",
        '{"id": "b", "text": "chess", "near": null, "limit": 1}',
        '{"id": "c", "near": "ZZ9"}',
    ]
    answers = [a async for a in search_lines(Directory(database), lines, NOW)]
    assert [a["id"] for a in answers] == ["a", "b", "c"]
    assert [hit["name"] for hit in answers[0]["results"]] == ["Chess Club"]
    assert answers[0]["relaxed"] == []
    assert answers[2]["place_problem"] == "unknown_place"
    assert json.dumps(answers)


async def test_a_line_that_is_no_query_is_named(database: Database) -> None:
    lines = ["{", "[]", '{"id": 3, "limit": 0}', '{"id": 4, "colour": "red"}']
    answers = [a async for a in search_lines(Directory(database), lines, NOW)]
    assert [a["id"] for a in answers] == [1, 2, 3, 4]
    assert "line 1: not valid JSON" in answers[0]["error"]
    assert "limit" in answers[2]["error"]
    assert "colour" in answers[3]["error"]


async def test_one_service_by_its_id(database: Database) -> None:
    record = service("Chess Club")
    await put(database, record)
    directory = Directory(database)
    hit = await directory.service(record.id, now=NOW)
    assert hit is not None
    assert (hit.name, hit.distance_km) == ("Chess Club", None)
    assert await directory.service("nothing") is None
