"""Import as a whole: formats, broken rows, dry run, the same file again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import func, select

from basics.content import ContentError
from directory.directory import Directory
from directory.importing.report import ImportProblem, ImportReport
from directory.importing.run import import_source
from directory.tables import Service
from storage.database import Database
from tests.conftest import both_databases
from tests.directory.some import DATA, NOW, ask, names

HSDS = DATA / "hsds-spec/hsds-3.1.1/examples"
HSDS_CSV = DATA / "hsds-spec/hsds-3.0/examples/csv"
CSV = (
    "Service name,About,Age range,Cost,When,Postcode,Lat,Lon\n"
    "Ballet Hour,Dance for all,7-11,£2 a class,Sat 10am-11am,HU1 1AA,53.744,-0.336\n"
    "Homework Club,Quiet desks,Year 7-9,Free,Mon-Thu 4-6pm,HU5 2AA,,\n"
)


def _file(folder: Path, text: str, name: str = "list.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


async def _import(database: Database, source: Path, **options: Any) -> ImportReport:
    return await import_source(database, source, now=NOW, **options)


async def _count(database: Database) -> int:
    async with database.reading() as session:
        return await session.scalar(select(func.count()).select_from(Service)) or 0


@both_databases
async def test_a_table_with_plain_headings(database: Database, tmp_path: Path) -> None:
    file = _file(tmp_path, CSV)
    report = await _import(database, file)
    assert (report.format, report.added, report.skipped) == ("csv", 2, [])
    again = await _import(database, file)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 2)
    hit = (await ask(database, text="ballet", near="HU1", min_age=8, max_age=8)).results[0]
    assert (hit.min_age, hit.max_age, hit.cost) == (7, 11, "£2 a class")
    assert hit.when == "Saturdays, 10am to 11am"
    assert "dance" in hit.interests


async def test_a_postcode_without_coordinates_is_placed_by_its_outward_code(
    database: Database, tmp_path: Path
) -> None:
    await _import(database, _file(tmp_path, CSV))
    hit = (await ask(database, text="homework", near="HU5")).results[0]
    assert hit.distance_km is None
    assert hit.where == "HU5 2AA"
    assert (hit.min_age, hit.max_age, hit.free) == (11, 14, True)


async def test_a_dry_run_changes_nothing(database: Database, tmp_path: Path) -> None:
    report = await _import(database, _file(tmp_path, CSV), dry_run=True)
    assert (report.dry_run, report.added) == (True, 2)
    assert await _count(database) == 0
    assert names(await ask(database, near="HU1")) == []


async def test_broken_rows_are_reported_and_the_rest_imported(
    database: Database, tmp_path: Path
) -> None:
    text = (
        "name,min age,max age,lat,lon,postcode,last checked\n"
        "Good,10,16,53.744,-0.336,,2026-10-01\n"
        ",10,16,53.744,-0.336,,\n"
        "Turned,10,16,-0.336,53.744,,\n"
        "Abroad,10,16,40.7,-74.0,HU1 1AA,\n"
        "Odd ages,sixteen,9,53.744,-0.336,,\n"
        "Backwards,16,10,53.744,-0.336,,\n"
        "Odd postcode,,,,,ZZ99 9ZZ,\n"
        "Odd date,,,53.744,-0.336,,last spring\n"
        f"{'x' * 301},,,,,,\n"
        "Good,10,16,53.744,-0.336,,2026-10-01\n"
        "Too many,1,2,3,4,5,6,7,8\n"
    )
    report = await _import(database, _file(tmp_path, text))
    skipped = {problem.row: problem for problem in report.skipped}
    assert set(skipped) == {3, 10, 11, 12}
    assert skipped[3].column == "name"
    assert "no name" in skipped[3].reason
    assert "row 2" in skipped[11].reason
    assert "more cells" in skipped[12].reason
    assert str(skipped[3]).startswith("list.csv, row 3, name: the service has no name.")
    notes = {problem.row: problem.reason for problem in report.notes}
    assert "swapped" in notes[4]
    assert "not in the United Kingdom" in notes[5]
    assert "not a number" in notes[6]
    assert "more than" in notes[7]
    assert "we do not know the postcode" in notes[8]
    assert "not a date" in notes[9]
    assert report.added == await _count(database) == 7


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "Café Noir"),
        ("utf-8-sig", "Café Noir"),
        ("cp1252", "Café “Noir” – £2"),
        ("utf-16", "Café"),
    ],
)
async def test_encodings(database: Database, tmp_path: Path, encoding: str, name: str) -> None:
    file = _file(tmp_path, f"name,lat,lon\n{name},53.744,-0.336\n", encoding=encoding)
    await _import(database, file)
    assert names(await ask(database, near="HU1")) == [name]


@pytest.mark.parametrize("mark", [";", "\t", "|"])
async def test_other_separators(database: Database, tmp_path: Path, mark: str) -> None:
    file = _file(tmp_path, f"name{mark}description\nClub{mark}Fun, games and more\n")
    assert (await _import(database, file)).added == 1


async def test_a_mapping_file(database: Database, tmp_path: Path) -> None:
    file = _file(tmp_path, "Titel,Wer,Wie,Extra\nKlub,11+,Frei,more words\n")
    mapping = _file(
        tmp_path,
        "columns: {name: Titel, ages: Wer, fees: Wie}\njoin: {description: [Titel, Extra]}\n"
        "values: {fees: {Frei: Free}}\nfixed: {licence: Ours, languages: German}\n",
        "map.yml",
    )
    await _import(database, file, mapping=mapping)
    hit = (await ask(database, text="klub")).results[0]
    assert (hit.min_age, hit.free) == (11, True)


async def test_a_mapping_that_names_a_heading_that_is_not_there(
    database: Database, tmp_path: Path
) -> None:
    mapping = _file(tmp_path, "columns: {name: Service nam}\n", "map.yml")
    with pytest.raises(ImportProblem, match=r"no heading “Service nam”.*“Service name”"):
        await _import(database, _file(tmp_path, CSV), mapping=mapping)


async def test_a_mapping_with_a_wrong_key_is_named_by_line(
    database: Database, tmp_path: Path
) -> None:
    mapping = _file(tmp_path, "columns:\n  name: Service name\n  colour: Red\n", "map.yml")
    with pytest.raises(ContentError, match=r"map\.yml, line \d+"):
        await _import(database, _file(tmp_path, CSV), mapping=mapping)


async def test_no_heading_is_a_name(database: Database, tmp_path: Path) -> None:
    with pytest.raises(ImportProblem, match="“colour”") as caught:
        await _import(database, _file(tmp_path, "colour,size\nred,2\n"))
    assert "--mapping" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("list.csv", "", "empty"),
        ("list.csv", "name,name\na,b\n", "twice"),
        ("list.json", "{not json", "valid JSON"),
        ("list.json", '{"a": 1}', "no HSDS services"),
        ("list.json", '"hello"', "no HSDS services"),
        ("list.xlsx", "not a spreadsheet", "not a spreadsheet"),
        ("list.doc", "hello", "what kind of file"),
    ],
)
async def test_files_that_cannot_be_read(
    database: Database, tmp_path: Path, name: str, text: str, said: str
) -> None:
    with pytest.raises(ImportProblem, match=said):
        await _import(database, _file(tmp_path, text, name))


async def test_what_is_not_there(database: Database, tmp_path: Path) -> None:
    with pytest.raises(ImportProblem, match="no file or folder"):
        await _import(database, tmp_path / "none.csv")
    with pytest.raises(ImportProblem, match="in no layout that we know"):
        await _import(database, tmp_path)
    with pytest.raises(ImportProblem, match="no format “word”"):
        await _import(database, tmp_path, format="word")


async def test_a_spreadsheet(database: Database, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([None])
    sheet.append(["Name", "Minimum age", "Max age", "Free", "Latitude", "Longitude"])
    sheet.append(["Chess Club", 8.0, 14, True, 53.744, -0.336])
    sheet.append([None, None, None, None, None, None])
    sheet.append([None, 5, None, None, None, None])
    path = tmp_path / "list.xlsx"
    book.save(path)
    report = await _import(database, path)
    assert (report.format, report.added) == ("xlsx", 1)
    assert [problem.row for problem in report.skipped] == [5]
    hit = (await ask(database, text="chess", near="HU1")).results[0]
    assert (hit.min_age, hit.max_age, hit.free) == (8, 14, True)


async def test_progress_is_told(database: Database, tmp_path: Path) -> None:
    rows = "".join(f"Club {n},53.7,-0.3\n" for n in range(1200))
    seen: list[tuple[int, int]] = []
    file = _file(tmp_path, "name,lat,lon\n" + rows)
    await _import(database, file, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(500, 1200), (1000, 1200), (1200, 1200)]


async def test_a_gap_in_a_later_file_deletes_nothing(database: Database, tmp_path: Path) -> None:
    await _import(database, _file(tmp_path, CSV))
    shorter = "\n".join(CSV.splitlines()[:2]) + "\n"
    await _import(database, _file(tmp_path, shorter))
    assert await _count(database) == 2


FULL = {
    "id": "0c2f3a60-0000-4000-8000-000000000001",
    "name": "Moon Choir",
    "description": "Sing on Tuesdays.",
    "status": "active",
    "minimum_age": 9,
    "maximum_age": 15,
    "assured_date": "2026-10-01",
    "organization": {"id": "org-1", "name": "Moon Trust"},
    "phones": [{"id": "p", "number": "01632 960004"}],
    "cost_options": [{"id": "c", "amount": 0}],
    "schedules": [{"id": "s", "byday": "TU", "opens_at": "17:00Z", "closes_at": "18:30:00"}],
    "languages": [{"id": "l", "name": "Welsh"}],
    "service_at_locations": [
        {
            "id": "a",
            "location": {
                "id": "loc-1", "location_type": "physical", "name": "Hall", "latitude": 53.744,
                "longitude": -0.336, "addresses": [{"id": "x", "address_1": "1 Road", "city": "Hull"}],
            },
        }
    ],
    "attributes": [
        {"id": "t", "taxonomy_term": {"code": "singing", "name": "x", "taxonomy": "waymark-interests"}},
        {"id": "u", "taxonomy_term": {"code": "9", "name": "Bereavement support", "taxonomy": "other"}},
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    "wrap",
    [
        lambda s: s,
        lambda s: [s],
        lambda s: {"contents": [s]},
        lambda s: {"page": 1, "contents": [s]},
    ],
)
async def test_hsds_json_in_its_shapes(database: Database, tmp_path: Path, wrap: Any) -> None:
    report = await _import(database, _file(tmp_path, json.dumps(wrap(FULL)), "feed.json"))
    assert (report.format, report.added, report.skipped) == ("hsds-json", 1, [])
    hit = (await ask(database, near="HU1", interests=("singing",))).results[0]
    assert hit.service_id == FULL["id"]
    assert (hit.organization, hit.min_age, hit.max_age, hit.free) == ("Moon Trust", 9, 15, True)
    assert hit.when == "Tuesdays, 5pm to 6:30pm"
    assert hit.where == "Hall, 1 Road, Hull"
    assert hit.phone == "01632 960004"
    assert str(hit.last_checked) == "2026-10-01"
    assert "bereavement" in hit.topics


async def test_objects_that_are_no_services(database: Database, tmp_path: Path) -> None:
    things = [FULL, 7, {"id": "x"}, {"name": "No id"}, {**FULL, "id": "y", "minimum_age": "ten"}]
    report = await _import(database, _file(tmp_path, json.dumps(things), "feed.json"))
    assert [(p.row, p.column) for p in report.skipped] == [(2, ""), (3, "name"), (4, "id")]
    assert [(p.row, p.column) for p in report.notes] == [(5, "minimum_age")]
    assert report.added == 2


@pytest.mark.skipif(not HSDS.exists(), reason="the shared HSDS examples are not here")
@pytest.mark.parametrize("name", ["service_full.json", "service_list.json"])
async def test_the_examples_of_the_specification(database: Database, name: str) -> None:
    report = await _import(database, HSDS / name)
    assert report.added == 1
    assert report.skipped == []


@pytest.mark.skipif(not HSDS_CSV.exists(), reason="the shared HSDS examples are not here")
async def test_the_tabular_example_of_the_specification(database: Database) -> None:
    report = await _import(database, HSDS_CSV)
    assert (report.format, report.added) == ("hsds-csv", 1)
    hit = await Directory(database).service("ac148810-d857-441c-9679-408f346de14b", now=NOW)
    assert hit is not None
    assert (hit.name, hit.min_age) == ("Community Counselling", 12)
    assert names(await ask(database, text="counselling")) == [], "its only times ended in 2005"


async def test_a_folder_of_hsds_tables(database: Database, tmp_path: Path) -> None:
    _file(tmp_path, "id,name\no1,Moon Trust\n", "organizations.csv")
    _file(
        tmp_path,
        "id,organization_id,name,minimum_age\ns1,o1,Moon Choir,9\ns2,gone,Sun Choir,\ns3,o1,,\n",
        "services.csv",
    )
    _file(tmp_path, "id,name,latitude,longitude\nl1,Hall,53.744,-0.336\n", "locations.csv")
    _file(
        tmp_path, "id,service_id,location_id\na1,s1,l1\na2,s2,nowhere\n", "service_at_location.csv"
    )
    _file(tmp_path, "id,service_id,byday,opens_at\nx1,s1,TU,17:00\n", "schedules.csv")
    report = await _import(database, tmp_path)
    assert (report.added, len(report.skipped), len(report.notes)) == (2, 1, 1)
    hit = (await ask(database, text="moon choir", near="HU1")).results[0]
    assert (hit.organization, hit.when) == ("Moon Trust", "Tuesdays from 5pm")
