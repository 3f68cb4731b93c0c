"""A service as search keeps it: one entry a place, its words, and the card that is shown."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from basics.vocabulary import vocabulary
from directory.geo import Box, box_around
from directory.phrasing import cost_text, how_to_start, when_text, where_text
from directory.records import LocationRecord, ServiceRecord
from directory.search import bits
from directory.words import stems

HIDDEN_AREA_KM = 10.0
"""How vague a hidden location is made: its middle is rounded to a tenth of a degree as well."""
_LONGEST_SUMMARY = 280
_LONGEST_BODY = 6000
"""Characters that are indexed; a listing that says more says it twice."""


@dataclass(slots=True)
class Indexed:
    """What goes into the search tables for one service. Entry ids are counted from 0."""

    entries: list[dict[str, Any]]
    boxes: list[Box | None]
    cards: list[str]
    head: str
    body: str


def index(record: ServiceRecord) -> Indexed:
    """Flatten one service."""
    shared = _shared(record)
    entries: list[dict[str, Any]] = []
    boxes: list[Box | None] = []
    cards: list[str] = []
    for location, lat, lon, area_km in _places(record):
        anywhere = lat is None and record.online
        cards.append(_card(record, location))
        entries.append(
            {
                **shared,
                "lat": lat,
                "lon": lon,
                "area_km": area_km,
                "anywhere": anywhere,
            }
        )
        boxes.append(None if lat is None or lon is None else box_around(lat, lon, area_km))
    return Indexed(entries, boxes, cards, head=_head(record), body=_body(record))


def _places(
    record: ServiceRecord,
) -> list[tuple[LocationRecord | None, float | None, float | None, float]]:
    places: list[tuple[LocationRecord | None, float | None, float | None, float]] = []
    for location in record.locations:
        if location.latitude is None or location.longitude is None:
            continue
        if location.hidden:
            vague = (round(location.latitude, 1), round(location.longitude, 1))
            places.append((location, *vague, HIDDEN_AREA_KM))
        else:
            places.append((location, location.latitude, location.longitude, 0.0))
    if places:
        return places
    address = record.locations[0] if record.locations else None
    if record.area is not None:
        area = record.area
        if address is not None and address.hidden:
            vague = (round(area.latitude, 1), round(area.longitude, 1))
            return [(address, *vague, max(area.radius_km, HIDDEN_AREA_KM))]
        return [(address, area.latitude, area.longitude, area.radius_km)]
    return [(address, None, None, 0.0)]


def _shared(record: ServiceRecord) -> dict[str, Any]:
    last_days = [schedule.valid_to for schedule in record.schedules]
    ends = [day for day in last_days if day is not None]
    return {
        "service_id": record.id,
        "organization_id": record.organization.id,
        "min_age": record.minimum_age,
        "max_age": record.maximum_age,
        "age_known": record.age_basis is not None,
        "free": record.free,
        "slots": bits.schedule_slots(record.schedules),
        "interests": bits.mask("interest", record.slugs("interest")),
        "topics": bits.mask("topic", record.slugs("topic")),
        "audiences": bits.mask("audience", record.slugs("audience")),
        "access": bits.mask("access", record.slugs("access")),
        "languages": "".join(f",{name.casefold()}" for name in record.languages) + ",",
        # Not known to be either: it may be both, so it is left out of neither.
        "is_support": bool(record.is_support)
        or (record.is_support is None and not record.is_activity),
        "is_activity": bool(record.is_activity)
        or (record.is_activity is None and not record.is_support),
        "referral_needed": bool(record.referral_needed),
        "checked": record.assured_date,
        "expires": max(ends) if ends and len(ends) == len(last_days) else None,
    }


def _head(record: ServiceRecord) -> str:
    return " ".join(stems(f"{record.name} . {record.organization.name}"))


def _body(record: ServiceRecord) -> str:
    labels = vocabulary().interests
    said = " . ".join(
        (
            record.summary,
            record.description[:_LONGEST_BODY],
            record.eligibility_description,
            record.fees_description,
            *(labels[slug] for slug in record.slugs("interest") if slug in labels),
            *(location.city for location in record.locations if not location.hidden),
        )
    )
    return " ".join(stems(said))


def _card(record: ServiceRecord, location: LocationRecord | None) -> str:
    card = {
        "name": record.name,
        "organization": record.organization.name,
        "summary": short(record.summary or record.description),
        "cost": cost_text(record),
        "when": when_text(record.schedules),
        "where": where_text(record, location),
        "how_to_start": how_to_start(record),
        "phone": record.phones[0] if record.phones else None,
        "email": record.email,
        "url": record.url,
        "online": record.online,
        "drop_in": bool(record.drop_in),
        "fictional": record.fictional,
    }
    return json.dumps(card, ensure_ascii=False, separators=(",", ":"))


def short(text: str, longest: int = _LONGEST_SUMMARY) -> str:
    """The first sentences of ``text`` that fit, else its first words; one line, no markup."""
    plain = " ".join(text.replace("**", "").replace("#", " ").split())
    if len(plain) <= longest:
        return plain
    cut = plain[: longest + 1]
    end = max(cut.rfind(mark) for mark in (". ", "! ", "? "))
    if end > longest // 3:
        return cut[: end + 1]
    return cut[: cut.rfind(" ") if " " in cut else longest].rstrip(",;:-") + "…"
