"""How good the directory is: what is stale, what stands there twice, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from directory.search.tables import SearchEntry
from directory.tables import Address, Location, Organization, Service, ServiceAtLocation
from storage.database import Database

STALE = timedelta(days=183)
"""After this long without a check a service is ranked down."""
TOO_OLD = timedelta(days=365)
_MOST = 200
"""Services that are listed by name for each finding; the counts are of all."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One service to look at."""

    service_id: str
    name: str
    detail: str = ""


@dataclass(slots=True)
class Finding:
    """How many services have one kind of problem, and the first of them."""

    count: int = 0
    services: list[Listed] = field(default_factory=list)


@dataclass(slots=True)
class CheckReport:
    """Everything that :func:`check` found, among ``services`` that are active."""

    services: int = 0
    stale: Finding = field(default_factory=Finding)
    """Last checked more than six months ago."""
    too_old: Finding = field(default_factory=Finding)
    """Last checked more than twelve months ago."""
    never_checked: Finding = field(default_factory=Finding)
    no_age: Finding = field(default_factory=Finding)
    no_cost: Finding = field(default_factory=Finding)
    no_place: Finding = field(default_factory=Finding)
    """Neither a place with a door, nor online."""
    no_times: Finding = field(default_factory=Finding)
    duplicates: list[list[Listed]] = field(default_factory=list)
    """Groups with the same name in the same postcode."""

    @property
    def findings(self) -> dict[str, Finding]:
        """By name, for printing."""
        names = ("stale", "too_old", "never_checked", "no_age", "no_cost", "no_place", "no_times")
        return {name: getattr(self, name) for name in names}


async def check(database: Database, now: datetime) -> CheckReport:
    """Look the whole directory over. Reads only."""
    today = now.date()
    active = Service.status == "active"
    report = CheckReport()
    async with database.reading() as session:
        report.services = (
            await session.scalar(select(func.count()).select_from(Service).where(active)) or 0
        )
        for name, condition in _conditions(today).items():
            setattr(report, name, await _finding(session, and_(active, condition)))
        report.duplicates = await _duplicates(session, active)
    return report


def _conditions(today: date) -> dict[str, ColumnElement[bool]]:
    def has(condition: Any) -> ColumnElement[bool]:
        return exists().where(SearchEntry.service_id == Service.id, condition)

    placed = and_(SearchEntry.lat.is_not(None), SearchEntry.area_km == 0)
    return {
        "stale": and_(
            Service.assured_date < today - STALE, Service.assured_date >= today - TOO_OLD
        ),
        "too_old": Service.assured_date < today - TOO_OLD,
        "never_checked": Service.assured_date.is_(None),
        "no_age": Service.age_basis.is_(None),
        "no_cost": and_(Service.free.is_(None), Service.fees_description == ""),
        "no_place": ~has(or_(placed, SearchEntry.anywhere.is_(True))),
        "no_times": ~has(SearchEntry.slots.is_not(None)),
    }


async def _finding(session: AsyncSession, condition: ColumnElement[bool]) -> Finding:
    count = await session.scalar(select(func.count()).select_from(Service).where(condition))
    rows = await session.execute(
        select(Service.id, Service.name, Service.assured_date)
        .where(condition)
        .order_by(Service.name, Service.id)
        .limit(_MOST)
    )
    listed = [Listed(key, name, day.isoformat() if day else "") for key, name, day in rows]
    return Finding(count or 0, listed)


async def _duplicates(session: AsyncSession, active: ColumnElement[bool]) -> list[list[Listed]]:
    name = func.lower(Service.name)
    postcode = func.replace(Address.postal_code, " ", "")
    groups = (
        select(name.label("name"), postcode.label("postcode"))
        .join(ServiceAtLocation, ServiceAtLocation.service_id == Service.id)
        .join(Location, Location.id == ServiceAtLocation.location_id)
        .join(Address, Address.location_id == Location.id)
        .where(active, postcode != "")
        .group_by(name, postcode)
        .having(func.count(func.distinct(Service.id)) > 1)
        .limit(_MOST)
        .subquery()
    )
    rows = await session.execute(
        select(groups.c.name, groups.c.postcode, Service.id, Service.name, Organization.name)
        .join(Address, func.replace(Address.postal_code, " ", "") == groups.c.postcode)
        .join(ServiceAtLocation, ServiceAtLocation.location_id == Address.location_id)
        .join(Service, and_(Service.id == ServiceAtLocation.service_id, name == groups.c.name))
        .join(Organization, Organization.id == Service.organization_id)
        .order_by(groups.c.name, groups.c.postcode, Service.id)
    )
    found: dict[tuple[str, str], list[Listed]] = {}
    for key, place, service_id, service, organization in rows:
        group = found.setdefault((key, place), [])
        if all(one.service_id != service_id for one in group):
            group.append(Listed(service_id, service, organization))
    return list(found.values())
