"""The report in Markdown, readable in a terminal and ready to be pasted into a page of the docs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from safeguarding.evaluation.tables import Cell, Table, ids, remarks, tables
from safeguarding.evaluation.words import words

_LEFT_OUT = "detail"
"""Too long to be read as text; it is on the page and in the JSON."""
_BOLD = ("not_met",)


def markdown(report: Mapping[str, Any], *, level: int = 2) -> str:
    """The whole report; its headings begin at ``level``."""
    blocks = [f"{'#' * level} {words()['title']}", *remarks(report), words()["how_to_read"]]
    for table in tables(report):
        if table.name != _LEFT_OUT:
            blocks += _block(table, level + 1)
    listed = ids(report)
    if listed:
        blocks.append(f"{'#' * (level + 1)} {words()['ids']['title']}")
        blocks += [f"**{heading}**: {found}" for heading, found in listed]
    return "\n\n".join(blocks) + "\n"


def _block(table: Table, level: int) -> Iterator[str]:
    yield f"{'#' * level} {table.title}"
    if table.note:
        yield table.note
    rows = [list(table.heads), *([_text(cell) for cell in row] for row in table.rows)]
    yield "\n".join(_aligned([[_escaped(text) for text in row] for row in rows]))
    yield from table.after


def _text(cell: Cell) -> str:
    return f"**{cell.text}**" if cell.state in _BOLD else cell.text


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Rows as lines of one width: the first column to the left, the others to the right."""
    widths = [max(3, *(len(row[at]) for row in rows)) for at in range(len(rows[0]))]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    for row in [rows[0], rule, *rows[1:]]:
        cells = [
            text.rjust(width) if at else text.ljust(width)
            for at, (text, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield f"| {' | '.join(cells)} |"
