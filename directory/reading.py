"""Services back from the tables as records: for export, and to build the search index again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from directory import tables as t
from directory.records import (
    AreaRecord,
    CostRecord,
    LocationRecord,
    OrganizationRecord,
    ScheduleRecord,
    ServiceRecord,
    TagKind,
    TagRecord,
)
from directory.rows import TAXONOMIES
from directory.search.bits import DAYS
from directory.writing import BATCH

_DAYS = {day[:2].upper(): day for day in DAYS}
_SAME = (
    "id", "name", "summary", "description", "url", "email", "status", "alert", "minimum_age",
    "maximum_age", "age_basis", "eligibility_description", "application_process", "wait_time",
    "fees_description", "free", "is_support", "is_activity", "in_person", "online", "drop_in",
    "referral_needed", "assured_date", "fictional",
)  # fmt: skip


async def all_records(session: AsyncSession) -> AsyncIterator[list[ServiceRecord]]:
    """Every service, a batch at a time, in the order of their ids."""
    last = ""
    while True:
        ids = list(
            await session.scalars(
                select(t.Service.id).where(t.Service.id > last).order_by(t.Service.id).limit(BATCH)
            )
        )
        if not ids:
            return
        yield await records_of(session, ids)
        last = ids[-1]


async def records_of(session: AsyncSession, ids: Sequence[str]) -> list[ServiceRecord]:
    """The services with ``ids``, in that order; one that does not exist is left out."""
    services = await session.scalars(select(t.Service).where(t.Service.id.in_(ids)))
    by_id = {row.id: row for row in services}
    organizations = await _organizations(session, {row.organization_id for row in by_id.values()})
    locations = await _locations(session, ids)
    tags = await _tags(session, ids)
    provenance = await _children(session, t.Provenance, ids)
    schedules = await _children(session, t.Schedule, ids)
    costs = await _children(session, t.CostOption, ids)
    areas = await _children(session, t.ServiceArea, ids)
    phones = await _children(session, t.Phone, ids)
    contacts = await _children(session, t.Contact, ids)
    languages = await _children(session, t.Language, ids)
    found = []
    for service_id in ids:
        row = by_id.get(service_id)
        if row is None:
            continue
        source = next(iter(provenance[service_id]), None)
        area = next(iter(areas[service_id]), None)
        contact = next(iter(contacts[service_id]), None)
        found.append(
            ServiceRecord(
                **{name: getattr(row, name) for name in _SAME},
                organization=organizations[row.organization_id],
                source_id=source.source_id if source else "",
                row=source.row if source else None,
                licence=row.licenses,
                phones=[phone.number for phone in phones[service_id]],
                contact_name=contact.name if contact else None,
                costs=[_cost(cost) for cost in costs[service_id]],
                schedules=[_schedule(schedule) for schedule in schedules[service_id]],
                locations=locations[service_id],
                area=_area(area) if area else None,
                languages=[language.name for language in languages[service_id]],
                tags=tags[service_id],
            )
        )
    return found


async def _children(session: AsyncSession, table: Any, ids: Sequence[str]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    order = [table.id] if hasattr(table, "id") else []
    rows = await session.scalars(select(table).where(table.service_id.in_(ids)).order_by(*order))
    for row in rows:
        found[row.service_id].append(row)
    return found


async def _organizations(session: AsyncSession, ids: set[str]) -> dict[str, OrganizationRecord]:
    rows = await session.scalars(select(t.Organization).where(t.Organization.id.in_(ids)))
    return {
        row.id: OrganizationRecord(row.id, row.name, row.description, row.url, row.email, row.phone)
        for row in rows
    }


async def _locations(session: AsyncSession, ids: Sequence[str]) -> dict[str, list[LocationRecord]]:
    rows = (
        await session.execute(
            select(t.ServiceAtLocation.service_id, t.Location, t.Address)
            .join(t.Location, t.Location.id == t.ServiceAtLocation.location_id)
            .join(t.Address, t.Address.location_id == t.Location.id, isouter=True)
            .where(t.ServiceAtLocation.service_id.in_(ids))
            .order_by(t.ServiceAtLocation.id)
        )
    ).all()
    said: dict[str, list[str]] = defaultdict(list)
    places = {location.id for _, location, _ in rows}
    for row in await session.scalars(
        select(t.Accessibility)
        .where(t.Accessibility.location_id.in_(places))
        .order_by(t.Accessibility.id)
    ):
        said[row.location_id].append(row.description)
    found: dict[str, list[LocationRecord]] = defaultdict(list)
    for service_id, location, address in rows:
        found[service_id].append(_location(location, address, said[location.id]))
    return found


def _location(location: t.Location, address: t.Address | None, said: list[str]) -> LocationRecord:
    same = ("id", "name", "latitude", "longitude", "transportation", "location_type", "hidden")
    lines = ("address_1", "address_2", "city", "region", "postal_code", "country")
    return LocationRecord(
        **{name: getattr(location, name) for name in same},
        **({name: getattr(address, name) for name in lines} if address else {}),
        accessibility=said,
    )


async def _tags(session: AsyncSession, ids: Sequence[str]) -> dict[str, list[TagRecord]]:
    kinds: dict[str, TagKind] = {name: kind for kind, name in TAXONOMIES.items()}
    rows = await session.execute(
        select(t.Attribute, t.TaxonomyTerm.code, t.Taxonomy.name)
        .join(t.TaxonomyTerm, t.TaxonomyTerm.id == t.Attribute.taxonomy_term_id)
        .join(t.Taxonomy, t.Taxonomy.id == t.TaxonomyTerm.taxonomy_id)
        .where(t.Attribute.link_entity == "service", t.Attribute.link_id.in_(ids))
        .order_by(t.Taxonomy.name, t.TaxonomyTerm.code)
    )
    found: dict[str, list[TagRecord]] = defaultdict(list)
    for attribute, code, taxonomy in rows:
        basis: Any = attribute.basis
        found[attribute.link_id].append(TagRecord(kinds[taxonomy], code, basis, attribute.value))
    return found


def _cost(row: t.CostOption) -> CostRecord:
    return CostRecord(row.amount, row.option, row.amount_description, row.currency)


def _area(row: t.ServiceArea) -> AreaRecord:
    return AreaRecord(row.name, row.latitude, row.longitude, row.radius_km, row.guessed)


def _schedule(row: t.Schedule) -> ScheduleRecord:
    same = (
        "opens_at", "closes_at", "description", "purpose", "valid_from", "valid_to", "term_time",
        "timezone", "location_id",
    )  # fmt: skip
    return ScheduleRecord(
        byday=tuple(_DAYS[part] for part in row.byday.split(",") if part in _DAYS),
        **{name: getattr(row, name) for name in same},
    )
