"""Places by name, and full postcodes."""

from __future__ import annotations

from sqlalchemy import Float, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Id


class Place(Base):
    """An outward code, a town or a district, and where its middle is."""

    __tablename__ = "place"
    __table_args__ = (Index("ix_place_key", "key"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    """outcode, town or area"""
    key: Mapped[str] = mapped_column(String(80))
    """The name as it is looked up: lower case, letters and digits, single spaces."""
    name: Mapped[str] = mapped_column(String(80))
    region: Mapped[str] = mapped_column(String(80))
    lat: Mapped[float] = mapped_column(Float)
    lon: Mapped[float] = mapped_column(Float)
    reach_km: Mapped[float] = mapped_column(Float)
    """How far a county or a district reaches from its middle; 0 for a point."""
    source: Mapped[str] = mapped_column(String(80))


class Postcode(Base):
    """A full postcode and where it is; used to measure distance, never kept for a person."""

    __tablename__ = "postcode"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    """Upper case without the space."""
    lat: Mapped[float] = mapped_column(Float)
    lon: Mapped[float] = mapped_column(Float)
