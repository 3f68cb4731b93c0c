"""A row under our own field names becomes a service. Every tabular format ends here.

Text about ages, prices and times is read where it is clear, and always kept as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from basics.vocabulary import vocabulary
from directory import tagging
from directory.ages import ages_in_prose, parse_ages
from directory.costs import parse_price
from directory.importing.report import RowError
from directory.places import split_postcode
from directory.records import (
    LocationRecord,
    OrganizationRecord,
    ServiceRecord,
    TagRecord,
    child_uuid,
    service_uuid,
)
from directory.schedules import parse_times

FIELDS = (
    "id", "name", "organization", "organization_id", "organization_description", "summary",
    "description", "url", "email", "phone", "contact_name", "status", "ages", "minimum_age",
    "maximum_age", "eligibility", "free", "fees", "wait_time", "how_to_start", "referral", "drop_in",
    "online", "times", "location_name", "address_1", "address_2", "city", "county", "postcode",
    "latitude", "longitude", "access", "languages", "interests", "topics", "words", "last_checked",
    "licence", "hidden_location",
)  # fmt: skip
"""What a mapping may fill. ``words`` are categories of the source that help to propose tags."""

_YES = {"yes", "y", "true", "t", "1", "free"}
_NO = {"no", "n", "false", "f", "0", "none"}
_ACTIVE = {"", "active", "live", "published", "enabled", "yes", "true", "1"}
_LAT, _LON = (49.0, 61.5), (-9.5, 2.5)
"""Great Britain, Northern Ireland and the islands around them."""
_DATES = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y")
_LONGEST_NAME = 300
_EMPTY = {"", "no description available", "n/a", "none", "null", "-"}
Draft = Mapping[str, str]


@dataclass(slots=True)
class Built:
    """A service, and what in its row could not be used: (column, reason, hint)."""

    record: ServiceRecord
    notes: list[tuple[str, str, str]] = field(default_factory=list)


def build(draft: Draft, *, source: str, row: int | None, licence: str = "") -> Built:
    """Make a service of ``draft``; :class:`RowError` where it has no name."""
    name = " ".join(draft.get("name", "").split())
    if not name:
        raise RowError("name", "the service has no name.", "Give it one, or delete the row.")
    if len(name) > _LONGEST_NAME:
        raise RowError("name", "the name is longer than 300 characters.", "Is it the description?")
    source_id = draft.get("id", "").strip() or _made_id(draft)
    record = ServiceRecord(
        id=service_uuid(source, source_id),
        source_id=source_id[:200],
        name=name,
        organization=_organization(draft, name, source),
        summary=_said(draft, "summary"),
        description=_said(draft, "description"),
        url=draft.get("url") or None,
        email=draft.get("email") or None,
        phones=[draft["phone"]] if draft.get("phone") else [],
        contact_name=draft.get("contact_name") or None,
        status="active" if draft.get("status", "").casefold() in _ACTIVE else "inactive",
        application_process=_said(draft, "how_to_start"),
        wait_time=_said(draft, "wait_time"),
        languages=_listed(draft.get("languages", "")),
        drop_in=yes_or_no(draft.get("drop_in", "")),
        referral_needed=yes_or_no(draft.get("referral", "")),
        online=bool(yes_or_no(draft.get("online", ""))),
        licence=draft.get("licence") or licence,
        row=row,
    )
    built = Built(record)
    _add_ages(built, draft)
    _add_price(record, draft)
    _add_times(record, draft)
    _add_location(built, draft, source)
    _add_checked(built, draft)
    _add_tags(built, draft)
    return built


def _made_id(draft: Draft) -> str:
    """An id for a row that has none: the same row gives the same id again."""
    keys = ("name", "organization", "postcode", "location_name", "url", "email", "phone")
    return "row:" + child_uuid(*(draft.get(key, "").casefold() for key in keys))


def _said(draft: Draft, key: str) -> str:
    text = draft.get(key, "").strip()
    return "" if text.casefold() in _EMPTY else text


def _organization(draft: Draft, name: str, source: str) -> OrganizationRecord:
    who = draft.get("organization") or name
    key = draft.get("organization_id") or who.casefold()
    return OrganizationRecord(
        id=service_uuid(f"{source}/organization", key),
        name=who,
        description=_said(draft, "organization_description"),
    )


def yes_or_no(text: str) -> bool | None:
    """True or False where ``text`` plainly says so, else None."""
    plain = text.strip().casefold()
    return True if plain in _YES else False if plain in _NO else None


def _listed(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;,|\n]", text) if part.strip()]


def _add_ages(built: Built, draft: Draft) -> None:
    record = built.record
    words = draft.get("ages", "")
    record.eligibility_description = " ".join(
        part for part in (words, _said(draft, "eligibility")) if part
    )
    low, high = (_whole(built, draft, key) for key in ("minimum_age", "maximum_age"))
    if low is not None and high is not None and low > high:
        built.notes.append(("minimum_age", f"{low} is more than {high}.", "The ages are left out."))
    elif low is not None or high is not None:
        record.minimum_age, record.maximum_age = low or None, high
        record.age_basis = "stated"
        return
    found = parse_ages(words) if words else None
    if found is not None:
        record.minimum_age, record.maximum_age = found.minimum, found.maximum
        record.age_basis = "parsed"
        return
    if words:
        built.notes.append(("ages", f"“{words[:60]}” is not clear.", "The words are kept."))
    add_ages_from_prose(record)


def add_ages_from_prose(record: ServiceRecord) -> None:
    """Ages from the name, summary, eligibility or description, where nothing better is known."""
    for text in (record.name, record.summary, record.eligibility_description, record.description):
        found = ages_in_prose(text)
        if found is not None:
            record.minimum_age, record.maximum_age = found.minimum, found.maximum
            record.age_basis = "inferred"
            return


def _whole(built: Built, draft: Draft, key: str) -> int | None:
    text = draft.get(key, "").strip()
    if not text:
        return None
    try:
        number = int(float(text))
    except (ValueError, OverflowError):
        built.notes.append((key, f"“{text[:40]}” is not a number.", "The age is left out."))
        return None
    if 0 <= number <= 120:
        return number
    built.notes.append((key, f"{number} is not an age.", "The age is left out."))
    return None


def _add_price(record: ServiceRecord, draft: Draft) -> None:
    fees = _said(draft, "fees")
    stated = yes_or_no(draft.get("free", ""))
    price = parse_price(fees)
    record.fees_description, record.costs, record.free = fees, price.costs, price.free
    if stated is False and not price.free:
        record.free = False
    elif stated and not fees:
        record.free = True
    # "Free: yes" beside a price is not free; beside words that are not clear it stays unknown.


def _add_times(record: ServiceRecord, draft: Draft) -> None:
    record.schedules = parse_times(draft.get("times", ""))
    if record.schedules:
        return
    prose = " . ".join((record.name, record.summary, record.description))
    record.schedules = parse_times(prose, strict=True)


def _add_location(built: Built, draft: Draft, source: str) -> None:
    where = {
        key: draft.get(key, "").strip()
        for key in ("location_name", "address_1", "address_2", "city", "county", "postcode")
    }
    lat, lon = _coordinates(built, draft)
    if lat is None and not any(where.values()):
        return
    postcode = split_postcode(where["postcode"])
    if where["postcode"] and (postcode is None or not postcode[1]):
        built.notes.append(
            ("postcode", f"“{where['postcode'][:20]}” is not a whole postcode.", "Check it.")
        )
    key = (*where.values(), lat, lon)
    built.record.locations = [
        LocationRecord(
            id=child_uuid(source, "location", *key),
            name=where["location_name"],
            latitude=lat,
            longitude=lon,
            address_1=where["address_1"],
            address_2=where["address_2"],
            city=where["city"],
            region=where["county"],
            postal_code=" ".join(postcode).strip() if postcode else where["postcode"],
            hidden=bool(yes_or_no(draft.get("hidden_location", ""))),
            accessibility=[draft["access"]] if draft.get("access") else [],
        )
    ]


def _coordinates(built: Built, draft: Draft) -> tuple[float | None, float | None]:
    texts = draft.get("latitude", "").strip(), draft.get("longitude", "").strip()
    if not any(texts):
        return None, None
    try:
        lat, lon = (float(text) for text in texts)
    except ValueError:
        built.notes.append(("latitude", "is not a number.", "The postcode is used instead."))
        return None, None
    lat_lon, note = usable_coordinates(lat, lon)
    if note:
        built.notes.append(note)
    return lat_lon or (None, None)


def usable_coordinates(
    lat: float, lon: float
) -> tuple[tuple[float, float] | None, tuple[str, str, str] | None]:
    """Coordinates in the United Kingdom, turned round where they were the wrong way about."""

    def inside(north: float, east: float) -> bool:
        return _LAT[0] <= north <= _LAT[1] and _LON[0] <= east <= _LON[1]

    if inside(lat, lon):
        return (lat, lon), None
    if inside(lon, lat):
        return (lon, lat), (
            "latitude", "latitude and longitude are swapped.", "They were turned round."
        )  # fmt: skip
    return None, (
        "latitude", f"{lat:g}, {lon:g} is not in the United Kingdom.", "The postcode is used instead."
    )  # fmt: skip


def _add_checked(built: Built, draft: Draft) -> None:
    text = draft.get("last_checked", "").strip()
    if not text:
        return
    built.record.assured_date = parse_date(text)
    if built.record.assured_date is None:
        built.notes.append(
            ("last_checked", f"“{text[:30]}” is not a date.", "Write it as 2026-11-23.")
        )


def parse_date(text: str) -> date | None:
    """A date as 2026-11-23, 23/11/2026 or 23 November 2026; None for anything else."""
    for pattern in _DATES:
        try:
            return datetime.strptime(text[: 10 if pattern == _DATES[0] else None], pattern).date()  # noqa: DTZ007
        except ValueError:
            continue
    return None


def _add_tags(built: Built, draft: Draft) -> None:
    record, words = built.record, vocabulary()
    kinds: tuple[tuple[Any, str, Iterable[str]], ...] = (
        ("interest", "interests", words.interests),
        ("topic", "topics", words.topics),
    )
    for kind, key, known in kinds:
        for slug in _listed(draft.get(key, "")):
            plain = slug.casefold().replace(" ", "_")
            if plain in known:
                record.tags.append(TagRecord(kind, plain))
            else:
                built.notes.append((key, f"“{slug[:40]}” is not one of ours.", "It is left out."))
    tagging.apply(record, more=draft.get("words", ""))
