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
    sys.stdout.write(json_line(data))
    sys.stdout.flush()


def json_line(data: Any) -> str:
    """``data`` as one line of JSON. Half a character, which UTF-8 has no bytes for, is escaped."""
    line = json.dumps(data, ensure_ascii=False, default=str)
    if not line.isascii() and any("\ud800" <= character <= "\udfff" for character in line):
        line = json.dumps(data, default=str)
    return line + "\n"


def json_lines(
    stream: TextIO, *, required: tuple[str, ...], lists: tuple[str, ...] = ()
) -> Iterator[dict[str, Any]]:
    """The objects of a JSON Lines stream (UTF-8). A broken line is reported by number and left out.

    A line needs the keys ``required``, and "text" must be text; what stands under the keys
    ``lists``, where it is there, must be a list.

    Raises InvalidInput at the end if any line was broken, so that the command exits 1.
    """
    broken = 0
    # Bytes where there are any: one line in another encoding must not cost the rest.
    for number, line in enumerate(getattr(stream, "buffer", stream), start=1):
        try:
            text = line.decode("utf-8") if isinstance(line, bytes) else line
            text = text.removeprefix("\ufeff")
            if not text.strip():
                continue
            item = _object(json.loads(text, parse_constant=_no_number), required, lists)
        except _BrokenLine as problem:
            complain(f"line {number}: {problem}; left out.")
            broken += 1
        except UnicodeDecodeError:
            complain(f"line {number}: not UTF-8; left out.")
            broken += 1
        except (ValueError, RecursionError):
            complain(f"line {number}: not JSON; left out.")
            broken += 1
        else:
            yield item
    if broken:
        raise InvalidInput(f"{broken} line(s) could not be read; the others were answered.")


class _BrokenLine(Exception):
    """JSON, but not an object that can be used."""


def _object(item: Any, required: tuple[str, ...], lists: tuple[str, ...]) -> dict[str, Any]:
    if not isinstance(item, dict):
        raise _BrokenLine("not an object")
    missing = [key for key in required if key not in item]
    if missing:
        raise _BrokenLine(f"needs {', '.join(missing)}")
    if not isinstance(item.get("text", ""), str):
        raise _BrokenLine("needs “text” to be text")
    for key in lists:
        if not isinstance(item.get(key) or [], list):
            raise _BrokenLine(f"needs “{key}” to be a list")
    return item


def _no_number(name: str) -> float:
    """NaN and Infinity, which Python reads and JSON does not have."""
    raise ValueError(name)


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
