"""Full tables of places: ONSPD, OS Code-Point Open, or any CSV with a heading for each field.

Read row by row and written in batches, so that 1.7 million postcodes need little memory; each
batch is a transaction of its own, so that conversations go on meanwhile.
"""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from basics.content import load_yaml
from directory.grid import to_lat_lon
from directory.importing.drafts import usable_coordinates
from directory.importing.report import ImportProblem, RowProblem
from directory.places import POSTCODE, key_of
from directory.records import child_uuid
from storage.database import Database

_BATCH = 10_000
_MOST_PROBLEMS = 100
_FIELDS = (
    "postcode",
    "name",
    "kind",
    "region",
    "latitude",
    "longitude",
    "easting",
    "northing",
    "reach_km",
)
SCHEMA: dict[str, Any] = {
    "type": "object",
    "minProperties": 3,
    "propertyNames": {"enum": list(_FIELDS)},
    "additionalProperties": {"type": "string", "minLength": 1},
}
_GUESSES: dict[str, tuple[str, ...]] = {
    "postcode": ("pcds", "postcode", "pcd", "pcd7", "pcd2", "post code"),
    "latitude": ("lat", "latitude"),
    "longitude": ("long", "lon", "lng", "longitude"),
    "easting": ("eastings", "easting", "oseast1m", "east1m"),
    "northing": ("northings", "northing", "osnrth1m", "north1m"),
    "name": ("name", "town", "place"),
    "kind": ("kind",),
    "region": ("region", "county"),
    "reach_km": ("reach_km",),
}
_CODE_POINT = ("postcode", "", "easting", "northing")
"""Columns of a Code-Point Open file, which has no headings."""
_KINDS = ("town", "area", "outcode")


@dataclass(slots=True)
class PlacesReport:
    """What was read, and the first rows that could not be."""

    postcodes: int = 0
    outcodes: int = 0
    places: int = 0
    """Towns and districts."""
    skipped: int = 0
    problems: list[RowProblem] = field(default_factory=list)

    def skip(self, problem: RowProblem) -> None:
        self.skipped += 1
        if len(self.problems) < _MOST_PROBLEMS:
            self.problems.append(problem)


@dataclass(slots=True)
class _Outward:
    lat: float = 0.0
    lon: float = 0.0
    count: int = 0


