"""Freshness, duplicates and gaps."""

from __future__ import annotations

from datetime import date

from directory.checks import check
from storage.database import Database
from tests.conftest import both_databases
from tests.directory.some import HULL, NOW, put, service

pytestmark = both_databases


async def test_an_empty_directory(database: Database) -> None:
    report = await check(database, NOW)
    assert report.services == 0
    assert all(finding.count == 0 for finding in report.findings.values())


async def test_how_fresh_it_is(database: Database) -> None:
    await put(
        database,
        service("Fresh"),
        service("Seven months", assured_date=date(2026, 4, 20)),
        service("Two years", assured_date=date(2024, 11, 1)),
        service("Never", assured_date=None),
    )
    report = await check(database, NOW)
    assert [one.name for one in report.stale.services] == ["Seven months"]
    assert [one.name for one in report.too_old.services] == ["Two years"]
    assert [one.name for one in report.never_checked.services] == ["Never"]
    assert report.stale.services[0].detail == "2026-04-20"


async def test_what_is_missing(database: Database) -> None:
    await put(
        database,
        service("Whole"),
        service("Ages", minimum_age=None, maximum_age=None, age_basis=None),
        service("Cost", free=None),
        service("Place", at=None),
        service("Online", at=None, online=True),
        service("Times", schedules=[]),
        service("Closed", at=None, free=None, status="inactive"),
    )
    report = await check(database, NOW)
    assert report.services == 6
    assert [one.name for one in report.no_age.services] == ["Ages"]
    assert [one.name for one in report.no_cost.services] == ["Cost"]
    assert [one.name for one in report.no_place.services] == ["Place"]
    assert [one.name for one in report.no_times.services] == ["Times"]


async def test_the_same_name_in_the_same_postcode(database: Database) -> None:
    one = service("Chess Club", place={"postal_code": "HU1 1AA"})
    two = service("chess club", place={"postal_code": "HU11AA"}, by="Somebody else")
    other = service("Chess club ", at=HULL, place={"postal_code": "HU2 1AA"})
    await put(database, one, two, other)
    report = await check(database, NOW)
    assert len(report.duplicates) == 1
    assert {listed.service_id for listed in report.duplicates[0]} == {one.id, two.id}
