"""Sets of slugs and of times as bits of one whole number, so that SQL can compare them.

The bits follow the order of the vocabulary. ``fingerprint`` names that order; when it changes, the
index is built again (``directory.search.entries.refresh``).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256

from basics.vocabulary import vocabulary
from directory.records import ScheduleRecord, TagKind
from directory.words import whole_words

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_GROUPS = {"weekday": DAYS[:5], "weekend": DAYS[5:]}
TIMES = {
    "morning": (6 * 60, 12 * 60),
    "lunchtime": (12 * 60, 14 * 60),
    "after_school": (15 * 60, 18 * 60),
    "evening": (17 * 60 + 30, 21 * 60 + 30),
    "night": (21 * 60, 30 * 60),
}
"""Minutes after midnight. Early afternoon belongs to none of them: at weekends people say "in the
afternoon", for which the vocabulary has no word, so after_school also covers it (see below)."""
_WEEKEND_AFTERNOON = (12 * 60, 18 * 60)
_LEAST_OVERLAP = 30
"""Minutes that a session must share with a time of day to count as one."""
_NIGHT_ENDS = 30 * 60
INDEX_VERSION = "1"


@lru_cache(maxsize=1)
def _order() -> dict[str, tuple[str, ...]]:
    words = vocabulary()
    return {
        "interest": tuple(words.interests),
        "topic": tuple(words.topics),
        "audience": words.audiences,
        "access": words.access_needs,
    }


def mask(kind: TagKind, slugs: Iterable[str]) -> int:
    """The bits of ``slugs``; one that the vocabulary does not have is left out."""
    order = _order()[kind]
    return sum(1 << order.index(slug) for slug in set(slugs) if slug in order)


def slugs(kind: TagKind, bits: int) -> tuple[str, ...]:
    """The slugs of ``bits``, in the order of the vocabulary."""
    return tuple(slug for place, slug in enumerate(_order()[kind]) if bits >> place & 1)


def fingerprint() -> str:
    """Changes when the meaning of any stored bit changes."""
    text = repr((INDEX_VERSION, sorted(_order().items()), sorted(TIMES.items()), whole_words()))
    return sha256(text.encode()).hexdigest()[:16]


def expand_days(days: Iterable[str]) -> tuple[str, ...]:
    """mon..sun, with weekday and weekend spelt out; anything else is left out."""
    wanted = {day for name in days for day in _GROUPS.get(name, (name,))}
    return tuple(day for day in DAYS if day in wanted)


def slot_mask(days: Iterable[str], times: Iterable[str]) -> int:
    """Bits of each of ``days`` with each of ``times``; none given means any."""
    chosen_days = expand_days(days) or DAYS
    chosen_times = [name for name in TIMES if name in set(times)] or list(TIMES)
    return _bits(chosen_days, chosen_times)


def schedule_slots(schedules: Iterable[ScheduleRecord]) -> int | None:
    """The slots that ``schedules`` cover; None where they name no day and no time."""
    bits = 0
    for schedule in schedules:
        if not schedule.byday and schedule.opens_at is None:
            continue
        for day in schedule.byday or DAYS:
            bits |= _bits((day,), _times_of(schedule, weekend=day in _GROUPS["weekend"]))
    return bits or None


def _bits(days: Iterable[str], times: Iterable[str]) -> int:
    order = list(TIMES)
    return sum(
        1 << (DAYS.index(day) * len(order) + order.index(time)) for day in days for time in times
    )


def _times_of(schedule: ScheduleRecord, *, weekend: bool) -> list[str]:
    if schedule.opens_at is None:
        return list(TIMES)
    start = minutes(schedule.opens_at)
    end = minutes(schedule.closes_at) if schedule.closes_at else start + 60
    if end <= start:
        end = min(end + 24 * 60, _NIGHT_ENDS)
    found = []
    for name, span in TIMES.items():
        low, high = _WEEKEND_AFTERNOON if weekend and name == "after_school" else span
        if min(end, high) - max(start, low) >= min(_LEAST_OVERLAP, end - start):
            found.append(name)
    return found or [_nearest(start)]


def _nearest(start: int) -> str:
    return min(TIMES, key=lambda name: abs(TIMES[name][0] - start))


def minutes(clock: str) -> int:
    """Minutes after midnight of "HH:MM"."""
    hours, _, rest = clock.partition(":")
    return int(hours) * 60 + int(rest or 0)
