"""HSDS 3 as a folder of related CSV files (a tabular data package)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from directory.importing.drafts import Built
from directory.importing.files import Row, rows_of
from directory.importing.hsds_json import from_object
from directory.importing.report import ImportProblem, RowError, RowProblem

NEEDED = ("services.csv", "organizations.csv")
_OF_SERVICE = ("schedules", "phones", "contacts", "cost_options", "languages")
_OF_LOCATION = ("addresses", "accessibility")

Item = Built | RowProblem
Rows = list[Row]


def read_hsds_csv(folder: Path, *, source: str) -> Iterator[Item]:
    """Each row of services.csv with what the other files say of it."""
    for name in NEEDED:
        if not (folder / name).exists():
            raise ImportProblem(f"There is no {name} in {folder.name}.")
    package = _Package(folder)
    for row in rows_of(folder / "services.csv"):
        try:
            if row.fault:
                raise RowError("", row.fault, "Look for a missing quote mark.")
            built = from_object(package.service(row.cells), source=source, row=row.number)
        except RowError as problem:
            yield RowProblem(
                "services.csv", row.number, problem.column, problem.reason, problem.advice
            )
            continue
        if row.cells.get("organization_id") not in package.organizations:
            built.notes.append(
                ("organization_id", "there is no such organisation.", "Its own name is used.")
            )
        yield built


class _Package:
    """The files by their keys; one that is not there is empty."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.organizations = {row["id"]: row for row in self._rows("organizations")}
        self._locations = {row["id"]: row for row in self._rows("locations")}
        self._at = self._by("service_at_location", "service_id")
        self._of_service = {name: self._by(name, "service_id") for name in _OF_SERVICE}
        self._of_location = {name: self._by(name, "location_id") for name in _OF_LOCATION}
        self._schedules_at = self._by("schedules", "service_at_location_id")
        self._attributes = self._by("attributes", "link_id")
        self._terms = {row["id"]: row for row in self._rows("taxonomy_terms")}

    def service(self, row: Row) -> dict[str, Any]:
        """A row of services.csv as the full JSON object that it stands for."""
        key = row.get("id", "")
        return {
            **row,
            "organization": self.organizations.get(row.get("organization_id", ""), {}),
            **{name: rows.get(key, []) for name, rows in self._of_service.items()},
            "service_at_locations": [
                {
                    "location": self._location(at.get("location_id", "")),
                    "schedules": [
                        each
                        for each in self._schedules_at.get(at.get("id", ""), [])
                        if not each.get("service_id")
                    ],
                }
                for at in self._at.get(key, [])
            ],
            "attributes": [
                {**each, "taxonomy_term": self._terms.get(each.get("taxonomy_term_id", ""), {})}
                for each in self._attributes.get(key, [])
            ],
        }

    def _location(self, key: str) -> dict[str, Any] | None:
        row = self._locations.get(key)
        if row is None:
            return None
        found: dict[str, Any] = {k: v or None for k, v in row.items()}
        return {**found, **{name: rows.get(key, []) for name, rows in self._of_location.items()}}

    def _by(self, name: str, column: str) -> dict[str, Rows]:
        found: dict[str, Rows] = defaultdict(list)
        for row in self._rows(name):
            if row.get(column):
                found[row[column]].append(row)
        return dict(found)

    def _rows(self, name: str) -> Iterator[Row]:
        path = self._folder / f"{name}.csv"
        if path.exists():
            yield from (row.cells for row in rows_of(path) if row.cells.get("id"))
