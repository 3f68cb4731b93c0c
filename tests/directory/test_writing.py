"""Writing services: once, again, changed, and out again."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select, text

from directory import tables as t
from directory.reading import records_of
from directory.records import AreaRecord, CostRecord, TagRecord
from directory.refreshing import refresh_index
from directory.search.tables import SearchCard, SearchEntry
from directory.writing import remove
from storage.base import Base
from storage.database import Database
from tests.conftest import both_databases
from tests.directory.some import ask, names, put, service

pytestmark = both_databases


async def _count(database: Database, table: type[Base]) -> int:
    async with database.reading() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def test_new_same_and_changed(database: Database) -> None:
    first = await put(database, service("One"), service("Two"))
    again = await put(database, service("One"), service("Two", free=False))
    assert (first.added, first.changed, first.unchanged) == (2, 0, 0)
    assert (again.added, again.changed, again.unchanged) == (0, 1, 1)


async def test_a_change_replaces_everything(database: Database) -> None:
    await put(database, service("Club", interests=("singing", "dance"), languages=["Polish"]))
    await put(database, service("Club", interests=("football",), costs=[CostRecord(2.0)]))
    assert await _count(database, t.Language) == 0
    assert await _count(database, t.Attribute) == 1
    assert await _count(database, t.ServiceAtLocation) == 1
    assert await _count(database, SearchEntry) == 1
    assert names(await ask(database, interests=("dance",))) == []


async def test_what_is_written_can_be_read_back(database: Database) -> None:
    record = service(
        "Club", description="Long.", costs=[CostRecord(2.0, "a class")], phones=["01632 960001"],
        area=AreaRecord("Hull", 53.7, -0.3, 4.0), languages=["Polish"], contact_name="Sam",
        tags=[TagRecord("topic", "sleep", "proposed", "night")],
    )  # fmt: skip
    await put(database, record)
    async with database.reading() as session:
        assert await records_of(session, [record.id, "nobody"]) == [_as_stored(record)]


def _as_stored(record: Any) -> Any:
    record.source_id = record.id
    return record


async def test_taking_a_service_out(database: Database) -> None:
    record = service("Club")
    await put(database, record, service("Other"))
    async with database.transaction() as session:
        await remove(session, [record.id])
    assert await _count(database, t.Service) == 1
    assert await _count(database, SearchCard) == 1
    assert names(await ask(database, near="hull")) == ["Other"]


async def test_what_is_not_active_is_kept_but_not_found(database: Database) -> None:
    await put(database, service("Club"))
    await put(database, service("Club", status="inactive"))
    assert await _count(database, t.Service) == 1
    assert names(await ask(database, near="hull")) == []


async def test_a_service_in_two_places_is_shown_once_at_the_nearer(database: Database) -> None:
    record = service("Club")
    record.locations += service("Elsewhere", at=(53.76, -0.336)).locations
    await put(database, record)
    answer = await ask(database, near="hull")
    assert [(hit.name, hit.distance_km) for hit in answer.results] == [("Club", 0.0)]


async def test_the_index_is_built_again_when_its_meaning_changes(database: Database) -> None:
    await put(database, service("Club"), service("Ballet"))
    assert await refresh_index(database) is False
    async with database.transaction() as session:
        await session.execute(text("UPDATE search_entry SET slots = NULL, interests = 5"))
        await session.execute(text("UPDATE search_state SET value = 'another vocabulary'"))
    assert await refresh_index(database) is True
    assert await refresh_index(database) is False
    answer = await ask(database, text="ballet", near="hull", days=("sat",))
    assert "on Saturdays" in answer.results[0].reasons
