"""HSDS 3 and Open Referral UK 3 services in JSON: full objects, a list, a page, or just one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from basics.vocabulary import vocabulary
from directory import tagging
from directory.ages import parse_ages
from directory.costs import parse_price
from directory.importing.drafts import Built, add_ages_from_prose, parse_date, usable_coordinates
from directory.importing.report import ImportProblem, RowError, RowProblem
from directory.records import (
    CostRecord,
    LocationRecord,
    OrganizationRecord,
    ScheduleRecord,
    ServiceRecord,
    TagRecord,
    child_uuid,
    service_uuid,
)
from directory.rows import TAXONOMIES
from directory.schedules import parse_times
from directory.search.bits import DAYS

Json = dict[str, Any]
Item = Built | RowProblem
_PAGES = ("contents", "content", "services", "items")
_BYDAY = {day[:2].upper(): day for day in DAYS}


def read_json(path: Path, *, source: str) -> Iterator[Item]:
    """Each service of the file, or a problem with the number of its object."""
    for number, thing in enumerate(objects(path), start=1):
        try:
            if not isinstance(thing, dict):
                raise RowError("", "is not an object.", "Each service is a JSON object.")
            yield from_object(thing, source=source, row=number)
        except RowError as problem:
            yield RowProblem(path.name, number, problem.column, problem.reason, problem.advice)


def objects(path: Path) -> list[Any]:
    """The service objects in ``path``; :class:`ImportProblem` where it is no such file."""
    try:
        data = json.loads(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError as problem:
        raise ImportProblem(f"{path.name} is not in UTF-8.", hint="JSON has to be.") from problem
    except (json.JSONDecodeError, RecursionError) as problem:
        line = f", line {problem.lineno}" if isinstance(problem, json.JSONDecodeError) else ""
        raise ImportProblem(f"{path.name}{line}: this is not valid JSON.") from problem
    if isinstance(data, list):
        return data
    if isinstance(data, dict):
        page = next((data[key] for key in _PAGES if isinstance(data.get(key), list)), None)
        if page is not None:
            return list(page)
        if "name" in data and "id" in data:
            return [data]
    raise ImportProblem(
        f"{path.name} holds no HSDS services.",
        hint="It should be a list of services, a page with “contents”, or one service.",
    )


@dataclass(slots=True)
class _Reading:
    thing: Json
    source: str
    built: Built = field(init=False)

    def note(self, column: str, reason: str, hint: str) -> None:
        self.built.notes.append((column, reason, hint))


def from_object(thing: Json, *, source: str, row: int | None) -> Built:
    """One full service object; :class:`RowError` without an id or a name."""
    name, source_id = _text(thing, "name"), _text(thing, "id")
    if not source_id:
        raise RowError("id", "the service has no id.", "HSDS requires one.")
    if not name:
        raise RowError("name", "the service has no name.", "HSDS requires one.")
    record = ServiceRecord(
        id=service_uuid(source, source_id),
        source_id=source_id[:200],
        name=name,
        organization=_organization(thing, name, source),
        description=_text(thing, "description"),
        url=_text(thing, "url") or None,
        email=_text(thing, "email") or None,
        status=_text(thing, "status") or "active",
        alert=_text(thing, "alert"),
        eligibility_description=_text(thing, "eligibility_description"),
        application_process=_text(thing, "application_process"),
        wait_time=_text(thing, "wait_time"),
        licence=_text(thing, "licenses"),
        assured_date=parse_date(_text(thing, "assured_date")),
        languages=[
            _text(each, "name") for each in _list(thing, "languages") if _text(each, "name")
        ],
        row=row,
    )
    reading = _Reading(thing, source)
    reading.built = Built(record)
    _add_contacts(reading)
    _add_ages(reading)
    _add_costs(reading)
    _add_places(reading)
    _add_schedules(reading)
    _add_tags(reading)
    return reading.built


def _text(thing: Json, key: str) -> str:
    value = thing.get(key)
    return (
        value.strip()
        if isinstance(value, str)
        else str(value)
        if isinstance(value, int | float)
        else ""
    )


def _list(thing: Json, key: str) -> list[Json]:
    value = thing.get(key)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _organization(thing: Json, name: str, source: str) -> OrganizationRecord:
    who = thing.get("organization")
    who = who if isinstance(who, dict) else {}
    key = _text(who, "id") or _text(thing, "organization_id") or _text(who, "name") or name
    return OrganizationRecord(
        id=service_uuid(f"{source}/organization", key),
        name=_text(who, "name") or name,
        description=_text(who, "description"),
        url=_text(who, "website") or _text(who, "url") or None,
        email=_text(who, "email") or None,
    )


def _add_contacts(reading: _Reading) -> None:
    thing, record = reading.thing, reading.built.record
    people = _list(thing, "contacts")
    for at in _list(thing, "service_at_locations"):
        people += _list(at, "contacts")
    record.contact_name = next((n for n in (_text(one, "name") for one in people) if n), None)
    phones = [*_list(thing, "phones"), *(phone for one in people for phone in _list(one, "phones"))]
    numbers = (_text(phone, "number").strip('"') for phone in phones)
    record.phones = list(dict.fromkeys(number for number in numbers if number))[:5]
    if record.email is None:
        record.email = next((e for e in (_text(one, "email") for one in people) if e), None)


def _add_ages(reading: _Reading) -> None:
    thing, record = reading.thing, reading.built.record
    ages: list[int | None] = []
    for key in ("minimum_age", "maximum_age"):
        value = thing.get(key)
        if value is None or value == "":
            ages.append(None)
            continue
        try:
            ages.append(int(float(value)))
        except (TypeError, ValueError, OverflowError):
            reading.note(key, "is not a number.", "The age is left out.")
            ages.append(None)
    low, high = ages
    if low is not None and high is not None and low > high:
        reading.note("minimum_age", f"{low} is more than {high}.", "The ages are left out.")
        low = high = None
    if low is not None or high is not None:
        record.minimum_age, record.maximum_age, record.age_basis = low or None, high, "stated"
        return
    found = parse_ages(record.eligibility_description) if record.eligibility_description else None
    if found is not None:
        record.minimum_age, record.maximum_age = found.minimum, found.maximum
        record.age_basis = "parsed"
    else:
        add_ages_from_prose(record)


def _add_costs(reading: _Reading) -> None:
    thing, record = reading.thing, reading.built.record
    record.fees_description = _text(thing, "fees_description") or _text(thing, "fees")
    for cost in _list(thing, "cost_options"):
        amount = cost.get("amount")
        try:
            number = None if amount is None else float(amount)
        except (TypeError, ValueError):
            reading.note("cost_options", "an amount is not a number.", "It is left out.")
            continue
        option = _text(cost, "option") or _text(cost, "amount_description")
        currency = (_text(cost, "currency") or "GBP").upper()[:3]
        record.costs.append(CostRecord(number, option, _text(cost, "amount_description"), currency))
    amounts = [cost.amount for cost in record.costs if cost.amount is not None]
    if amounts:
        # Free for some and a price for others is not free.
        record.free = True if not any(amounts) else None if not all(amounts) else False
        return
    price = parse_price(record.fees_description)
    record.free = price.free
    record.costs = record.costs or price.costs


def _add_places(reading: _Reading) -> None:
    record = reading.built.record
    for at in _list(reading.thing, "service_at_locations"):
        place = at.get("location")
        if not isinstance(place, dict):
            continue
        if _text(place, "location_type") == "virtual":
            record.online = True
            continue
        record.locations.append(_location(reading, place))
    schedules = [*_list(reading.thing, "schedules")]
    attending = " ".join(_text(each, "attending_type") for each in schedules).casefold()
    if not record.locations and ("online" in attending or "virtual" in attending):
        record.online = True
    record.in_person = bool(record.locations) or not record.online


def _location(reading: _Reading, place: Json) -> LocationRecord:
    address = next(iter(_list(place, "addresses")), {})
    lat_lon = None
    lat, lon = place.get("latitude"), place.get("longitude")
    if lat is not None and lon is not None:
        try:
            lat_lon, problem = usable_coordinates(float(lat), float(lon))
        except (TypeError, ValueError):
            problem = ("latitude", "is not a number.", "The postcode is used instead.")
        if problem:
            reading.note(*problem)
    key = _text(place, "id") or child_uuid(_text(place, "name"), _text(address, "postal_code"))
    said = (_text(each, "description") for each in _list(place, "accessibility"))
    return LocationRecord(
        id=service_uuid(f"{reading.source}/location", key),
        name=_text(place, "name"),
        latitude=lat_lon[0] if lat_lon else None,
        longitude=lat_lon[1] if lat_lon else None,
        address_1=_text(address, "address_1"),
        address_2=_text(address, "address_2"),
        city=_text(address, "city"),
        region=_text(address, "region") or _text(address, "state_province"),
        postal_code=_text(address, "postal_code").upper()[:16],
        country=_text(address, "country") or "GB",
        transportation=_text(place, "transportation"),
        hidden=_text(place, "waymark_hidden") == "True" or place.get("waymark_hidden") is True,
        accessibility=[text for text in said if text],
    )


def _add_schedules(reading: _Reading) -> None:
    thing, record = reading.thing, reading.built.record
    schedules = [*_list(thing, "schedules")]
    for at in _list(thing, "service_at_locations"):
        schedules += _list(at, "schedules")
    for schedule in schedules:
        days = tuple(
            _BYDAY[part]
            for part in (p.strip().upper()[-2:] for p in _text(schedule, "byday").split(","))
            if part in _BYDAY
        )
        opens, closes = (_clock(_text(schedule, key)) for key in ("opens_at", "closes_at"))
        text = _text(schedule, "description")
        if not days and not opens:
            record.schedules += parse_times(text) or (
                [ScheduleRecord(description=text)] if text else []
            )
            continue
        record.schedules.append(
            ScheduleRecord(
                byday=days,
                opens_at=opens,
                closes_at=closes,
                description=text,
                valid_from=parse_date(_text(schedule, "valid_from")),
                valid_to=parse_date(_text(schedule, "valid_to") or _text(schedule, "until")),
            )
        )


def _clock(text: str) -> str | None:
    """ "18:00:00", "18:00Z" and "18:00+01:00" as "18:00"."""
    if len(text) >= 5 and text[2] == ":" and text[:2].isdigit() and text[3:5].isdigit():
        return text[:5] if int(text[:2]) < 24 and int(text[3:5]) < 60 else None
    return None


def _add_tags(reading: _Reading) -> None:
    record, slugs = reading.built.record, vocabulary()
    known = {
        "interest": set(slugs.interests), "topic": set(slugs.topics),
        "audience": set(slugs.audiences), "access": set(slugs.access_needs),
    }  # fmt: skip
    kinds: Json = {name: kind for kind, name in TAXONOMIES.items()}
    words = []
    for attribute in _list(reading.thing, "attributes"):
        term = attribute.get("taxonomy_term")
        term = term if isinstance(term, dict) else {}
        kind, code = kinds.get(_text(term, "taxonomy")), _text(term, "code")
        if kind and code in known[kind]:
            basis: Any = "proposed" if _text(attribute, "label") == "proposed" else "stated"
            record.tags.append(TagRecord(kind, code, basis, _text(attribute, "value")))
        elif _text(term, "name"):
            words.append(_text(term, "name"))
    tagging.apply(record, more=" . ".join(words))