async def import_places(
    database: Database,
    file: Path,
    mapping: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> PlacesReport:
    """Read ``file`` (.csv, .csv.gz or .zip) into the tables of places; the same again changes
    nothing. ``progress(rows done, 0)`` after every batch. Outward codes are put at the middle of
    their postcodes. Raises :class:`ImportProblem` where the file as a whole cannot be used.
    """
    report, outward = PlacesReport(), dict[str, _Outward]()
    postcodes: list[dict[str, Any]] = []
    named: list[dict[str, Any]] = []
    for number, cells in _rows(file, mapping):
        problem = _take(cells, outward, postcodes, named, file.stem)
        if problem:
            report.skip(RowProblem(file.name, number, *problem))
        if len(postcodes) + len(named) >= _BATCH:
            await _flush(database, postcodes, named, report)
            if progress is not None:
                progress(number, 0)
    named += _outward_rows(outward, file.stem)
    report.outcodes = len(outward)
    await _flush(database, postcodes, named, report)
    report.places -= report.outcodes
    return report


def _take(
    cells: dict[str, str],
    outward: dict[str, _Outward],
    postcodes: list[dict[str, Any]],
    named: list[dict[str, Any]],
    source: str,
) -> tuple[str, str, str] | None:
    try:
        point = _point(cells)
    except ValueError:
        return ("latitude", "is not a number.", "")
    if point is None:
        return ("latitude", "is not in the United Kingdom.", "The row has no usable coordinates.")
    lat, lon = point
    if "postcode" not in cells:
        return _take_named(cells, lat, lon, named, source)
    match = POSTCODE.fullmatch(cells["postcode"].strip())
    if match is None:
        return ("postcode", f"“{cells['postcode'][:12]}” is not a postcode.", "")
    code = match[1].upper() + match[2].upper()
    postcodes.append({"code": code, "lat": round(lat, 5), "lon": round(lon, 5)})
    total = outward.setdefault(match[1].upper(), _Outward())
    total.lat, total.lon, total.count = total.lat + lat, total.lon + lon, total.count + 1
    return None


def _take_named(
    cells: dict[str, str], lat: float, lon: float, named: list[dict[str, Any]], source: str
) -> tuple[str, str, str] | None:
    name, kind = cells.get("name", "").strip(), cells.get("kind", "town").strip() or "town"
    if not name:
        return ("name", "is empty.", "")
    if kind not in _KINDS:
        return ("kind", f"“{kind[:20]}” is not one of {', '.join(_KINDS)}.", "")
    reach = float(cells.get("reach_km") or 0)
    named.append(_place_row(name, kind, cells.get("region", "").strip(), lat, lon, reach, source))
    return None


def _point(cells: dict[str, str]) -> tuple[float, float] | None:
    if cells.get("latitude") and cells.get("longitude"):
        return usable_coordinates(float(cells["latitude"]), float(cells["longitude"]))[0]
    if cells.get("easting") and cells.get("northing"):
        easting, northing = float(cells["easting"]), float(cells["northing"])
        # Code-Point Open marks a postcode that it has no place for with 0, 0.
        return to_lat_lon(easting, northing) if easting and northing else None
    return None


def _place_row(
    name: str, kind: str, region: str, lat: float, lon: float, reach: float, source: str
) -> dict[str, Any]:
    return {
        "id": child_uuid("place", kind, name, region), "kind": kind, "key": key_of(name)[:80],
        "name": name[:80], "region": region[:80], "lat": round(lat, 5), "lon": round(lon, 5),
        "reach_km": reach, "source": source[:80],
    }  # fmt: skip


def _outward_rows(outward: dict[str, _Outward], source: str) -> list[dict[str, Any]]:
    return [
        _place_row(code, "outcode", "", total.lat / total.count, total.lon / total.count, 0, source)
        for code, total in outward.items()
    ]


async def _flush(
    database: Database,
    postcodes: list[dict[str, Any]],
    named: list[dict[str, Any]],
    report: PlacesReport,
) -> None:
    async with database.transaction() as session:
        await _write(session, "postcode", ("code", "lat", "lon"), postcodes)
        columns = ("id", "kind", "key", "name", "region", "lat", "lon", "reach_km", "source")
        await _write(session, "place", columns, named)
    report.postcodes += len(postcodes)
    report.places += len(named)
    postcodes.clear()
    named.clear()


async def _write(
    session: AsyncSession, table: str, columns: tuple[str, ...], rows: list[dict[str, Any]]
) -> None:
    if not rows:
        return
    values = ", ".join(f":{name}" for name in columns)
    changes = ", ".join(f"{name} = excluded.{name}" for name in columns[1:])
    target = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({values})"  # noqa: S608
    await session.execute(
        text(f"{target} ON CONFLICT ({columns[0]}) DO UPDATE SET {changes}"), rows
    )


def _rows(file: Path, mapping: Path | None) -> Iterator[tuple[int, dict[str, str]]]:
    if not file.exists():
        raise ImportProblem(f"There is no file {file}.")
    with _opened(file) as stream:
        reader = csv.reader(stream)
        try:
            first = next(reader, None)
            if first is None:
                raise ImportProblem(f"{file.name} is empty.")
            columns, is_data = _columns(file, first, mapping)
            if is_data:
                yield 1, _cells(columns, first)
            for number, cells in enumerate(reader, start=2):
                if cells:
                    yield number, _cells(columns, cells)
        except (csv.Error, UnicodeDecodeError, EOFError, gzip.BadGzipFile) as problem:
            raise ImportProblem(
                f"{file.name} cannot be read to its end.", hint="Is it cut short or damaged?"
            ) from problem


def _cells(columns: dict[str, int], cells: list[str]) -> dict[str, str]:
    return {name: cells[at].strip() for name, at in columns.items() if at < len(cells)}


def _columns(file: Path, first: list[str], mapping: Path | None) -> tuple[dict[str, int], bool]:
    """The place of each field in a row, and whether the first row is data already."""
    headings = [name.strip().lstrip("\ufeff") for name in first]
    if mapping is not None:
        wanted = load_yaml(mapping, SCHEMA)
        missing = next((name for name in wanted.values() if name not in headings), None)
        if missing:
            raise ImportProblem(f"{file.name} has no heading “{missing}”, which the mapping names.")
        return {ours: headings.index(theirs) for ours, theirs in wanted.items()}, False
    if POSTCODE.fullmatch(headings[0]) and len(headings) >= len(_CODE_POINT):
        return {name: at for at, name in enumerate(_CODE_POINT) if name} | {
            "easting": 2, "northing": 3
        }, True  # fmt: skip
    plain = [name.casefold() for name in headings]
    found = {
        ours: plain.index(theirs)
        for ours, names in _GUESSES.items()
        if (theirs := next((name for name in names if name in plain), None)) is not None
    }
    has_point = {"latitude", "longitude"} <= set(found) or {"easting", "northing"} <= set(found)
    if not has_point or not ({"postcode", "name"} & set(found)):
        raise ImportProblem(
            f"{file.name} has no headings that we know for a place and where it is.",
            hint="It needs postcode (or name), lat and lon; or give a mapping file.",
        )
    return found, False


@contextmanager
def _opened(file: Path) -> Iterator[TextIO]:
    """The text of a .csv, .csv.gz, or the largest .csv in a .zip."""
    if file.suffix == ".gz":
        with gzip.open(file, "rt", encoding="utf-8-sig", newline="") as packed:
            yield packed
    elif file.suffix == ".zip":
        with zipfile.ZipFile(file) as archive:
            tables = [one for one in archive.infolist() if one.filename.lower().endswith(".csv")]
            if not tables:
                raise ImportProblem(f"{file.name} has no CSV file in it.")
            largest = max(tables, key=lambda one: one.file_size)
            with archive.open(largest) as raw:
                yield io.TextIOWrapper(raw, encoding="utf-8-sig", newline="")
    else:
        with file.open(encoding="utf-8-sig", newline="") as plain:
            yield plain
