"""One database: an async engine with the settings that keep SQLite and PostgreSQL honest."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

from storage.base import use_cipher
from storage.crypto import Cipher

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
}


class Database:
    """Sessions on one database. ``url`` is ``sqlite:///file`` or ``postgresql://...``."""

    def __init__(self, url: str, cipher: Cipher) -> None:
        use_cipher(cipher)
        self.url = async_url(url)
        self.cipher = cipher
        self.is_sqlite = self.url.startswith("sqlite")
        self.engine: AsyncEngine = create_async_engine(self.url, **_engine_options(self.url))
        if self.is_sqlite:
            event.listen(self.engine.sync_engine, "connect", _prepare_sqlite)
            event.listen(self.engine.sync_engine, "begin", _begin_immediate)
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """A session inside one transaction: committed at the end, rolled back on any error."""
        async with self._sessions() as session, session.begin():
            yield session

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A session for reading only: takes no write lock on SQLite, and never commits."""
        async with self._sessions() as session:
            connection = await session.connection(execution_options={"waymark_reading": True})
            del connection
            yield session

    async def close(self) -> None:
        await self.engine.dispose()


def async_url(url: str) -> str:
    """``url`` with the async driver that we use for its kind of database."""
    parsed = make_url(url)
    backend = parsed.get_backend_name()
    return parsed.set(drivername=_DRIVERS.get(backend, parsed.drivername)).render_as_string(
        hide_password=False
    )


def sqlite_path(url: str) -> Path | None:
    """The file behind an SQLite address, or None for other databases and in-memory ones."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or parsed.database in (None, "", ":memory:"):
        return None
    return Path(str(parsed.database))


def _engine_options(url: str) -> dict[str, Any]:
    if url.startswith("sqlite"):
        return {"connect_args": {"timeout": 15}}
    return {"pool_size": 10, "max_overflow": 10, "pool_pre_ping": True}


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # We begin transactions ourselves (below): the driver's own late BEGIN lets two readers
    # deadlock when both come to write.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA busy_timeout=15000")
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.close()


def _begin_immediate(connection: Any) -> None:
    reading = connection.get_execution_options().get("waymark_reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
