"""``waymark db``, ``waymark key`` and ``waymark erase``."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from storage import crypto
from storage.migrate import upgrade as migrate
from waymark.cli.common import say
from waymark.rasa import NOBODY
from waymark.settings import load_settings
from waymark.wiring import assembled

app = typer.Typer(help="The database.", no_args_is_help=True)
key_app = typer.Typer(help="Encryption keys.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Commands are always named, also while there is only one."""


@key_app.callback()
def _key_group() -> None:
    """Commands are always named, also while there is only one."""


@app.command("upgrade")
def upgrade() -> None:
    """Bring the database up to this version. Safe to run again."""
    migrate(load_settings().database_url)
    say("The database is up to date.")


@key_app.command("new")
def new_key() -> None:
    """Print a fresh encryption key. Put it in front of the old ones, which still read."""
    print(crypto.new_key())


def erase(
    conversation: Annotated[str, typer.Argument(help="The id of the conversation.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete a conversation. One with a safeguarding record is closed and kept."""
    if not yes and not typer.confirm("Delete this conversation for good?"):
        raise typer.Exit(1)
    asyncio.run(_erase(conversation))


async def _erase(conversation: str) -> None:
    async with assembled(load_settings(), [NOBODY]) as waymark:
        if await waymark.chat.erase(conversation):
            say("Deleted.")
        else:
            say("There is a safeguarding record, so it was closed and kept.")
