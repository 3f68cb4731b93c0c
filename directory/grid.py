"""The National Grid: eastings and northings in metres to latitude and longitude (WGS84).

The formulas and constants are those of the Ordnance Survey's "A guide to coordinate systems in
Great Britain" (Airy 1830, the National Grid projection, and the seven-parameter Helmert
transformation to ETRS89), which is right to about five metres.
"""

from __future__ import annotations

import math

_A, _B = 6377563.396, 6356256.909
"""Airy 1830 semi-axes, metres."""
_F0 = 0.9996012717
_PHI0, _LAM0 = math.radians(49), math.radians(-2)
_E0, _N0 = 400_000.0, -100_000.0
_WGS_A, _WGS_B = 6378137.0, 6356752.3141
_SHIFT = (446.448, -125.157, 542.060)
"""Metres, OSGB36 to WGS84."""
_TURN = tuple(math.radians(seconds / 3600) for seconds in (0.1502, 0.2470, 0.8421))
_SCALE = -20.4894e-6


def to_lat_lon(easting: float, northing: float) -> tuple[float, float]:
    """Degrees north and east of a point on the National Grid."""
    phi, lam = _unproject(easting, northing)
    x, y, z = _to_cartesian(phi, lam)
    tx, ty, tz = _SHIFT
    rx, ry, rz = _TURN
    scale = 1 + _SCALE
    return _from_cartesian(
        tx + scale * x - rz * y + ry * z,
        ty + rz * x + scale * y - rx * z,
        tz - ry * x + rx * y + scale * z,
    )


def _meridian(phi: float) -> float:
    """Length of the meridian from the true origin, metres."""
    n = (_A - _B) / (_A + _B)
    less, more = phi - _PHI0, phi + _PHI0
    return (
        _B
        * _F0
        * (
            (1 + n + 5 / 4 * n**2 + 5 / 4 * n**3) * less
            - (3 * n + 3 * n**2 + 21 / 8 * n**3) * math.sin(less) * math.cos(more)
            + (15 / 8 * n**2 + 15 / 8 * n**3) * math.sin(2 * less) * math.cos(2 * more)
            - 35 / 24 * n**3 * math.sin(3 * less) * math.cos(3 * more)
        )
    )


def _unproject(easting: float, northing: float) -> tuple[float, float]:
    phi, length = _PHI0, 0.0
    while True:
        phi += (northing - _N0 - length) / (_A * _F0)
        length = _meridian(phi)
        if abs(northing - _N0 - length) < 1e-5:
            break
    e2 = 1 - (_B / _A) ** 2
    curve = 1 - e2 * math.sin(phi) ** 2
    nu, rho = _A * _F0 / math.sqrt(curve), _A * _F0 * (1 - e2) / curve**1.5
    eta2, tan, sec = nu / rho - 1, math.tan(phi), 1 / math.cos(phi)
    de = easting - _E0
    north = (
        phi
        - tan / (2 * rho * nu) * de**2
        + tan / (24 * rho * nu**3) * (5 + 3 * tan**2 + eta2 - 9 * tan**2 * eta2) * de**4
        - tan / (720 * rho * nu**5) * (61 + 90 * tan**2 + 45 * tan**4) * de**6
    )
    east = (
        _LAM0
        + sec / nu * de
        - sec / (6 * nu**3) * (nu / rho + 2 * tan**2) * de**3
        + sec / (120 * nu**5) * (5 + 28 * tan**2 + 24 * tan**4) * de**5
    )
    return north, east


def _to_cartesian(phi: float, lam: float) -> tuple[float, float, float]:
    e2 = 1 - (_B / _A) ** 2
    nu = _A / math.sqrt(1 - e2 * math.sin(phi) ** 2)
    flat = nu * math.cos(phi)
    return flat * math.cos(lam), flat * math.sin(lam), (1 - e2) * nu * math.sin(phi)


def _from_cartesian(x: float, y: float, z: float) -> tuple[float, float]:
    e2 = 1 - (_WGS_B / _WGS_A) ** 2
    flat = math.hypot(x, y)
    phi = math.atan2(z, flat * (1 - e2))
    for _ in range(10):
        nu = _WGS_A / math.sqrt(1 - e2 * math.sin(phi) ** 2)
        phi = math.atan2(z + e2 * nu * math.sin(phi), flat)
    return math.degrees(phi), math.degrees(math.atan2(y, x))
