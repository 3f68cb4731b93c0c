"""The export of a borough's "Connect" directory: four CSV files that point at each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from directory.importing.drafts import Built, build, usable_coordinates
from directory.importing.files import Row, rows_of
from directory.importing.mapping import MAPPINGS, load_mapping
from directory.importing.report import RowError, RowProblem
from directory.records import LocationRecord, service_uuid

FILES = {
    "organisation.csv": ("ID*", "Name*"),
    "service.csv": ("ID*", "Organisation ID*", "Name*", "Intro*", "Is Free*"),
    "location.csv": ("ID*", "Address Line 1*", "Postcode*"),
    "service_location.csv": ("Service ID*", "Location ID*"),
}
"""The files and the headings that they are recognised by."""

Item = Built | RowProblem


@dataclass(slots=True)
class _Related:
    organisations: dict[str, Row]
    locations: dict[str, LocationRecord]
    places_of: dict[str, list[str]]
    problems: list[RowProblem]


def read_connect(folder: Path, *, source: str) -> Iterator[Item]:
    """Each service with its organisation and places. Links that lead nowhere are reported."""
    related = _related(folder, source)
    yield from related.problems
    mapping = load_mapping(MAPPINGS / "connect_folder.yml")
    seen: dict[str, int] = {}
    for row in rows_of(folder / "service.csv"):
        draft = mapping.draft(row.cells)
        who = related.organisations.get(row.cells.get("Organisation ID*", ""))
        if who is not None:
            draft["organization_id"] = who["ID*"]
            draft["organization"] = who["Name*"]
            draft["organization_description"] = who.get("Description*", "")
        try:
            if row.fault:
                raise RowError("", row.fault, "Look for a missing quote mark.")
            built = build(draft, source=source, row=row.number)
        except RowError as problem:
            column = mapping.column_of(problem.column)
            yield RowProblem("service.csv", row.number, column, problem.reason, problem.advice)
            continue
        if who is None:
            built.notes.append(
                ("Organisation ID*", "there is no such organisation.", "Its own name is used.")
            )
        if seen.setdefault(built.record.id, row.number) != row.number:
            yield RowProblem(
                "service.csv", row.number, "ID*",
                f"the same id stands in row {seen[built.record.id]}.", "Keep one of the two.",
            )  # fmt: skip
            continue
        places = related.places_of.get(row.cells.get("ID*", ""), [])
        built.record.locations = [related.locations[key] for key in places]
        yield built


def _related(folder: Path, source: str) -> _Related:
    found = _Related({}, {}, defaultdict(list), [])
    for row in rows_of(folder / "organisation.csv"):
        found.organisations[row.cells.get("ID*", "")] = row.cells
    for row in rows_of(folder / "location.csv"):
        location, note = _location(row.cells, source)
        found.locations[row.cells.get("ID*", "")] = location
        if note:
            found.problems.append(RowProblem("location.csv", row.number, *note))
    services = {row.cells.get("ID*", "") for row in rows_of(folder / "service.csv")}
    for row in rows_of(folder / "service_location.csv"):
        service, place = row.cells.get("Service ID*", ""), row.cells.get("Location ID*", "")
        for column, known in (
            ("Service ID*", service in services),
            ("Location ID*", place in found.locations),
        ):
            if not known:
                found.problems.append(
                    RowProblem(
                        "service_location.csv", row.number, column, "leads nowhere.",
                        "The link is left out.",
                    )
                )  # fmt: skip
        if service in services and place in found.locations:
            found.places_of[service].append(place)
    return found


def _location(cells: Row, source: str) -> tuple[LocationRecord, tuple[str, str, str] | None]:
    lat_lon, note = None, None
    texts = cells.get("lat", ""), cells.get("lon", "")
    if any(texts):
        try:
            lat_lon, note = usable_coordinates(float(texts[0]), float(texts[1]))
        except ValueError:
            note = ("lat", "is not a number.", "The postcode is used instead.")
    lines = [cells.get(f"Address Line {n}", "") for n in (2, 3)]
    city = cells.get("City*", "")
    return LocationRecord(
        id=service_uuid(f"{source}/location", cells.get("ID*", "")),
        latitude=lat_lon[0] if lat_lon else None,
        longitude=lat_lon[1] if lat_lon else None,
        address_1=cells.get("Address Line 1*", ""),
        address_2=", ".join(line for line in lines if line),
        city=city,
        region=cells.get("County*", ""),
        postal_code=cells.get("Postcode*", "").upper(),
    ), note
