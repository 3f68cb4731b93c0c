"""Times as staff read them: how long someone has waited, and when something was, in local time."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

_MINUTE = 60
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR


def waiting(since: datetime, now: datetime) -> str:
    """How long ago ``since`` was, in plain words and no finer than anyone can act on.

    A clock that jumped back gives "just now", never a negative wait.
    """
    seconds = max(0, int((now - since).total_seconds()))
    if seconds < _MINUTE:
        return "just now"
    if seconds < _HOUR:
        return _count(seconds // _MINUTE, "minute")
    if seconds < _DAY:
        hours, rest = divmod(seconds, _HOUR)
        minutes = rest // _MINUTE
        short = f"{hours} h {minutes} min"
        return short if minutes else _count(hours, "hour")
    return _count(seconds // _DAY, "day")


def has_waited(waited: str, *, many: bool = False) -> str:
    """A wait as the rest of a sentence: "has waited 6 minutes", "came just now"."""
    if waited == "just now":
        return "came just now"
    return f"{'have' if many else 'has'} waited {waited}"


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def local_time(at: datetime, zone: ZoneInfo) -> str:
    """The time of day in ``zone``: 09:05."""
    return at.astimezone(zone).strftime("%H:%M")


def local_day(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """The day in ``zone`` as said today: "Today", "Yesterday", "Friday 20 November"."""
    day, today = at.astimezone(zone).date(), now.astimezone(zone).date()
    if day == today:
        return "Today"
    if day == today - timedelta(days=1):
        return "Yesterday"
    text = f"{day:%A} {day.day} {day:%B}"
    return text if day.year == today.year else f"{text} {day.year}"


def local_moment(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Day and time together: "09:05", "Yesterday 09:05", "Friday 20 November 09:05"."""
    day = local_day(at, now, zone)
    time = local_time(at, zone)
    return time if day == "Today" else f"{day} {time}"
