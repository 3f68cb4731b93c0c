"""Bring a database up to the newest migration."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url

from storage.database import sqlite_path

_HERE = Path(__file__).parent / "migrations"
_SYNC_DRIVERS = {
    "sqlite": "sqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
}


def upgrade(url: str, revision: str = "head") -> None:
    """Apply the migrations that are missing. Safe to call at every start."""
    path = sqlite_path(url)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    config = Config()
    config.set_main_option("script_location", str(_HERE))
    config.attributes["url"] = sync_url(url)
    command.upgrade(config, revision)


def is_current(url: str) -> bool:
    """Whether every migration has been applied."""
    config = Config()
    config.set_main_option("script_location", str(_HERE))
    heads = set(ScriptDirectory.from_config(config).get_heads())
    engine = create_engine(sync_url(url))
    try:
        with engine.connect() as connection:
            return set(MigrationContext.configure(connection).get_current_heads()) == heads
    finally:
        engine.dispose()


def sync_url(url: str) -> str:
    """``url`` with a driver that works without asyncio (Alembic runs that way)."""
    parsed = make_url(url)
    backend = parsed.get_backend_name()
    return parsed.set(drivername=_SYNC_DRIVERS.get(backend, backend)).render_as_string(
        hide_password=False
    )
