"""``waymark up`` and ``waymark serve``."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from waymark import serving
from waymark.listening import listen
from waymark.logs import set_up_logging
from waymark.readiness import NotReady, before_serving
from waymark.screening import make_assessor
from waymark.settings import Settings, load_settings
from waymark.setup.prepare import SignIn, prepare
from waymark.setup.steps import Steps

Port = Annotated[int | None, typer.Option(help="The port; the one of config.yml if left out.")]


def up(
    port: Port = None,
    setup_only: Annotated[bool, typer.Option(help="Set up, and do not serve.")] = False,
    quiet: Annotated[bool, typer.Option(help="Name only what had to be done.")] = False,
) -> None:
    """Set up what is missing, then serve. This is what `make run` calls."""
    settings = load_settings()
    steps = Steps(quiet=quiet)
    if setup_only:
        prepare(settings, steps)
        return
    # The port first: nobody should wait through set-up to learn that it is taken.
    with _listen(settings, port) as bound:
        sign_in = prepare(settings, steps)
        _look_for_gaps(settings, steps)
        # The terminal is for the addresses; the log would push them off the screen.
        settings.logging.file = settings.logging.file or Path("var/log/waymark.log")
        _serve(settings, bound, steps, sign_in)


def serve(port: Port = None) -> None:
    """Serve web chat, staff console and channels, on what is already set up."""
    settings = load_settings()
    with _listen(settings, port) as bound:
        steps = Steps()
        _look_for_gaps(settings, steps)
        _serve(settings, bound, steps, None)


def _look_for_gaps(settings: Settings, steps: Steps) -> None:
    """Say what is missing; a public service does not start then (:class:`NotReady`)."""
    missing = asyncio.run(before_serving(settings, make_assessor()))
    if not missing:
        return
    listed = "".join(f"\n  - {each}" for each in missing)
    if settings.service.public:
        raise NotReady(f"This service is public (service.public) and not ready for that:{listed}")
    steps.say()
    steps.say(
        escape(f"  Try-out: not for real young people. Before that (service.public):{listed}")
    )


def _listen(settings: Settings, port: int | None) -> socket.socket:
    wanted = settings.server.port if port is None else port
    return listen(settings.server.host, wanted, exact=port is not None)


def _serve(settings: Settings, bound: socket.socket, steps: Steps, sign_in: SignIn | None) -> None:
    file = settings.logging.file
    set_up_logging(settings.logging.level, settings.path(file) if file else None)
    settings.server.port = bound.getsockname()[1]
    base = settings.service.public_url or f"http://{_host(settings)}:{settings.server.port}"

    def ready() -> None:
        steps.say()
        steps.say(f"  Web chat       [bold]{base}/[/bold]")
        steps.say(f"  Staff console  [bold]{base}/staff[/bold]")
        if sign_in is not None:
            steps.say(f"  Sign in once   {base}/staff/enter?ticket={sign_in.ticket}")
            steps.say(
                f"                 [dim]as {sign_in.name}, within {sign_in.minutes} minutes[/dim]"
            )
        steps.say()
        if not settings.understanding.servers:
            steps.say(
                "  [dim]Plain language is understood in a few seconds; buttons work now.[/dim]"
            )
        if file is not None:
            steps.say(f"  [dim]The log is in {file}.[/dim]")
        steps.say("  [dim]Ctrl-C stops everything.[/dim]")

    asyncio.run(serving.serve(settings, [bound], ready))
    steps.say("  Stopped.")


def _host(settings: Settings) -> str:
    everywhere = settings.server.host in ("0.0.0.0", "::")  # noqa: S104 - compared, not bound
    return "127.0.0.1" if everywhere else settings.server.host
