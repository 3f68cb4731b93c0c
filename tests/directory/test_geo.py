"""Distances, boxes and the National Grid."""

from __future__ import annotations

import pytest

from directory.geo import box_around, haversine_km
from directory.grid import to_lat_lon


def test_hull_to_truro() -> None:
    assert haversine_km(53.744, -0.336, 50.263, -5.051) == pytest.approx(504, abs=2)


@pytest.mark.parametrize("km", [0.0, 0.5, 5.0, 300.0])
def test_a_box_holds_everything_within_reach(km: float) -> None:
    box = box_around(53.744, -0.336, km)
    for lat, lon in ((box.min_lat, -0.336), (box.max_lat, -0.336), (53.744, box.min_lon)):
        assert haversine_km(53.744, -0.336, lat, lon) >= km


def test_the_worked_example_of_the_ordnance_survey() -> None:
    # Easting 651409.903, northing 313177.270 (Caister water tower), to about five metres.
    lat, lon = to_lat_lon(651409.903, 313177.270)
    assert lat == pytest.approx(52.65798, abs=1e-4)
    assert lon == pytest.approx(1.71605, abs=1e-4)
