"""One import from beginning to end: recognise, read, place, write, report."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from directory.importing.connect import FILES as CONNECT_FILES
from directory.importing.connect import read_connect
from directory.importing.drafts import Built
from directory.importing.files import count_rows, headings_of
from directory.importing.hsds_csv import NEEDED as HSDS_FILES
from directory.importing.hsds_csv import read_hsds_csv
from directory.importing.hsds_json import read_json
from directory.importing.placing import Placer
from directory.importing.report import ImportProblem, ImportReport, RowProblem
from directory.importing.tables import mapping_for, read_table
from directory.writing import BATCH, write
from storage.database import Database

FORMATS = ("auto", "hsds-json", "hsds-csv", "oruk", "csv", "xlsx")
_MOST_UNPLACED = 50_000
"""Services without a place that are held back until the middle of the list is known."""

Progress = Callable[[int, int], None]
"""progress(rows done, rows in all or 0 where that cannot be told)"""
Item = Built | RowProblem


class _Undo(Exception):
    """Ends a transaction without keeping anything."""


async def import_source(
    database: Database,
    source: Path,
    *,
    format: str = "auto",
    mapping: Path | None = None,
    dry_run: bool = False,
    now: datetime,
    progress: Progress | None = None,
    name: str | None = None,
    licence: str = "",
) -> ImportReport:
    """Import services. The same file again changes nothing; broken rows are reported, the rest kept.

    ``name`` identifies the source, so that ids which are not UUIDs stay apart; by default the name
    of the file or folder. Nothing is ever deleted because a file no longer has it. Raises
    :class:`ImportProblem` where the source as a whole cannot be read.
    """
    kind = _checked(source, format)
    report = ImportReport(kind, name or source.stem, dry_run)
    work = _Work(database, report, now, dry_run, licence)
    items, rows = _items(source, kind, mapping, report.source)
    work.file = _file_of(source, kind)
    for number, item in enumerate(items, start=1):
        await work.take(item)
        if progress is not None and number % BATCH == 0:
            progress(number, rows)
    await work.finish()
    if progress is not None:
        done = report.read + len(report.skipped)
        progress(done, done)
    return report


def _checked(source: Path, format_: str) -> str:
    if format_ not in FORMATS:
        raise ImportProblem(
            f"There is no format “{format_}”.", hint=f"Use one of: {', '.join(FORMATS)}."
        )
    if not source.exists():
        raise ImportProblem(f"There is no file or folder {source}.")
    return recognise(source) if format_ == "auto" else format_


def recognise(source: Path) -> str:
    """The format of a file or folder, from its ending and its headings."""
    if source.is_dir():
        if _is_connect(source):
            return "connect"
        if all((source / name).exists() for name in HSDS_FILES):
            return "hsds-csv"
        raise ImportProblem(
            f"The files in {source.name} are in no layout that we know.",
            hint="We know HSDS (services.csv, organizations.csv) and Connect exports (service.csv, organisation.csv).",
        )
    ending = source.suffix.lower()
    known = {".json": "hsds-json", ".csv": "csv", ".tsv": "csv", ".xlsx": "xlsx", ".xlsm": "xlsx"}
    if ending not in known:
        raise ImportProblem(
            f"We cannot tell what kind of file {source.name} is.",
            hint="Name the format: " + ", ".join(FORMATS[1:]) + ".",
        )
    return known[ending]


def _file_of(source: Path, kind: str) -> str:
    """The name of the file that the rows stand in."""
    if not source.is_dir():
        return source.name
    return "service.csv" if kind == "connect" else "services.csv"


def _is_connect(folder: Path) -> bool:
    return all(
        (folder / name).exists() and set(headings) <= set(headings_of(folder / name))
        for name, headings in CONNECT_FILES.items()
    )


def _items(source: Path, kind: str, mapping: Path | None, name: str) -> tuple[Iterator[Item], int]:
    folder = source.is_dir()
    if folder and kind in ("csv", "connect") and _is_connect(source):
        return read_connect(source, source=name), count_rows(source / "service.csv")
    if folder and kind in ("csv", "hsds-csv"):
        return read_hsds_csv(source, source=name), count_rows(source / "services.csv")
    if folder or kind in ("hsds-csv", "connect"):
        raise ImportProblem(f"{source.name} is not in the format {kind}.")
    if kind in ("hsds-json", "oruk"):
        return read_json(source, source=name), 0
    found = mapping_for(source, mapping)
    return read_table(source, found, source=found.source or name), count_rows(source)


class _Work:
    """What is under way: a batch that is filling up, and services without a place."""

    def __init__(
        self, database: Database, report: ImportReport, now: datetime, dry_run: bool, licence: str
    ) -> None:
        self._database = database
        self._report = report
        self._now = now
        self._dry_run = dry_run
        self._licence = licence
        self._placer = Placer()
        self._batch: list[Built] = []
        self._unplaced: list[Built] = []
        self.file = ""

    async def take(self, item: Item) -> None:
        if isinstance(item, RowProblem):
            # A link that leads nowhere or an odd place loses no service.
            lost = item.file not in ("location.csv", "service_location.csv")
            (self._report.skipped if lost else self._report.notes).append(item)
            return
        item.record.licence = item.record.licence or self._licence
        self._batch.append(item)
        if len(self._batch) >= BATCH:
            await self._place_and_write()

    async def _place_and_write(self) -> None:
        placed: list[Built] = []
        async with self._database.reading() as session:
            for built in self._batch:
                known = await self._placer.place(session, built)
                if known or len(self._unplaced) >= _MOST_UNPLACED:
                    placed.append(built)
                else:
                    self._unplaced.append(built)
                self._note(built)
        self._batch = []
        await self._write(placed)

    def _note(self, built: Built) -> None:
        for column, reason, hint in built.notes:
            self._report.notes.append(RowProblem(self.file, built.record.row, column, reason, hint))

    async def _write(self, batch: list[Built]) -> None:
        if not batch:
            return
        records = [built.record for built in batch]
        try:
            async with self._database.transaction() as session:
                done = await write(session, records, source=self._report.source, now=self._now)
                if self._dry_run:
                    raise _Undo
        except _Undo:
            pass
        self._report.added += done.added
        self._report.changed += done.changed
        self._report.unchanged += done.unchanged

    async def finish(self) -> None:
        """Write what is left. Services without a place come last, when the rest tell where."""
        await self._place_and_write()
        for start in range(0, len(self._unplaced), BATCH):
            chunk = self._unplaced[start : start + BATCH]
            for built in chunk:
                self._placer.place_by_words(built)
            await self._write(chunk)
