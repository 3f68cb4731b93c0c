"""Where imported services are, when their source says only a postcode, or nothing at all."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median

from sqlalchemy.ext.asyncio import AsyncSession

from directory.geo import haversine_km
from directory.importing.drafts import Built
from directory.places import FoundPlace, resolve, split_postcode, towns_in
from directory.records import AreaRecord
from directory.words import tokens

OUTCODE_KM = 3.0
"""Reach of an outward code when that is all we know; most are smaller in towns."""
_TOWN_KM = 3.0
_LEAST_LIST_KM, _MOST_LIST_KM = 3.0, 25.0
_NEAR_THE_LIST_KM = 15.0


@dataclass(slots=True)
class Placer:
    """Gives coordinates to what has none. Keeps where the rest of the list is."""

    _lats: list[float] = field(default_factory=list)
    _lons: list[float] = field(default_factory=list)
    _known: dict[str, FoundPlace | None] = field(default_factory=dict)

    async def place(self, session: AsyncSession, built: Built) -> bool:
        """Place by coordinates or postcode; False where neither tells and it is not online."""
        record = built.record
        for location in record.locations:
            if location.latitude is None and location.postal_code:
                found = await self._look_up(session, location.postal_code)
                if found is None:
                    built.notes.append(
                        (
                            "postcode",
                            f"we do not know the postcode “{location.postal_code[:10]}”.",
                            "Check it, or run: waymark places import",
                        )
                    )
                elif found.kind == "postcode":
                    location.latitude, location.longitude = found.lat, found.lon
                elif record.area is None:
                    record.area = AreaRecord(found.name, found.lat, found.lon, OUTCODE_KM, True)
            if location.latitude is not None and location.longitude is not None:
                self._lats.append(location.latitude)
                self._lons.append(location.longitude)
        located = any(location.latitude is not None for location in record.locations)
        return located or record.area is not None or record.online

    def place_by_words(self, built: Built) -> None:
        """A town that the words name, else the area of the whole list; else it stays unplaced."""
        record = built.record
        middle = self._middle()
        for text in (record.name, record.summary, record.description):
            for town in towns_in(tokens(text)):
                if middle is None or self._near(town, middle):
                    reach = max(_TOWN_KM, town.reach_km)
                    record.area = AreaRecord(town.name, town.lat, town.lon, reach, guessed=True)
                    return
        if middle is not None:
            lat, lon, reach = middle
            record.area = AreaRecord("", lat, lon, reach, guessed=True)

    def _middle(self) -> tuple[float, float, float] | None:
        """Middle of the list, and the distance that holds nine in ten of its services."""
        if not self._lats:
            return None
        lat, lon = median(self._lats), median(self._lons)
        away = sorted(
            haversine_km(lat, lon, a, b) for a, b in zip(self._lats, self._lons, strict=True)
        )
        reach = away[int(0.9 * (len(away) - 1))]
        return lat, lon, min(max(reach, _LEAST_LIST_KM), _MOST_LIST_KM)

    @staticmethod
    def _near(town: FoundPlace, middle: tuple[float, float, float]) -> bool:
        lat, lon, reach = middle
        return haversine_km(lat, lon, town.lat, town.lon) <= reach + _NEAR_THE_LIST_KM

    async def _look_up(self, session: AsyncSession, postcode: str) -> FoundPlace | None:
        parts = split_postcode(postcode)
        if parts is None:
            return None
        key = "".join(parts)
        if key not in self._known:
            self._known[key] = (await resolve(session, " ".join(parts).strip())).place
        return self._known[key]
