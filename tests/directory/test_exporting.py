"""Export to HSDS JSON, and back."""

from __future__ import annotations

import json
from pathlib import Path

from directory.demo.loader import load_demo, records
from directory.exporting import export_json, to_object
from directory.importing.run import import_source
from storage.database import Database
from tests.directory.some import NOW, ask, put, service


async def test_the_demo_goes_out_and_comes_back(database: Database, tmp_path: Path) -> None:
    await load_demo(database, NOW)
    target = tmp_path / "out.json"
    count = await export_json(database, target)
    things = json.loads(target.read_text(encoding="utf-8"))
    assert count == len(things) == len(list(records()))
    report = await import_source(database, target, now=NOW)
    assert report.skipped == []
    assert report.read == count
    assert report.added == 0, "ids stay the same"
    answer = await ask(
        database, near="hull", min_age=13, max_age=13, interests=("drawing_painting",)
    )
    assert len([hit for hit in answer.results if "drawing_painting" in hit.interests]) >= 4


async def test_an_empty_directory_is_an_empty_list(database: Database, tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    assert await export_json(database, target) == 0
    assert json.loads(target.read_text(encoding="utf-8")) == []


async def test_a_hidden_place_is_not_exported(database: Database) -> None:
    record = service("Refuge", place={"hidden": True, "address_1": "1 Secret Street"})
    await put(database, record)
    text = json.dumps(to_object(record))
    assert "Secret" not in text
    assert "53.74" not in text


def test_what_is_not_known_is_left_out() -> None:
    thing = to_object(service("Club", free=None, schedules=[], minimum_age=None, at=None))
    assert not {"minimum_age", "cost_options", "schedules", "url"} & set(thing)
