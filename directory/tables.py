"""Services in HSDS 3 shape and names, with where each came from."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, Date, Float, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Id, UtcDateTime


def _service_id() -> Mapped[str]:
    return mapped_column(ForeignKey("service.id", ondelete="CASCADE"), index=True)


class Organization(Base):
    """Who runs services."""

    __tablename__ = "organization"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text)
    url: Mapped[str | None] = mapped_column(Text)
    email: Mapped[str | None] = mapped_column(Text)
    phone: Mapped[str | None] = mapped_column(Text)


class Service(Base):
    """Something to go to or somebody who helps. Fields beyond HSDS are marked (ours)."""

    __tablename__ = "service"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    organization_id: Mapped[str] = mapped_column(ForeignKey("organization.id"), index=True)
    name: Mapped[str] = mapped_column(Text)
    summary: Mapped[str] = mapped_column(Text)
    """(ours) one or two sentences"""
    description: Mapped[str] = mapped_column(Text)
    url: Mapped[str | None] = mapped_column(Text)
    email: Mapped[str | None] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(24))
    alert: Mapped[str] = mapped_column(Text)
    minimum_age: Mapped[int | None]
    maximum_age: Mapped[int | None]
    age_basis: Mapped[str | None] = mapped_column(String(8))
    """(ours) stated, parsed or inferred; None where the ages are not known"""
    eligibility_description: Mapped[str] = mapped_column(Text)
    application_process: Mapped[str] = mapped_column(Text)
    wait_time: Mapped[str] = mapped_column(Text)
    fees_description: Mapped[str] = mapped_column(Text)
    free: Mapped[bool | None]
    """(ours) None: not known"""
    is_support: Mapped[bool | None]
    """(ours) somebody who helps"""
    is_activity: Mapped[bool | None]
    """(ours) something to do"""
    in_person: Mapped[bool] = mapped_column(Boolean)
    online: Mapped[bool] = mapped_column(Boolean)
    drop_in: Mapped[bool | None]
    """(ours) no booking: just turn up"""
    referral_needed: Mapped[bool | None]
    """(ours) somebody else has to ask for you"""
    assured_date: Mapped[date | None] = mapped_column(Date)
    licenses: Mapped[str] = mapped_column(Text)
    fictional: Mapped[bool] = mapped_column(Boolean)
    """(ours) from the demo directory"""
    last_modified: Mapped[datetime] = mapped_column(UtcDateTime)


class Location(Base):
    """A place with a door, or one that must not be told (``hidden``)."""

    __tablename__ = "location"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    location_type: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(Text)
    transportation: Mapped[str] = mapped_column(Text)
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    hidden: Mapped[bool] = mapped_column(Boolean)


class Address(Base):
    """The address of a location."""

    __tablename__ = "address"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    location_id: Mapped[str] = mapped_column(
        ForeignKey("location.id", ondelete="CASCADE"), index=True
    )
    address_1: Mapped[str] = mapped_column(Text)
    address_2: Mapped[str] = mapped_column(Text)
    city: Mapped[str] = mapped_column(Text)
    region: Mapped[str] = mapped_column(Text)
    postal_code: Mapped[str] = mapped_column(String(16))
    country: Mapped[str] = mapped_column(String(40))
    address_type: Mapped[str] = mapped_column(String(16))


class Accessibility(Base):
    """What a location says about getting in and about."""

    __tablename__ = "accessibility"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    location_id: Mapped[str] = mapped_column(
        ForeignKey("location.id", ondelete="CASCADE"), index=True
    )
    description: Mapped[str] = mapped_column(Text)


class ServiceAtLocation(Base):
    """A service at one of its locations."""

    __tablename__ = "service_at_location"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    service_id: Mapped[str] = _service_id()
    location_id: Mapped[str] = mapped_column(ForeignKey("location.id"), index=True)


class ServiceArea(Base):
    """The area that a service without a door serves."""

    __tablename__ = "service_area"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    service_id: Mapped[str] = _service_id()
    name: Mapped[str] = mapped_column(Text)
    latitude: Mapped[float] = mapped_column(Float)
    longitude: Mapped[float] = mapped_column(Float)
    radius_km: Mapped[float] = mapped_column(Float)
    guessed: Mapped[bool] = mapped_column(Boolean)


class Schedule(Base):
    """When a service is: sessions, the hours of a place and single events are kept apart."""

    __tablename__ = "schedule"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    service_id: Mapped[str] = _service_id()
    location_id: Mapped[str | None] = mapped_column(ForeignKey("location.id"))
    purpose: Mapped[str] = mapped_column(String(16))
    freq: Mapped[str | None] = mapped_column(String(8))
    byday: Mapped[str] = mapped_column(String(32))
    """MO,TU...; empty where not known"""
    opens_at: Mapped[str | None] = mapped_column(String(5))
    closes_at: Mapped[str | None] = mapped_column(String(5))
    timezone: Mapped[str] = mapped_column(String(40))
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    term_time: Mapped[bool | None]
    description: Mapped[str] = mapped_column(Text)


class CostOption(Base):
    """One price."""

    __tablename__ = "cost_option"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    service_id: Mapped[str] = _service_id()
    option: Mapped[str] = mapped_column(Text)
    currency: Mapped[str] = mapped_column(String(3))
    amount: Mapped[float | None] = mapped_column(Float)
    amount_description: Mapped[str] = mapped_column(Text)


class Phone(Base):
    """A number to ring."""

    __tablename__ = "phone"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    service_id: Mapped[str] = _service_id()
    number: Mapped[str] = mapped_column(String(60))


class Contact(Base):
    """A named contact, as published by the source."""

    __tablename__ = "contact"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    service_id: Mapped[str] = _service_id()
    name: Mapped[str] = mapped_column(Text)


class Language(Base):
    """A language that is spoken there."""

    __tablename__ = "language"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    service_id: Mapped[str] = _service_id()
    name: Mapped[str] = mapped_column(Text)


class Taxonomy(Base):
    """One list of terms: interests, topics, audiences, access needs."""

    __tablename__ = "taxonomy"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    description: Mapped[str] = mapped_column(Text)


class TaxonomyTerm(Base):
    """One slug of the vocabulary."""

    __tablename__ = "taxonomy_term"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    taxonomy_id: Mapped[str] = mapped_column(ForeignKey("taxonomy.id"))
    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(Text)


class Attribute(Base):
    """A term that holds for a service, and the evidence for it."""

    __tablename__ = "attribute"
    __table_args__ = (Index("ix_attribute_link", "link_entity", "link_id"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    link_id: Mapped[str] = mapped_column(Id)
    link_entity: Mapped[str] = mapped_column(String(24))
    taxonomy_term_id: Mapped[str] = mapped_column(ForeignKey("taxonomy_term.id"))
    basis: Mapped[str] = mapped_column(String(8))
    """stated or proposed"""
    value: Mapped[str] = mapped_column(Text)
    """The words that the tag was proposed from."""


class Provenance(Base):
    """Where a service came from."""

    __tablename__ = "provenance"
    __table_args__ = (Index("ix_provenance_source", "source", "source_id"),)

    service_id: Mapped[str] = mapped_column(
        ForeignKey("service.id", ondelete="CASCADE"), primary_key=True
    )
    source: Mapped[str] = mapped_column(String(200))
    source_id: Mapped[str] = mapped_column(String(200))
    licence: Mapped[str] = mapped_column(Text)
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime)
    row: Mapped[int | None]
    digest: Mapped[str] = mapped_column(String(64))
    """Hash of the record as it was imported: the same again means nothing to do."""
