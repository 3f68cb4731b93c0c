"""Fixtures that every room's tests share: a clock that stands still, a key, a fresh database."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Generator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from basics.clock import FixedClock
from storage.crypto import Cipher, new_key
from storage.database import Database
from storage.migrate import upgrade
from tests.support import postgres

PROGRAMS = ("postgres", "browser", "rasa", "encoder")
"""Marks of tests that need something which a newcomer's machine may not have."""

MONDAY_MORNING = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI a test that is skipped for want of a program has failed: CI installs them all."""
    report = yield
    wanting = [name for name in PROGRAMS if item.get_closest_marker(name)]
    if report.skipped and wanting and os.environ.get("CI"):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI, where {wanting[0]} must be there: {report.longrepr}"
    return report


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(MONDAY_MORNING)


@pytest.fixture(scope="session")
def cipher() -> Cipher:
    return Cipher([new_key()])


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "waymark.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    if postgres.server_programs() is None:
        pytest.skip("PostgreSQL is not installed on this machine")
    with postgres.cluster() as address:
        with psycopg.connect(address.format(database="postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE template_waymark")
        upgrade(address.format(database="template_waymark"))
        yield address


_made = iter(range(1_000_000))


@pytest.fixture
def database_url(
    request: pytest.FixtureRequest, tmp_path: Path, migrated_sqlite: Path
) -> Iterator[str]:
    """The address of a fresh migrated database: SQLite, or PostgreSQL for ``both_databases``."""
    if getattr(request, "param", "sqlite") == "sqlite":
        path = tmp_path / "waymark.db"
        shutil.copyfile(migrated_sqlite, path)
        yield f"sqlite:///{path}"
        return
    server: str = request.getfixturevalue("postgres_server")
    name = f"test_{next(_made)}"
    with psycopg.connect(server.format(database="postgres"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template_waymark')
        yield server.format(database=name)
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


both_databases = pytest.mark.parametrize(
    "database_url",
    ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)],
    indirect=True,
)
"""Put this on a test module or test to run it on SQLite and on PostgreSQL."""


@pytest.fixture
async def database(database_url: str, cipher: Cipher) -> AsyncIterator[Database]:
    database = Database(database_url, cipher)
    yield database
    await database.close()
