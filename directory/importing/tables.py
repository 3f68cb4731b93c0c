"""One table with a row a service: CSV or XLSX, by a mapping file, one of ours, or its headings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from directory.importing.drafts import Built, build
from directory.importing.files import headings_of, rows_of
from directory.importing.mapping import (
    TableMapping,
    guessed_mapping,
    load_mapping,
    shipped_mapping,
)
from directory.importing.report import RowError, RowProblem

Item = Built | RowProblem


def mapping_for(path: Path, mapping: Path | None) -> TableMapping:
    """The mapping to read ``path`` with, checked against its headings."""
    headings = headings_of(path)
    if mapping is not None:
        found = load_mapping(mapping)
    else:
        found = shipped_mapping(headings) or guessed_mapping(path, headings)
    found.check(path, headings)
    return found


def read_table(path: Path, mapping: TableMapping, *, source: str) -> Iterator[Item]:
    """Each row as a service, or as a problem. A row that is the same as one before is a problem."""
    seen: dict[str, int] = {}
    for row in rows_of(path):
        if row.fault:
            yield RowProblem(path.name, row.number, "", row.fault, "Look for a missing quote mark.")
            continue
        try:
            built = build(mapping.draft(row.cells), source=source, row=row.number)
        except RowError as problem:
            column = mapping.column_of(problem.column)
            yield RowProblem(path.name, row.number, column, problem.reason, problem.advice)
            continue
        before = seen.setdefault(built.record.id, row.number)
        if before != row.number:
            yield RowProblem(
                path.name, row.number, mapping.column_of("id"),
                f"the same service stands in row {before}.", "Keep one of the two.",
            )  # fmt: skip
            continue
        yield built
