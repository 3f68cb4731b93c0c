"""``waymark assess export-labels``: what staff said of the screen, as lines to learn from."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, TextIO

import typer

from basics.errors import InvalidInput
from bot.parts import Limits
from safeguarding.hours import LONDON
from safeguarding.label_export import exported
from waymark.cli.common import json_line, say
from waymark.opening import open_database
from waymark.settings import load_settings

WITH_TEXT = (
    "This holds what people wrote, readable by anyone: "
    "keep it encrypted, share it with nobody, delete it after use."
)
WITHOUT_TEXT = (
    "This holds no word that anyone wrote, only codes; keep it inside the team all the same."
)


def export_labels(
    since: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], help="Only labels given on this day or later (2026-11-23)."
        ),
    ] = None,
    without_text: Annotated[
        bool, typer.Option("--without-text", help="Leave out text and history.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(help="Write to this file, for its owner only; else standard output."),
    ] = None,
) -> None:
    """Print what staff marked, oldest first: JSON Lines {"id","text","history","verdict","tier",
    "category","assessed_tier","score","rules","at"}. Who marked it is never part of it."""
    count = asyncio.run(_export(since, without_text, out))
    if not count:
        say("No message was marked" + (" since then." if since else " yet."))
        return
    say(f"{count} label(s). {WITHOUT_TEXT if without_text else WITH_TEXT}")


async def _export(since: datetime | None, without_text: bool, out: Path | None) -> int:
    day = since.replace(tzinfo=LONDON) if since else None
    history = None if without_text else Limits().history
    count = 0
    async with open_database(load_settings()) as database, database.reading() as session:
        lines = exported(session, since=day, history=history)
        first = await anext(lines, None)
        if first is None:
            return 0
        with _opened(out) as file:
            file.write(json_line(first))
            count = 1
            async for line in lines:
                file.write(json_line(line))
                count += 1
    return count


@contextmanager
def _opened(path: Path | None) -> Iterator[TextIO]:
    """Standard output, or ``path``: whole or not at all, and for its owner's eyes only."""
    if path is None:
        yield sys.stdout
        sys.stdout.flush()
        return
    beside = path.with_name(f"{path.name}.part")
    try:
        beside.unlink(missing_ok=True)
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as problem:
        raise InvalidInput(f"{path} cannot be written ({problem.strerror}).") from problem
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            yield file
        beside.replace(path)
    except OSError as problem:
        raise InvalidInput(f"{path} cannot be written ({problem.strerror}).") from problem
    finally:
        beside.unlink(missing_ok=True)
