"""Full tables of places from files."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from sqlalchemy import func, select

from directory.importing.report import ImportProblem
from directory.place_import import import_places
from directory.place_tables import Place, Postcode
from directory.places import resolve
from storage.database import Database
from tests.conftest import both_databases
from tests.directory.some import DATA

FULL_TABLE = DATA / "directory/postcodes/gb_postcodes.csv.gz"
ROWS = "postcode,lat,lon\nHU1 1AA,53.7431,-0.3361\nHU1 1AB,53.7451,-0.3381\n"


def _file(folder: Path, text: str, name: str = "places.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@both_databases
async def test_postcodes_and_their_outward_codes(database: Database, tmp_path: Path) -> None:
    file = _file(tmp_path, ROWS)
    report = await import_places(database, file)
    assert (report.postcodes, report.outcodes, report.places, report.skipped) == (2, 1, 0, 0)
    await import_places(database, file)
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(Postcode)) == 2
        assert await session.scalar(select(func.count()).select_from(Place)) == 1
        middle = (await resolve(session, "HU1")).place
        exact = (await resolve(session, "hu11aa")).place
    assert middle is not None
    assert (middle.lat, middle.lon) == (53.7441, -0.3371)
    assert exact is not None
    assert exact.lat == 53.7431


async def test_a_packed_file_and_onspd_headings(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "onspd.csv.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write("pcd,pcds,doterm,lat,long\nHU1 1AA,HU1 1AA,,53.7431,-0.3361\n")
        file.write("GY1 1AA,GY1 1AA,,99.999999,0.000000\n")
    report = await import_places(database, path)
    assert (report.postcodes, report.skipped) == (1, 1)
    assert report.problems[0].row == 3


async def test_code_point_open_has_no_headings(database: Database, tmp_path: Path) -> None:
    file = _file(tmp_path, '"HU11AA",10,509700,428900,"E92","","E19","","E06","E05"\n')
    report = await import_places(database, file)
    assert report.postcodes == 1
    async with database.reading() as session:
        row = await session.get(Postcode, "HU11AA")
    assert row is not None
    assert row.lat == pytest.approx(53.745, abs=0.005)


async def test_towns_with_a_mapping(database: Database, tmp_path: Path) -> None:
    file = _file(
        tmp_path,
        "Settlement,County,N,E\nNewport,Isle of Wight,50.70,-1.29\nNewport,Gwent,51.58,-2.99\n",
    )
    mapping = _file(
        tmp_path, "name: Settlement\nregion: County\nlatitude: N\nlongitude: E\n", "map.yml"
    )
    report = await import_places(database, file, mapping)
    assert report.places == 2
    async with database.reading() as session:
        answer = await resolve(session, "newport")
        chosen = await resolve(session, "Newport, Gwent")
    assert answer.choices == ("Newport, Gwent", "Newport, Isle of Wight")
    assert chosen.place is not None


async def test_broken_rows_are_reported_and_the_rest_read(
    database: Database, tmp_path: Path
) -> None:
    file = _file(tmp_path, ROWS + "nonsense,53.7,-0.3\nHU1 1AC,fifty,-0.3\nHU1 1AD,-0.33,53.74\n")
    report = await import_places(database, file)
    assert report.postcodes == 3
    assert [(one.row, one.column) for one in report.problems] == [(4, "postcode"), (5, "latitude")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("a,b\n1,2\n", "no headings that we know"),
        ("postcode,lat\nX,1\n", "no headings"),
    ],
)
async def test_a_file_that_is_no_table_of_places(
    database: Database, tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(ImportProblem, match=said):
        await import_places(database, _file(tmp_path, text))


async def test_a_file_that_is_not_there(database: Database, tmp_path: Path) -> None:
    with pytest.raises(ImportProblem, match="no file"):
        await import_places(database, tmp_path / "none.csv")


async def test_a_mapping_that_names_a_missing_heading(database: Database, tmp_path: Path) -> None:
    mapping = _file(tmp_path, "postcode: PC\nlatitude: lat\nlongitude: lon\n", "map.yml")
    with pytest.raises(ImportProblem, match="PC"):
        await import_places(database, _file(tmp_path, ROWS), mapping)


async def test_a_file_that_is_cut_short(database: Database, tmp_path: Path) -> None:
    whole = gzip.compress((ROWS * 500).encode())
    path = tmp_path / "cut.csv.gz"
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ImportProblem, match="cannot be read to its end"):
        await import_places(database, path)


@pytest.mark.skipif(not FULL_TABLE.exists(), reason="the shared table of postcodes is not here")
async def test_the_first_rows_of_the_full_table(database: Database, tmp_path: Path) -> None:
    seen: list[int] = []
    path = tmp_path / "some.csv"
    with gzip.open(FULL_TABLE, "rt", encoding="utf-8") as whole:
        path.write_text("".join(line for line, _ in zip(whole, range(25_001), strict=False)))
    report = await import_places(database, path, progress=lambda done, _: seen.append(done))
    assert report.postcodes == 25_000
    assert len(seen) == 2
