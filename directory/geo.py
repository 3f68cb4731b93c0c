"""Distances on the globe, in kilometres."""

from __future__ import annotations

import math
from dataclasses import dataclass

EARTH_RADIUS_KM = 6371.0088
"""Mean radius (IUGG)."""
KM_PER_DEGREE = EARTH_RADIUS_KM * math.pi / 180
_BOX_PAD = 1e-4
"""Degrees. R*Tree keeps 32-bit floats, which are off by up to some 2e-5 degrees here."""


def haversine_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance between two points given in degrees."""
    p1, p2 = math.radians(lat1), math.radians(lat2)
    half_lat, half_lon = (p2 - p1) / 2, math.radians(lon2 - lon1) / 2
    a = math.sin(half_lat) ** 2 + math.cos(p1) * math.cos(p2) * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(a)))


@dataclass(frozen=True, slots=True)
class Box:
    """Degrees; a little larger than what it stands for."""

    min_lat: float
    max_lat: float
    min_lon: float
    max_lon: float


def box_around(lat: float, lon: float, km: float) -> Box:
    """The box that surely holds every point within ``km``."""
    high = km / KM_PER_DEGREE + _BOX_PAD
    widest = min(89.0, abs(lat) + high)
    wide = km / (KM_PER_DEGREE * math.cos(math.radians(widest))) + _BOX_PAD
    return Box(lat - high, lat + high, lon - wide, lon + wide)
