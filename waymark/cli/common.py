"""What the commands share: data to standard output, everything else to standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from rich.console import Console
from rich.progress import Progress

from basics.errors import InvalidInput

_errors = Console(stderr=True, highlight=False, soft_wrap=True)


def say(text: str) -> None:
    """Progress and remarks, on standard error."""
    _errors.print(text, markup=False)


def complain(text: str) -> None:
    """What went wrong, on standard error."""
    _errors.print(f"waymark: {text}", style="red", markup=False)


def emit(data: Any) -> None:
    """One JSON value on one line of standard output, at once."""
    sys.stdout.write(json.dumps(data, ensure_ascii=False, default=str) + "\n")
    sys.stdout.flush()


def json_lines(stream: TextIO, *, required: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """The objects of a JSON Lines stream. A broken line is reported by number and left out.

    Raises InvalidInput at the end if any line was broken, so that the command exits 1.
    """
    broken = 0
    for number, line in enumerate(stream, start=1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
        except ValueError:
            complain(f"line {number}: not JSON; left out.")
            broken += 1
            continue
        missing = [key for key in required if not isinstance(item, dict) or key not in item]
        if missing or not isinstance(item.get("text", ""), str):
            complain(f"line {number}: needs {', '.join(missing) or '“text” to be text'}; left out.")
            broken += 1
            continue
        yield item
    if broken:
        raise InvalidInput(f"{broken} line(s) could not be read; the others were answered.")


def existing(path: Path) -> Path:
    """``path``, or an error that names it."""
    if not path.exists():
        raise InvalidInput(f"{path} is not there.", hint="Check the name and try again.")
    return path


@contextmanager
def progress_bar(name: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error; call it with what is done and the total (0 if not known)."""
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(name, total=None)

        def progress(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total or None)

        yield progress
