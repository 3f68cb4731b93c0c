"""The Connect export: a made-up folder with every gap, and the real one where it is present."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from directory.importing.run import import_source, recognise
from storage.database import Database
from tests.directory.some import DATA, NOW, ask, names

HOUNSLOW = DATA / "directory/hounslow-connect/csv"
BULK = DATA / "directory/hounslow-connect/services_import_5000_good.xlsx"
here = pytest.mark.skipif(not HOUNSLOW.exists(), reason="the shared Hounslow data is not here")

_SERVICE = "ID*,Organisation ID*,Name*,Status*,Intro*,Description*,Wait Time,Is Free*,Fees Text,URL*,Contact Name,Contact Phone,Contact Email,Critera - Age Group,Criteria - Language,Criteria - Disability,Criteria Employment,Criteria - Gender,Criteria - Housing,Criteria - Income,Criteria - Other"


def _folder(folder: Path) -> Path:
    texts = {
        "organisation.csv": "ID*,Name*,Description*\no1,Moon Trust,No description available\n",
        "service.csv": f"{_SERVICE}\n"
        "s1,o1,Boxing for Beginners,active,Learn to box.,,,Yes,,,,01632 960001,,11+,,,,,,,\n"
        "s2,gone,Food Bank,active,Food parcels.,,,Yes,£2 a bag,,,,,,,,,,,,\n"
        "s3,o1,,active,,,,Yes,,,,,,,,,,,,,\n"
        "s1,o1,Boxing again,active,,,,Yes,,,,,,,,,,,,,\n"
        "s5,o1,Isleworth Chess,active,,,,No,,,,,,,,,,,,,\n",
        "location.csv": "ID*,Address Line 1*,Address Line 2,Address Line 3,City*,County*,Postcode*,Country*,lat,lon\n"
        "l1,1 Road,,,Hounslow,London,TW3 1AA,UK,51.468,-0.364\n"
        "l2,2 Road,,,Feltham,London,ZZ1 1ZZ,UK,,\n",
        "service_location.csv": "Service ID*,Location ID*\ns1,l1\ns2,l2\ns9,l1\ns1,l9\n",
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


async def test_gaps_are_reported_and_the_rest_imported(database: Database, tmp_path: Path) -> None:
    report = await import_source(database, _folder(tmp_path), now=NOW)
    assert (report.format, report.added) == ("connect", 3)
    assert [(p.row, p.column) for p in report.skipped] == [(4, "Name*"), (5, "ID*")]
    said = {(p.file, p.row): p.reason for p in reversed(report.notes)}
    assert "no such organisation" in said["service.csv", 3]
    assert any("ZZ1 1ZZ" in p.reason for p in report.notes)
    assert said["service_location.csv", 4] == "leads nowhere."
    assert said["service_location.csv", 5] == "leads nowhere."


async def test_a_price_counts_more_than_the_word_free(database: Database, tmp_path: Path) -> None:
    await import_source(database, _folder(tmp_path), now=NOW)
    hit = (await ask(database, text="food bank")).results[0]
    assert (hit.free, hit.cost) == (False, "£2 a bag")


async def test_a_service_without_a_place_is_found_by_the_town_it_names(
    database: Database, tmp_path: Path
) -> None:
    await import_source(database, _folder(tmp_path), now=NOW)
    hit = (await ask(database, text="chess", near="TW7")).results[0]
    assert hit.name == "Isleworth Chess"
    assert "we do not know exactly where it is" in hit.unknown


@here
async def test_the_real_list_by_its_headings(database: Database) -> None:
    report = await import_source(database, HOUNSLOW, now=NOW)
    assert (report.format, report.added, report.skipped) == ("connect", 313, [])
    assert [p.reason for p in report.notes] == ["leads nowhere."]
    again = await import_source(database, HOUNSLOW, now=NOW)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 313)
    boxing = await ask(database, text="boxing", near="TW3")
    assert names(boxing)[0] == "Bedfont Eagles Football Club"
    food = await ask(database, text="food bank", near="TW13", limit=4)
    assert {"Feltham Food Bank", "Anne Shine Charity UK Community Foodbank Feltham"} <= set(
        names(food)
    )
    assert all("ood" in name for name in names(food)[:3])
    scouts = await ask(database, text="scouts", near="W4", min_age=9, max_age=9)
    assert scouts.results[0].name == "3rd Chiswick Scout Group"
    assert scouts.results[0].service_id == "ddc566b6-6a24-11eb-9439-0242ac130002"


QUERIES: list[tuple[dict[str, Any], set[str]]] = [
    ({"text": "we cant pay for the big shop", "near": "TW4"}, {"Foodbank", "Pop-up Foodbank"}),
    ({"text": "i feel rubbish most days", "near": "TW3", "min_age": 14, "max_age": 14},
     {"HYCS (Hounslow Youth Counselling Service)"}),
    ({"text": "footy", "near": "TW3", "min_age": 12, "max_age": 12}, {"Old Isleworthians Youth FC"}),
    ({"text": "karate", "near": "TW3"}, {"Middlesex Shotokan Karate Association"}),
    ({"text": "swiming", "near": "TW3"}, {"London Borough of Hounslow Swimming Club"}),
    ({"text": "canoe", "near": "W4"}, {"Chiswick Pier Canoe Club"}),
]  # fmt: skip


@here
async def test_queries_as_people_type_them(database: Database) -> None:
    await import_source(database, HOUNSLOW, now=NOW)
    for query, wanted in QUERIES:
        found = names(await ask(database, **query))
        assert wanted & set(found[:5]), f"{query}: {found}"


@here
async def test_nobody_of_thirteen_is_sent_to_the_pensioners(database: Database) -> None:
    await import_source(database, HOUNSLOW, now=NOW)
    for text in ("lunch", "someone to talk to", "make friends", "exercise"):
        found = names(await ask(database, text=text, near="TW3", min_age=13, max_age=13, limit=20))
        assert not {
            "Hounslow Old Peoples  Lunch Club",
            "Hounslow Pensioners Forum",
            "Age UK",
        } & set(found)


@pytest.mark.skipif(not BULK.exists(), reason="the shared bulk upload is not here")
async def test_five_thousand_rows_of_a_bulk_upload(database: Database) -> None:
    assert recognise(BULK) == "xlsx"
    began = time.perf_counter()
    report = await import_source(database, BULK, now=NOW)
    # The file is a thousand rows, five times over: each repeat is named, not imported again.
    assert (report.added, len(report.skipped)) == (1000, 4000)
    assert "the same service stands in row" in report.skipped[0].reason
    assert time.perf_counter() - began < 90, "15 s on two quiet cores; this catches a blow-up only"
