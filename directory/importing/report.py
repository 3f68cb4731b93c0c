"""What an import did, and what was wrong in the source, row by row."""

from __future__ import annotations

from dataclasses import dataclass, field

from basics.errors import InvalidInput, WaymarkError


class ImportProblem(InvalidInput):
    """The source as a whole cannot be read: no such file, not this format, a heading is missing."""

    code = "import_problem"


class RowError(WaymarkError):
    """One row cannot become a service. Caught by the import, which goes on with the next."""

    code = "row_error"

    def __init__(self, column: str, reason: str, hint: str = "") -> None:
        super().__init__(reason, hint=hint or None)
        self.column = column
        self.reason = reason
        self.advice = hint


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Something wrong in one row. ``row`` counts as a spreadsheet does: the headings are row 1; in
    JSON it is the number of the object, from 1."""

    file: str
    row: int | None
    column: str
    reason: str
    hint: str = ""

    def __str__(self) -> str:
        row = f", row {self.row}" if self.row is not None else ""
        column = f", {self.column}" if self.column else ""
        return f"{self.file}{row}{column}: {self.reason} {self.hint}".rstrip()


@dataclass(slots=True)
class ImportReport:
    """Counts of services, the rows that were left out, and what was odd in rows that were not."""

    format: str = ""
    source: str = ""
    dry_run: bool = False
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    skipped: list[RowProblem] = field(default_factory=list)
    """Rows that were left out, and why."""
    notes: list[RowProblem] = field(default_factory=list)
    """Rows that were imported although something in them was not usable."""

    @property
    def read(self) -> int:
        """Services that could be read."""
        return self.added + self.changed + self.unchanged
