"""Reads the demo files and writes them as services, the same way as any import.

A demo file is short on purpose, so that a person can read and judge it. What makes an entry plainly
made up is added here, to every one: "(demo)" after the name, a phone number from the range that
Ofcom keeps for drama (01632 960000 to 960999), and addresses that end in ".example".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from basics.content import load_yaml
from basics.vocabulary import vocabulary
from directory.ages import parse_ages
from directory.costs import parse_price
from directory.phrasing import words
from directory.records import (
    LocationRecord,
    OrganizationRecord,
    ScheduleRecord,
    ServiceRecord,
    TagRecord,
    child_uuid,
)
from directory.search.bits import DAYS, expand_days
from directory.writing import BATCH, Written, write
from storage.database import Database

SOURCE = "waymark-demo"
_FOLDER = Path(__file__).parent
_PHONES = 1000
_WHEN = re.compile(r"^(?:(term|holidays) )?([a-z_]+)(?: (\d\d:\d\d)-(\d\d:\d\d))?$")

_TEXT = {"type": "string", "minLength": 1}
_DAY_NAMES = (*DAYS, "weekday", "weekend", "every_day")


def schema() -> dict[str, Any]:
    """What a demo file must hold."""
    slugs = vocabulary()

    def some(known: Any) -> dict[str, Any]:
        return {"type": "array", "items": {"enum": list(known)}, "uniqueItems": True}

    venue = {
        "type": "object",
        "required": ["name", "street", "town", "outcode", "at"],
        "additionalProperties": False,
        "properties": {
            "name": _TEXT, "street": _TEXT, "town": _TEXT, "outcode": _TEXT,
            "at": {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2},
            "access": some(slugs.access_needs),
        },
    }  # fmt: skip
    service = {
        "type": "object",
        "required": ["name", "by", "about", "ages", "cost", "at", "when", "checked"],
        "additionalProperties": False,
        "properties": {
            "name": _TEXT, "by": _TEXT, "about": _TEXT, "ages": _TEXT, "cost": _TEXT, "at": _TEXT,
            "when": {"type": "array", "items": {"type": "string", "pattern": _WHEN.pattern}},
            "interests": some(slugs.interests), "topics": some(slugs.topics),
            "audiences": some(slugs.audiences), "access": some(slugs.access_needs),
            "languages": {"type": "array", "items": _TEXT},
            "kind": {"enum": ["activity", "support", "both"]}, "start": _TEXT,
            "checked": {},
        },
    }  # fmt: skip
    return {
        "type": "object",
        "required": ["area", "venues", "services"],
        "additionalProperties": False,
        "properties": {
            "area": _TEXT,
            "venues": {"type": "object", "additionalProperties": venue},
            "services": {"type": "array", "items": service},
        },
    }


def records() -> Iterator[ServiceRecord]:
    """Every service of the demo directory."""
    number = 0
    for path in sorted(_FOLDER.glob("*.yml")):
        data = load_yaml(path, schema())
        venues = {key: _location(data["area"], key, venue) for key, venue in data["venues"].items()}
        access = {key: venue.get("access", []) for key, venue in data["venues"].items()}
        for entry in data["services"]:
            yield _service(data["area"], entry, venues, access, number)
            number += 1


async def load_demo(
    database: Database, now: datetime, progress: Callable[[int, int], None] | None = None
) -> Written:
    """Write the demo directory; doing it again changes nothing. ``progress(done, total)``."""
    everything = list(records())
    done = Written()
    for start in range(0, len(everything), BATCH):
        batch = everything[start : start + BATCH]
        async with database.transaction() as session:
            done += await write(session, batch, source=SOURCE, now=now)
        if progress is not None:
            progress(start + len(batch), len(everything))
    return done


def _location(area: str, key: str, venue: dict[str, Any]) -> LocationRecord:
    labels = words()["access_needs"]
    return LocationRecord(
        id=child_uuid(SOURCE, "location", area, key),
        name=venue["name"],
        latitude=venue["at"][0],
        longitude=venue["at"][1],
        address_1=venue["street"],
        city=venue["town"],
        region=area,
        postal_code=venue["outcode"],
        accessibility=[labels[need] for need in venue.get("access", [])],
    )


def _service(
    area: str,
    entry: dict[str, Any],
    venues: dict[str, LocationRecord],
    access: dict[str, list[str]],
    number: int,
) -> ServiceRecord:
    ages = parse_ages("all ages" if entry["ages"] == "all" else entry["ages"])
    if ages is None:
        raise ValueError(f"the ages of {entry['name']} cannot be read")
    price = parse_price(entry["cost"])
    online = entry["at"] == "online"
    site = re.sub(r"[^a-z0-9]+", "-", entry["by"].casefold()).strip("-") + ".example"
    start, kind = entry.get("start", ""), entry.get("kind", "activity")
    by_hand = start in ("drop_in", "referral")
    needs = [*entry.get("access", []), *access.get(entry["at"], [])]
    return ServiceRecord(
        id=child_uuid(SOURCE, area, entry["name"]),
        source_id=f"{area}/{entry['name']}",
        name=f"{entry['name']} (demo)",
        organization=OrganizationRecord(
            id=child_uuid(SOURCE, "organization", entry["by"]),
            name=entry["by"],
            url=f"https://{site}",
            email=f"hello@{site}",
        ),
        summary=entry["about"],
        description=entry["about"],
        url=f"https://{site}",
        email=f"hello@{site}",
        phones=[f"01632 960{number % _PHONES:03d}"],
        minimum_age=ages.minimum,
        maximum_age=ages.maximum,
        age_basis="stated",
        eligibility_description=f"Ages: {entry['ages']}",
        application_process="" if by_hand else start,
        free=price.free,
        costs=price.costs,
        fees_description=entry["cost"],
        schedules=[_schedule(text) for text in entry["when"]],
        locations=[] if online else [venues[entry["at"]]],
        languages=entry.get("languages", []),
        tags=[
            *(TagRecord("interest", slug) for slug in entry.get("interests", [])),
            *(TagRecord("topic", slug) for slug in entry.get("topics", [])),
            *(TagRecord("audience", slug) for slug in entry.get("audiences", [])),
            *(TagRecord("access", slug) for slug in dict.fromkeys(needs)),
        ],
        is_support=kind in ("support", "both"),
        is_activity=kind in ("activity", "both"),
        in_person=not online,
        online=online,
        drop_in=start == "drop_in",
        referral_needed=start == "referral",
        assured_date=_date(entry["checked"]),
        licence="Made up for Waymark",
        fictional=True,
    )


def _date(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _schedule(text: str) -> ScheduleRecord:
    match = _WHEN.match(text)
    if match is None or match[2] not in _DAY_NAMES:
        raise ValueError(f"“{text}” is not a time that the demo files know")
    days = DAYS if match[2] == "every_day" else expand_days([match[2]])
    return ScheduleRecord(
        byday=days,
        opens_at=match[3],
        closes_at=match[4],
        term_time={"term": True, "holidays": False}.get(match[1] or ""),
    )
