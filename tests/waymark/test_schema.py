from __future__ import annotations

import pytest
from sqlalchemy import Inspector, create_engine, inspect

import directory.place_tables
import directory.search.tables
import directory.tables
import safeguarding.tables
import storage.inbox
import storage.outbox
from storage.base import Base
from storage.migrate import sync_url
from tests.conftest import both_databases

ROOMS = (
    directory.place_tables,
    directory.search.tables,
    directory.tables,
    safeguarding.tables,
    storage.inbox,
    storage.outbox,
)
"""Modules with tables; imported so that the metadata knows them all."""


def in_database(inspector: Inspector, table: str) -> tuple[set[tuple[str, bool]], set[str]]:
    """Columns with whether they may be empty, and the names of indexes and unique constraints."""
    columns = {(c["name"], bool(c["nullable"])) for c in inspector.get_columns(table)}
    names = {str(index["name"]) for index in inspector.get_indexes(table)}
    names |= {str(unique["name"]) for unique in inspector.get_unique_constraints(table)}
    return columns, names


@both_databases
@pytest.mark.filterwarnings("ignore:Did not recognize type")
def test_the_migrations_make_the_tables_that_the_code_has(database_url: str) -> None:
    engine = create_engine(sync_url(database_url))
    inspector = inspect(engine)
    wrong: list[tuple[str, str, object]] = []
    for name, table in Base.metadata.tables.items():
        columns, names = in_database(inspector, name)
        wanted = {(column.name, bool(column.nullable)) for column in table.columns}
        if not wanted <= columns:
            wrong.append((name, "columns", sorted(wanted - columns)))
        indexes = {str(index.name) for index in table.indexes}
        if not indexes <= names:
            wrong.append((name, "indexes", sorted(indexes - names)))
    engine.dispose()
    assert wrong == []
