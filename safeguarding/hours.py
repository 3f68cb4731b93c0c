"""When the team is there. Times are wall-clock times in Europe/London, clock changes included."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from basics.errors import InvalidInput

LONDON = ZoneInfo("Europe/London")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_MIDNIGHT = 24 * 60
_LOOK_AHEAD_DAYS = 60
CLOSING_SOON = timedelta(minutes=30)
"""With less than this left, nobody can count on an answer today."""

Span = tuple[int, int]
"""Opening and closing as minutes after midnight; the closing minute is no longer open."""


@dataclass(frozen=True, slots=True)
class Hours:
    """Weekly opening. ``weekly[0]`` is Monday; a day may have several spans, or none."""

    weekly: tuple[tuple[Span, ...], ...] = ((), (), (), (), (), (), ())
    holidays: frozenset[date] = field(default_factory=frozenset)
    """Dates on which nobody is there, whatever the weekday."""

    @classmethod
    def from_config(
        cls, weekly: Mapping[str, str | Iterable[str]], holidays: Iterable[date | str] = ()
    ) -> Hours:
        """Hours from ``{"mon": ["09:00-12:30", "13:00-17:00"], ...}`` and dates.

        Days that are left out are closed; "00:00-24:00" is the whole day. Raises
        :class:`InvalidInput` that names the day and the value.
        """
        unknown = sorted(set(weekly) - set(DAYS))
        if unknown:
            raise InvalidInput(
                f"Opening hours: “{unknown[0]}” is not a day.", hint=f"Use {', '.join(DAYS)}."
            )
        days = tuple(_spans(day, weekly.get(day, ())) for day in DAYS)
        return cls(weekly=days, holidays=frozenset(_date(value) for value in holidays))

    def is_staffed(self, now: datetime) -> bool:
        """Whether the team is there at ``now`` (aware)."""
        return self._closing(now) is not None

    def closing_soon(self, now: datetime) -> bool:
        """Whether the team is there but stops within :data:`CLOSING_SOON`."""
        closing = self._closing(now)
        return closing is not None and closing - now < CLOSING_SOON

    def staffed_until(self, now: datetime) -> str | None:
        """When the team stops, in words ("5pm today"); None while nobody is there."""
        closing = self._closing(now)
        if closing is None:
            return None
        here, local = now.astimezone(LONDON), closing.astimezone(LONDON)
        days = (local.date() - here.date()).days
        if days == 0:
            return f"{_clock(local)} today"
        if (days, local.hour, local.minute) == (1, 0, 0):
            return "midnight tonight"
        name = _DAY_NAMES[local.weekday()]
        return f"{_clock(local)} tomorrow" if days == 1 else f"{_clock(local)} on {name}"

    def next_opening(self, now: datetime) -> datetime | None:
        """When the team is next there: the first opening after ``now``; None if there is none.

        While the team is there this is the opening after the present one.
        """
        here = now.astimezone(LONDON)
        running = self._closing(now) or now
        for ahead in range(_LOOK_AHEAD_DAYS):
            day = here.date() + timedelta(days=ahead)
            for start, _ in self._spans_on(day):
                opening = _at(day, start)
                if opening > running:
                    return opening
        return None

    def next_staffed(self, now: datetime) -> str | None:
        """:meth:`next_opening` in words: "today from 1pm", "tomorrow, Tuesday, from 9am",
        "on Friday from 9am", "on Monday 4 January from 9am"; None if there is none."""
        opening = self.next_opening(now)
        if opening is None:
            return None
        local = opening.astimezone(LONDON)
        days = (local.date() - now.astimezone(LONDON).date()).days
        name, hour = _DAY_NAMES[local.weekday()], _clock(local)
        if days == 0:
            return f"today from {hour}"
        if days == 1:
            return f"tomorrow, {name}, from {hour}"
        if days < 7:
            return f"on {name} from {hour}"
        return f"on {name} {local.day} {_MONTHS[local.month - 1]} from {hour}"

    def _spans_on(self, day: date) -> tuple[Span, ...]:
        return () if day in self.holidays else self.weekly[day.weekday()]

    def _closing(self, now: datetime) -> datetime | None:
        day = now.astimezone(LONDON).date()
        for start, end in self._spans_on(day):
            if _at(day, start) <= now < _at(day, end):
                return self._run_on(day, end)
        return None

    def _run_on(self, day: date, end: int) -> datetime:
        """The end of a stretch that goes on past midnight, a week at most."""
        for _ in range(7):
            following = day + timedelta(days=1)
            after = [span for span in self._spans_on(following) if span[0] == 0]
            if end != _MIDNIGHT or not after:
                break
            day, end = following, after[0][1]
        return _at(day, end)


def _at(day: date, minutes: int) -> datetime:
    """A wall-clock time on ``day`` as a moment; in the hour that the clocks skip, an hour on."""
    if minutes == _MIDNIGHT:
        day, minutes = day + timedelta(days=1), 0
    wall = datetime.combine(day, time(minutes // 60, minutes % 60), tzinfo=LONDON)
    return wall.astimezone(ZoneInfo("UTC"))


def _clock(moment: datetime) -> str:
    if (moment.hour, moment.minute) == (12, 0):
        return "midday"
    if (moment.hour, moment.minute) == (0, 0):
        return "midnight"
    half = "am" if moment.hour < 12 else "pm"
    minutes = f":{moment.minute:02d}" if moment.minute else ""
    return f"{(moment.hour - 1) % 12 + 1}{minutes}{half}"


def _spans(day: str, value: str | Iterable[str]) -> tuple[Span, ...]:
    texts = [value] if isinstance(value, str) else list(value)
    spans = sorted(_span(day, text) for text in texts)
    for (_, end), (start, _) in pairwise(spans):
        if start < end:
            raise InvalidInput(f"Opening hours: the times on {day} overlap.")
    return tuple(spans)


def _span(day: str, text: str) -> Span:
    try:
        start, end = (_minutes(part) for part in str(text).split("-"))
    except ValueError:
        start, end = 1, 0
    if not 0 <= start < end <= _MIDNIGHT:
        raise InvalidInput(
            f"Opening hours: “{text}” on {day} is not a time span.",
            hint="Write 09:00-17:00; split a night at 24:00.",
        )
    return start, end


def _minutes(text: str) -> int:
    hours, minutes = text.strip().split(":")
    if not 0 <= int(minutes) < 60:
        raise ValueError(text)
    return int(hours) * 60 + int(minutes)


def _date(value: date | str) -> date:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError as problem:
        raise InvalidInput(f"Holidays: “{value}” is not a date such as 2026-12-25.") from problem
