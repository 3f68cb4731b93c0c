"""Records to the rows of each table, in the order in which they can be written."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from basics.vocabulary import vocabulary
from directory.records import LocationRecord, ServiceRecord, TagKind, child_uuid

Row = dict[str, Any]

TAXONOMIES: dict[TagKind, str] = {
    "interest": "waymark-interests",
    "topic": "waymark-topics",
    "audience": "waymark-audiences",
    "access": "waymark-access-needs",
}


def taxonomy_id(kind: TagKind) -> str:
    """The id of the list of terms for one kind of tag."""
    return child_uuid("taxonomy", TAXONOMIES[kind])


def term_id(kind: TagKind, slug: str) -> str:
    """The id of one slug as a taxonomy term."""
    return child_uuid("term", TAXONOMIES[kind], slug)


def taxonomy_rows() -> tuple[list[Row], list[Row]]:
    """Rows of ``taxonomy`` and ``taxonomy_term`` for the whole vocabulary."""
    words = vocabulary()
    labels: dict[TagKind, dict[str, str]] = {
        "interest": words.interests,
        "topic": words.topics,
        "audience": {slug: slug.replace("_", " ") for slug in words.audiences},
        "access": {slug: slug.replace("_", " ") for slug in words.access_needs},
    }
    taxonomies = [
        {"id": taxonomy_id(kind), "name": name, "description": f"Waymark's {kind} slugs"}
        for kind, name in TAXONOMIES.items()
    ]
    terms = [
        {"id": term_id(kind, slug), "taxonomy_id": taxonomy_id(kind), "code": slug, "name": label}
        for kind, known in labels.items()
        for slug, label in known.items()
    ]
    return taxonomies, terms


def digest(record: ServiceRecord) -> str:
    """A hash of everything in ``record`` but the row that it stood in (which has no repr)."""
    return sha256(repr(record).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(slots=True)
class Rows:
    """Rows by table for a batch of services; each organisation and location once."""

    organization: dict[str, Row] = field(default_factory=dict)
    location: dict[str, Row] = field(default_factory=dict)
    address: list[Row] = field(default_factory=list)
    accessibility: list[Row] = field(default_factory=list)
    service: list[Row] = field(default_factory=list)
    service_at_location: list[Row] = field(default_factory=list)
    service_area: list[Row] = field(default_factory=list)
    schedule: list[Row] = field(default_factory=list)
    cost_option: list[Row] = field(default_factory=list)
    phone: list[Row] = field(default_factory=list)
    contact: list[Row] = field(default_factory=list)
    language: list[Row] = field(default_factory=list)
    attribute: list[Row] = field(default_factory=list)
    provenance: list[Row] = field(default_factory=list)

    def add(self, record: ServiceRecord, *, source: str, digest: str, now: datetime) -> None:
        """Add all rows of one service."""
        who = record.organization
        self.organization[who.id] = {
            "id": who.id, "name": who.name, "description": who.description, "url": who.url,
            "email": who.email, "phone": who.phone,
        }  # fmt: skip
        self.service.append(_service(record, now))
        for location in record.locations:
            self._add_location(location)
            self.service_at_location.append(
                {
                    "id": child_uuid(record.id, "at", location.id),
                    "service_id": record.id,
                    "location_id": location.id,
                }
            )
        self._add_children(record)
        self.provenance.append(
            {
                "service_id": record.id, "source": source, "source_id": record.source_id or record.id,
                "licence": record.licence, "imported_at": now, "row": record.row, "digest": digest,
            }
        )  # fmt: skip

    def _add_location(self, location: LocationRecord) -> None:
        if location.id in self.location:
            return
        self.location[location.id] = {
            "id": location.id, "location_type": location.location_type, "name": location.name,
            "transportation": location.transportation, "latitude": location.latitude,
            "longitude": location.longitude, "hidden": location.hidden,
        }  # fmt: skip
        self.address.append(
            {
                "id": child_uuid(location.id, "address"), "location_id": location.id,
                "address_1": location.address_1, "address_2": location.address_2,
                "city": location.city, "region": location.region,
                "postal_code": location.postal_code, "country": location.country,
                "address_type": "physical",
            }
        )  # fmt: skip
        for place, text in enumerate(location.accessibility):
            self.accessibility.append(
                {
                    "id": child_uuid(location.id, "accessibility", place),
                    "location_id": location.id,
                    "description": text,
                }
            )

    def _add_children(self, record: ServiceRecord) -> None:
        of = {"service_id": record.id}

        def child(kind: str, place: int) -> Row:
            return {"id": child_uuid(record.id, kind, place), **of}

        if record.area is not None:
            self.service_area.append({**child("area", 0), **asdict(record.area)})
        for place, schedule in enumerate(record.schedules):
            row = {**child("schedule", place), **asdict(schedule)}
            row["byday"] = ",".join(day[:2].upper() for day in schedule.byday)
            row["freq"] = "WEEKLY" if schedule.byday else None
            self.schedule.append(row)
        for place, cost in enumerate(record.costs):
            self.cost_option.append({**child("cost", place), **asdict(cost)})
        for place, number in enumerate(record.phones):
            self.phone.append({**child("phone", place), "number": number[:60]})
        if record.contact_name:
            self.contact.append({**child("contact", 0), "name": record.contact_name})
        for place, name in enumerate(record.languages):
            self.language.append({**child("language", place), "name": name})
        for place, tag in enumerate(record.tags):
            self.attribute.append(
                {
                    "id": child_uuid(record.id, "tag", place), "link_id": record.id,
                    "link_entity": "service", "taxonomy_term_id": term_id(tag.kind, tag.slug),
                    "basis": tag.basis, "value": tag.evidence,
                }
            )  # fmt: skip


def _service(record: ServiceRecord, now: datetime) -> Row:
    same = (
        "id", "name", "summary", "description", "url", "email", "status", "alert", "minimum_age",
        "maximum_age", "age_basis", "eligibility_description", "application_process", "wait_time",
        "fees_description", "free", "is_support", "is_activity", "in_person", "online", "drop_in",
        "referral_needed", "assured_date", "fictional",
    )  # fmt: skip
    return {
        **{name: getattr(record, name) for name in same},
        "organization_id": record.organization.id,
        "licenses": record.licence,
        "last_modified": now,
    }
