"""Tables from files: CSV in UTF-8 or Windows-1252, with or without a BOM, and XLSX, row by row."""

from __future__ import annotations

import codecs
import csv
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from directory.importing.report import ImportProblem

_LARGEST_FIELD = 1_000_000
"""Characters in one CSV field. More is a missing quote, not a description."""
_CHUNK = 1 << 20

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Numbered:
    """A row with the number that a spreadsheet shows for it; ``fault`` where it cannot be read."""

    number: int
    cells: Row
    fault: str = ""


def encoding_of(path: Path) -> str:
    """``utf-8-sig`` if the whole file is UTF-8, else ``cp1252`` (what Excel writes)."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        start = file.read(2)
        if start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return "utf-16"
        file.seek(0)
        try:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"


def headings_of(path: Path) -> list[str]:
    """The headings of a CSV or XLSX file, without the spaces around them."""
    if _is_sheet(path):
        with _sheet(path) as rows:
            texts = ([_text(cell) for cell in cells] for cells in rows)
            return _names(path, next((t for t in texts if any(c.strip() for c in t)), []))
    with _open_csv(path) as file:
        return _names(path, next(csv.reader(file, **_dialect(path)), []))


def rows_of(path: Path) -> Iterator[Numbered]:
    """The rows below the headings. Blank rows are left out."""
    if _is_sheet(path):
        yield from _xlsx_rows(path)
    else:
        yield from _csv_rows(path)


def count_rows(path: Path) -> int:
    """About how many rows there are, for progress: lines of a CSV file, 0 where it cannot be told."""
    if _is_sheet(path):
        return 0
    with path.open("rb") as file:
        return max(0, sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(_CHUNK), b"")) - 1)


def _is_sheet(path: Path) -> bool:
    return path.suffix.lower() in (".xlsx", ".xlsm")


def _open_csv(path: Path) -> Any:
    return path.open(encoding=encoding_of(path), errors="replace", newline="")


def _dialect(path: Path) -> dict[str, Any]:
    with _open_csv(path) as file:
        first = file.readline()
    marks = {mark: first.count(mark) for mark in (",", ";", "\t", "|")}
    best = max(marks, key=lambda mark: marks[mark])
    return {"delimiter": best if marks[best] else ","}


def _csv_rows(path: Path) -> Iterator[Numbered]:
    csv.field_size_limit(_LARGEST_FIELD)
    with _open_csv(path) as file:
        reader = csv.reader(file, **_dialect(path))
        names = _names(path, next(reader, []))
        number = 1
        while True:
            number += 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as problem:
                yield Numbered(number, {}, f"the row cannot be read ({problem})")
                continue
            if not any(cell.strip() for cell in cells):
                continue
            fault = "" if len(cells) <= len(names) else "there are more cells than headings"
            yield Numbered(number, _row(names, cells), fault)


def _xlsx_rows(path: Path) -> Iterator[Numbered]:
    with _sheet(path) as rows:
        names: list[str] = []
        for number, cells in enumerate(rows, start=1):
            texts = [_text(cell) for cell in cells]
            if not names:
                if any(text.strip() for text in texts):
                    names = _names(path, texts)
                continue
            if any(text.strip() for text in texts):
                yield Numbered(number, _row(names, texts))


class _sheet:  # noqa: N801
    """The rows of the first sheet, read without loading the whole file; values, not formulas."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> Iterator[tuple[Any, ...]]:
        try:
            self._book = openpyxl.load_workbook(self._path, read_only=True, data_only=True)
        except (InvalidFileException, zipfile.BadZipFile, KeyError, OSError, ValueError) as problem:
            raise ImportProblem(
                f"{self._path.name} is not a spreadsheet that can be read.",
                hint="Save it again as “Excel Workbook (.xlsx)”.",
            ) from problem
        if not self._book.worksheets:
            raise ImportProblem(f"{self._path.name} has no sheet with rows in it.")
        return iter(self._book.worksheets[0].iter_rows(values_only=True))

    def __exit__(self, *_: object) -> None:
        self._book.close()


def _names(path: Path, cells: list[str]) -> list[str]:
    names = [cell.strip() for cell in cells]
    if not any(names):
        raise ImportProblem(
            f"{path.name} is empty.", hint="The first row has to hold the headings."
        )
    twice = {name for name in names if name and names.count(name) > 1}
    if twice:
        raise ImportProblem(f"{path.name} has the heading “{sorted(twice)[0]}” twice.")
    return names


def _row(names: list[str], cells: list[str]) -> Row:
    return {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name}


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)
