"""The display of set-up: a line for each step, what it is doing, and how long it took."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.status import Status

Note = Callable[[str], None]
"""Says what a step is doing just now."""


class Steps:
    """Prints on standard error. ``quiet`` names only the steps that had something to do."""

    def __init__(self, *, quiet: bool = False, console: Console | None = None) -> None:
        self._quiet = quiet
        self._console = console or Console(stderr=True, highlight=False)

    @contextmanager
    def step(self, name: str) -> Iterator[Note]:
        """Run a step under its name; the note changes the line while it works."""
        began = time.monotonic()
        status: Status | None = None
        if self._console.is_terminal:
            status = self._console.status(name, spinner="dots")
            status.start()

        def note(text: str) -> None:
            if status is not None:
                status.update(f"{name}: [dim]{text}[/dim]")

        ok = False
        try:
            yield note
            ok = True
        finally:
            if status is not None:
                status.stop()
            mark = "[green]✓[/green]" if ok else "[red]✗[/red]"
            self._console.print(f"  {mark} {name:<52} {time.monotonic() - began:6.1f} s")

    def skip(self, name: str) -> None:
        """A step that was done before."""
        if not self._quiet:
            self._console.print(f"  [green]✓[/green] {name:<52}   [dim]ready[/dim]")

    def say(self, text: str = "") -> None:
        self._console.print(text, soft_wrap=True)
