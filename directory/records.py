"""One service as it travels: from an importer to the database, and from the database to an export.

The shape and the names are those of HSDS 3 (Open Referral), flattened to what one service needs.
What HSDS has no field for (free, drop-in, delivery) is named plainly and kept beside it.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

_NAMESPACE = uuid.UUID("7d3f6d0a-6a0c-5b5e-9d52-0d1f3f8c1a27")
"""Made once for this project, so that ids made from a source's own ids never change."""

TagKind = Literal["interest", "topic", "audience", "access"]
AgeBasis = Literal["stated", "parsed", "inferred"]


def service_uuid(source: str, source_id: str) -> str:
    """The source's own id where that is a UUID, else one made from the source and its id."""
    try:
        return str(uuid.UUID(source_id.strip()))
    except ValueError:
        return str(uuid.uuid5(_NAMESPACE, f"{source}\n{source_id.strip()}"))


def child_uuid(*parts: object) -> str:
    """An id for a row that its source gives none: the same parts always give the same id."""
    return str(uuid.uuid5(_NAMESPACE, "\n".join(str(part) for part in parts)))


@dataclass(slots=True)
class OrganizationRecord:
    """Who runs it."""

    id: str
    name: str
    description: str = ""
    url: str | None = None
    email: str | None = None
    phone: str | None = None


@dataclass(slots=True)
class LocationRecord:
    """Where it is. ``hidden``: a refuge or a home; never shown, searched by distance or exported."""

    id: str
    name: str = ""
    latitude: float | None = None
    longitude: float | None = None
    address_1: str = ""
    address_2: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = "GB"
    transportation: str = ""
    location_type: str = "physical"
    hidden: bool = False
    accessibility: list[str] = field(default_factory=list)


@dataclass(slots=True)
class AreaRecord:
    """The area that a service without a door serves: a middle and a reach in kilometres."""

    name: str
    latitude: float
    longitude: float
    radius_km: float
    guessed: bool = False
    """Worked out from the text or from the rest of the list, not stated by the source."""


@dataclass(slots=True)
class ScheduleRecord:
    """When it is. ``purpose``: session (come then), opening_hours (of a place) or event (once)."""

    byday: tuple[str, ...] = ()
    """mon..sun; empty where the days are not known."""
    opens_at: str | None = None
    """HH:MM, local time."""
    closes_at: str | None = None
    """HH:MM; earlier than ``opens_at`` where it goes on past midnight."""
    description: str = ""
    purpose: str = "session"
    valid_from: date | None = None
    valid_to: date | None = None
    term_time: bool | None = None
    """True: school terms only; False: school holidays only; None: not said."""
    timezone: str = "Europe/London"
    location_id: str | None = None


@dataclass(slots=True)
class CostRecord:
    """One price in pounds."""

    amount: float | None = None
    option: str = ""
    amount_description: str = ""
    currency: str = "GBP"


@dataclass(slots=True)
class TagRecord:
    """A slug of the vocabulary. ``stated`` by the source, or ``proposed`` from its words."""

    kind: TagKind
    slug: str
    basis: Literal["stated", "proposed"] = "stated"
    evidence: str = ""


@dataclass(slots=True)
class ServiceRecord:
    """One service with everything that hangs on it."""

    id: str
    name: str
    organization: OrganizationRecord
    source_id: str = ""
    summary: str = ""
    description: str = ""
    url: str | None = None
    email: str | None = None
    phones: list[str] = field(default_factory=list)
    contact_name: str | None = None
    status: str = "active"
    alert: str = ""
    minimum_age: int | None = None
    maximum_age: int | None = None
    age_basis: AgeBasis | None = None
    """None: the ages are not known."""
    eligibility_description: str = ""
    """The source's own words about who it is for."""
    application_process: str = ""
    wait_time: str = ""
    free: bool | None = None
    fees_description: str = ""
    costs: list[CostRecord] = field(default_factory=list)
    schedules: list[ScheduleRecord] = field(default_factory=list)
    locations: list[LocationRecord] = field(default_factory=list)
    area: AreaRecord | None = None
    languages: list[str] = field(default_factory=list)
    tags: list[TagRecord] = field(default_factory=list)
    is_support: bool | None = None
    is_activity: bool | None = None
    in_person: bool = True
    online: bool = False
    drop_in: bool | None = None
    referral_needed: bool | None = None
    assured_date: date | None = None
    """When somebody last checked it."""
    licence: str = ""
    fictional: bool = False
    row: int | None = field(default=None, repr=False)
    """Row of the file that it came from."""

    def slugs(self, kind: TagKind) -> list[str]:
        """The slugs of one kind of tag, each once, in order."""
        return list(dict.fromkeys(tag.slug for tag in self.tags if tag.kind == kind))
