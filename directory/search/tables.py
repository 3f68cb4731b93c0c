"""What search reads: services flattened to one row a place, and the state of the index."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, Boolean, Date, Float, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Id

ROW_ID = BigInteger().with_variant(Integer, "sqlite")
"""On SQLite only INTEGER is the row id itself."""


class SearchEntry(Base):
    """A service at one place, flattened for search. Written only by ``directory.search.entries``."""

    __tablename__ = "search_entry"
    __table_args__ = (
        Index("ix_search_entry_checked", "checked"),
        Index("ix_search_entry_anywhere", "anywhere"),
    )

    id: Mapped[int] = mapped_column(ROW_ID, primary_key=True, autoincrement=False)
    doc: Mapped[int] = mapped_column(BigInteger, index=True)
    """The service's number in the word index: the id of its first entry."""
    service_id: Mapped[str] = mapped_column(
        ForeignKey("service.id", ondelete="CASCADE"), index=True
    )
    organization_id: Mapped[str] = mapped_column(Id)
    lat: Mapped[float | None] = mapped_column(Float)
    lon: Mapped[float | None] = mapped_column(Float)
    area_km: Mapped[float] = mapped_column(Float)
    """0 for an exact place; else lat/lon is the middle of an area that reaches this far."""
    anywhere: Mapped[bool] = mapped_column(Boolean)
    """Online or by phone, for people wherever they are."""
    min_age: Mapped[int | None] = mapped_column(Integer)
    max_age: Mapped[int | None] = mapped_column(Integer)
    age_known: Mapped[bool] = mapped_column(Boolean)
    free: Mapped[bool | None]
    slots: Mapped[int | None] = mapped_column(BigInteger)
    """Days and times of day as bits (see ``directory.search.bits``); None: not known."""
    interests: Mapped[int] = mapped_column(BigInteger)
    topics: Mapped[int] = mapped_column(BigInteger)
    audiences: Mapped[int] = mapped_column(Integer)
    access: Mapped[int] = mapped_column(Integer)
    languages: Mapped[str] = mapped_column(Text)
    """,polish,urdu, in lower case"""
    is_support: Mapped[bool] = mapped_column(Boolean)
    is_activity: Mapped[bool] = mapped_column(Boolean)
    referral_needed: Mapped[bool] = mapped_column(Boolean)
    checked: Mapped[date | None] = mapped_column(Date)
    expires: Mapped[date | None] = mapped_column(Date)
    """The last day on which anything of it takes place; None: it goes on."""


class SearchCard(Base):
    """What is shown of an entry, as JSON. Apart from the entry, so that a scan stays narrow."""

    __tablename__ = "search_card"

    id: Mapped[int] = mapped_column(ROW_ID, primary_key=True, autoincrement=False)
    card: Mapped[str] = mapped_column(Text)


class SearchState(Base):
    """Facts about the search index itself, such as the vocabulary that its bits stand for."""

    __tablename__ = "search_state"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
