from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from console.times import local_moment, waiting

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 7, 14, 22, 30, tzinfo=UTC)  # 23:30 in London, in summer


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(seconds=-90), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(seconds=60), "1 minute"),
        (timedelta(minutes=59, seconds=59), "59 minutes"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(hours=2, minutes=5), "2 h 5 min"),
        (timedelta(hours=23, minutes=59), "23 h 59 min"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=9, hours=5), "9 days"),
    ],
)
def test_waiting_time_is_said_in_plain_words(ago: timedelta, said: str) -> None:
    assert waiting(NOW - ago, NOW) == said


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (NOW, "23:30"),
        (datetime(2026, 7, 13, 23, 30, tzinfo=UTC), "00:30"),
        (datetime(2026, 7, 13, 22, 30, tzinfo=UTC), "Yesterday 23:30"),
        (datetime(2026, 7, 3, 8, 0, tzinfo=UTC), "Friday 3 July 09:00"),
        (datetime(2025, 12, 3, 8, 0, tzinfo=UTC), "Wednesday 3 December 2025 08:00"),
    ],
)
def test_moments_are_told_in_london_time_summer_and_winter(at: datetime, said: str) -> None:
    assert local_moment(at, NOW, LONDON) == said
