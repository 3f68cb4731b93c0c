"""Services as HSDS 3 JSON: full objects that our own import, and others, can read."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from directory.reading import all_records
from directory.records import LocationRecord, ScheduleRecord, ServiceRecord, child_uuid
from directory.rows import TAXONOMIES, term_id
from storage.database import Database

Json = dict[str, Any]


async def export_json(database: Database, target: Path) -> int:
    """Write every service to ``target`` as a JSON list; answers how many. Written a batch at a
    time, so any number fits. The file appears whole or not at all."""
    part = target.with_name(target.name + ".part")
    count = 0
    with part.open("w", encoding="utf-8") as file:
        file.write("[")
        async for thing in service_objects(database):
            file.write(",\n" if count else "\n")
            file.write(json.dumps(thing, ensure_ascii=False))
            count += 1
        file.write("\n]\n")
    part.replace(target)
    return count


async def service_objects(database: Database) -> AsyncIterator[Json]:
    """Every service as a full HSDS object, in the order of their ids."""
    async with database.reading() as session:
        async for batch in all_records(session):
            for record in batch:
                yield to_object(record)


def to_object(record: ServiceRecord) -> Json:
    """One service as a full HSDS 3 object. A hidden location is left out altogether."""
    who = record.organization
    found: Json = {
        "id": record.id,
        "name": record.name,
        "description": record.description or record.summary,
        "url": record.url,
        "email": record.email,
        "status": record.status,
        "alert": record.alert,
        "minimum_age": record.minimum_age,
        "maximum_age": record.maximum_age,
        "eligibility_description": record.eligibility_description,
        "application_process": record.application_process,
        "fees_description": record.fees_description,
        "wait_time": record.wait_time,
        "assured_date": record.assured_date.isoformat() if record.assured_date else None,
        "licenses": record.licence,
        "organization": {
            "id": who.id, "name": who.name, "description": who.description or who.name,
            "website": who.url, "email": who.email,
        },
        "phones": [
            {"id": child_uuid(record.id, "phone", n), "number": number}
            for n, number in enumerate(record.phones)
        ],
        "contacts": [{"id": child_uuid(record.id, "contact", 0), "name": record.contact_name}]
        if record.contact_name
        else [],
        "languages": [
            {"id": child_uuid(record.id, "language", n), "name": name}
            for n, name in enumerate(record.languages)
        ],
        "schedules": [_schedule(record, n, one) for n, one in enumerate(record.schedules)],
        "cost_options": _costs(record),
        "service_at_locations": [
            {"id": child_uuid(record.id, "at", place.id), "location": _location(place)}
            for place in record.locations
            if not place.hidden
        ],
        "attributes": _attributes(record),
    }  # fmt: skip
    if record.online:
        found["service_at_locations"].append(_virtual(record))
    return _without_empty(found)


def _without_empty(thing: Json) -> Json:
    return {key: value for key, value in thing.items() if value not in (None, "", [])}


def _schedule(record: ServiceRecord, number: int, schedule: ScheduleRecord) -> Json:
    return _without_empty(
        {
            "id": child_uuid(record.id, "schedule", number),
            "freq": "WEEKLY" if schedule.byday else None,
            "byday": ",".join(day[:2].upper() for day in schedule.byday),
            "opens_at": schedule.opens_at,
            "closes_at": schedule.closes_at,
            "valid_from": schedule.valid_from.isoformat() if schedule.valid_from else None,
            "valid_to": schedule.valid_to.isoformat() if schedule.valid_to else None,
            "description": schedule.description,
        }
    )


def _costs(record: ServiceRecord) -> list[Json]:
    costs = [
        _without_empty(
            {
                "id": child_uuid(record.id, "cost", number),
                "option": cost.option,
                "currency": cost.currency.lower(),
                "amount": cost.amount,
                "amount_description": cost.amount_description,
            }
        )
        for number, cost in enumerate(record.costs)
    ]
    if not costs and record.free:
        costs = [{"id": child_uuid(record.id, "cost", 0), "amount": 0, "currency": "gbp"}]
    return costs


def _location(place: LocationRecord) -> Json:
    address = _without_empty(
        {
            "id": child_uuid(place.id, "address"),
            "address_1": place.address_1 or place.name or place.postal_code,
            "address_2": place.address_2,
            "city": place.city,
            "state_province": place.region,
            "postal_code": place.postal_code,
            "country": "GB",
            "address_type": "physical",
        }
    )
    return _without_empty(
        {
            "id": place.id,
            "location_type": "physical",
            "name": place.name,
            "latitude": place.latitude,
            "longitude": place.longitude,
            "transportation": place.transportation,
            "addresses": [address],
            "accessibility": [
                {"id": child_uuid(place.id, "accessibility", n), "description": text}
                for n, text in enumerate(place.accessibility)
            ],
        }
    )


def _virtual(record: ServiceRecord) -> Json:
    key = child_uuid(record.id, "virtual")
    return {
        "id": child_uuid(record.id, "at", key),
        "location": {
            "id": key,
            "location_type": "virtual",
            "url": record.url or "https://example.org",
        },
    }


def _attributes(record: ServiceRecord) -> list[Json]:
    return [
        {
            "id": child_uuid(record.id, "tag", number),
            "link_id": record.id,
            "link_entity": "service",
            "label": tag.basis,
            "value": tag.evidence,
            "taxonomy_term_id": term_id(tag.kind, tag.slug),
            "taxonomy_term": {
                "id": term_id(tag.kind, tag.slug),
                "code": tag.slug,
                "name": tag.slug.replace("_", " "),
                "description": tag.slug.replace("_", " "),
                "taxonomy": TAXONOMIES[tag.kind],
            },
        }
        for number, tag in enumerate(record.tags)
    ]
