"""Services for tests, with only what a test cares about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from directory.directory import Directory
from directory.query import SearchAnswer, SearchQuery
from directory.records import (
    LocationRecord,
    OrganizationRecord,
    ScheduleRecord,
    ServiceRecord,
    TagRecord,
    child_uuid,
)
from directory.writing import Written, write
from storage.database import Database

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
HULL = (53.744, -0.336)
DATA = Path(__file__).parents[2] / "../shared/data"
"""Real data for tests, outside the project; tests that use it skip where it is absent."""


def service(name: str, **given: Any) -> ServiceRecord:
    """A service in the middle of Hull for ages 10 to 16, free, on Saturday mornings, unless said
    otherwise. ``at`` is (lat, lon) or None; ``interests`` and ``topics`` are slugs; ``by`` is who
    runs it."""
    at = given.pop("at", HULL)
    by = given.pop("by", f"{name} people")
    tags = [TagRecord("interest", slug) for slug in given.pop("interests", ())]
    tags += [TagRecord("topic", slug) for slug in given.pop("topics", ())]
    tags += [TagRecord("audience", slug) for slug in given.pop("audiences", ())]
    tags += [TagRecord("access", slug) for slug in given.pop("access", ())]
    place: dict[str, Any] = {"city": "Hull", **given.pop("place", {})}
    locations = []
    if at is not None:
        key = child_uuid("test", "location", name)
        locations = [LocationRecord(key, "Some Hall", *at, **place)]
    known: dict[str, Any] = {
        "id": child_uuid("test", name),
        "name": name,
        "organization": OrganizationRecord(child_uuid("test", "organization", by), by),
        "minimum_age": 10,
        "maximum_age": 16,
        "age_basis": "stated",
        "free": True,
        "schedules": [ScheduleRecord(("sat",), "10:00", "12:00")],
        "assured_date": date(2026, 11, 1),
        "is_activity": True,
        "locations": locations,
        "tags": tags,
    }
    return ServiceRecord(**(known | given))


async def put(database: Database, *records: ServiceRecord, source: str = "test") -> Written:
    """Write services."""
    async with database.transaction() as session:
        return await write(session, list(records), source=source, now=NOW)


async def ask(database: Database, **query: Any) -> SearchAnswer:
    """Search."""
    return await Directory(database).search(SearchQuery(**query), now=NOW)


def names(answer: SearchAnswer) -> list[str]:
    """What was found, in order."""
    return [hit.name for hit in answer.results]


def titles(records: Sequence[ServiceRecord]) -> list[str]:
    """The names of records."""
    return [record.name for record in records]
