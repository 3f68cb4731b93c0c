"""The ``waymark`` command: one module for each group of commands."""

from __future__ import annotations

import sys

import typer

from basics.errors import WaymarkError
from waymark.cli import (
    assess,
    chat,
    content,
    database,
    directory,
    flow,
    places,
    screening,
    server,
    staff,
)
from waymark.cli.common import complain
from waymark.logs import set_up_logging

app = typer.Typer(
    name="waymark",
    help="Signposting for young people and the adults they trust.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("up")(server.up)
app.command("serve")(server.serve)
app.command("chat")(chat.chat)
app.command("understand")(screening.understand)
app.command("erase")(database.erase)
app.command("lint")(content.lint)
app.add_typer(assess.app, name="assess")
app.add_typer(directory.app, name="directory")
app.add_typer(places.app, name="places")
app.add_typer(flow.app, name="flow")
app.add_typer(staff.app, name="staff")
app.add_typer(database.app, name="db")
app.add_typer(database.key_app, name="key")


def main() -> None:
    """Run a command. Exits 0, 1 (failed, with one plain sentence) or 2 (wrong use)."""
    # Logs go to standard error: standard output is for data. `serve` sets its own level.
    set_up_logging("warning")
    try:
        app()
    except WaymarkError as problem:
        complain(str(problem))
        sys.exit(1)
    except BrokenPipeError:
        # Whoever read our output has had enough (`| head`): not a failure of ours.
        sys.stderr.close()
        sys.exit(0)
    except KeyboardInterrupt:
        sys.exit(130)
