"""``waymark places``: where postcodes and towns are."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from directory.place_import import import_places
from waymark.cli.common import complain, existing, progress_bar, say
from waymark.opening import open_database
from waymark.settings import load_settings

app = typer.Typer(help="Where postcodes and towns are.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Commands are always named, also while there is only one."""


@app.command("import")
def load(
    file: Annotated[Path, typer.Argument(help="A CSV file, plain or .gz.")],
    mapping: Annotated[
        Path | None, typer.Option(help="A YAML file that names the columns, for other layouts.")
    ] = None,
) -> None:
    """Load postcodes from the ONS Postcode Directory, OS Code-Point Open, or any CSV."""
    asyncio.run(_load(existing(file), mapping))


async def _load(file: Path, mapping: Path | None) -> None:
    with progress_bar("Reading") as progress:
        async with open_database(load_settings()) as database:
            report = await import_places(database, file, mapping=mapping, progress=progress)
    for problem in report.problems:
        complain(f"left out: {problem}")
    say(
        f"{report.postcodes} postcodes, {report.outcodes} outward codes, {report.places} towns and "
        f"districts; {report.skipped} row(s) left out."
    )
