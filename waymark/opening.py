"""Opening the database that the settings name, migrated and with its keys."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from basics.errors import WaymarkError
from storage.crypto import Cipher, load_keys
from storage.database import Database
from storage.migrate import is_current
from waymark.settings import Settings


class DatabaseProblem(WaymarkError):
    """The database cannot be used as it is; the message says what to do."""

    code = "database_problem"


def cipher_for(settings: Settings) -> Cipher:
    """The cipher of the settings' keys; the key file is made at the first start."""
    return Cipher(load_keys(settings.path(settings.security.key_file), settings.security.keys))


@asynccontextmanager
async def open_database(settings: Settings) -> AsyncIterator[Database]:
    """The database, closed at the end. Raises :class:`DatabaseProblem` if it is not migrated."""
    try:
        current = is_current(settings.database_url)
    except Exception as problem:
        raise DatabaseProblem(
            f"The database does not answer ({type(problem).__name__}).",
            hint="Check database.url in config.yml, and that the server runs.",
        ) from problem
    if not current:
        raise DatabaseProblem(
            "The database is not set up for this version.", hint="Run: waymark db upgrade"
        )
    database = Database(settings.database_url, cipher_for(settings))
    try:
        yield database
    finally:
        await database.close()
