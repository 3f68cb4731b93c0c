"""What can be asked of the directory, and what it answers."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class SearchQuery(BaseModel):
    """One search. Everything is optional; what is not given does not filter."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    text: str = ""
    near: str | None = None
    """A postcode, an outward code or a town, as typed."""
    radius_km: float = Field(5.0, gt=0, le=500)
    min_age: int | None = None
    max_age: int | None = None
    """One age has both equal; several children are one search each."""
    free_only: bool = False
    days: tuple[str, ...] = ()
    """mon..sun, weekday, weekend: any of these will do."""
    not_days: tuple[str, ...] = ()
    times_of_day: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    access_needs: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    support: bool | None = None
    """True: helpers rather than activities; False: activities; None: either."""
    exclude: tuple[str, ...] = ()
    """Service ids already shown."""
    limit: int = Field(5, ge=1, le=50)


class ServiceHit(BaseModel):
    """One service that fits, ready to be shown. Times and prices are as the directory holds them."""

    model_config = ConfigDict(frozen=True)
    service_id: str
    name: str
    organization: str
    summary: str
    reasons: tuple[str, ...]
    """Why it fits, each a few plain words ("it has drawing and painting")."""
    unknown: tuple[str, ...] = ()
    """What we could not tell, in plain words ("we do not know the cost")."""
    min_age: int | None = None
    max_age: int | None = None
    distance_km: float | None = None
    """Straight line, one decimal; None for online and national services."""
    where: str | None = None
    """A short public address or "online"; None where a location must not be shown."""
    cost: str | None = None
    free: bool | None = None
    when: str | None = None
    how_to_start: str | None = None
    referral_needed: bool = False
    online: bool = False
    phone: str | None = None
    email: str | None = None
    url: str | None = None
    last_checked: date | None = None
    interests: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    fictional: bool = False
    """From the demo directory."""


class SearchAnswer(BaseModel):
    """What was found, and how the search was loosened to find it."""

    model_config = ConfigDict(frozen=True)
    results: tuple[ServiceHit, ...] = ()
    relaxed: tuple[str, ...] = ()
    """Which limits were let go, in order: radius, days, times_of_day, text, interests, topics."""
    place: dict[str, Any] | None = None
    """The place that was understood: {"name", "lat", "lon"}; None if none was given or known."""
    place_problem: str | None = None
    """unknown_place or ambiguous_place."""
    place_choices: tuple[str, ...] = ()
