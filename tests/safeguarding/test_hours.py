from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from basics.errors import InvalidInput
from safeguarding.hours import Hours

OFFICE = Hours.from_config(
    dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "09:00-17:00"), ["2026-12-25"]
)
AROUND_THE_CLOCK = Hours.from_config(
    dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), "00:00-24:00")
)
NEVER = Hours()


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "staffed"),
    [
        ("2026-11-23T08:59", False),
        ("2026-11-23T09:00", True),
        ("2026-11-23T16:59", True),
        ("2026-11-23T17:00", False),  # the closing minute is no longer open
        ("2026-11-22T12:00", False),  # a Sunday
    ],
)
def test_open_from_the_first_minute_to_the_last(moment: str, staffed: bool) -> None:
    assert OFFICE.is_staffed(utc(moment)) is staffed


@pytest.mark.parametrize(
    ("moment", "staffed"),
    [
        ("2026-06-01T07:59", False),  # summer time: 9am in London is 8am UTC
        ("2026-06-01T08:00", True),
        ("2026-06-01T16:00", False),
        ("2026-03-27T08:30", False),  # the Friday before the clocks go forward
        ("2026-03-30T08:30", True),  # the Monday after
        ("2026-10-23T08:30", True),  # the Friday before they go back
        ("2026-10-26T08:30", False),  # the Monday after
    ],
)
def test_hours_are_wall_clock_hours_in_london(moment: str, staffed: bool) -> None:
    assert OFFICE.is_staffed(utc(moment)) is staffed


def test_any_time_zone_may_ask() -> None:
    tokyo = datetime(2026, 11, 23, 19, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert OFFICE.is_staffed(tokyo)


def test_the_next_opening_is_at_the_same_hour_on_the_other_side_of_a_clock_change() -> None:
    assert OFFICE.next_opening(utc("2026-03-27T20:00")) == utc("2026-03-30T08:00")
    assert OFFICE.next_opening(utc("2026-10-23T20:00")) == utc("2026-10-26T09:00")


def test_an_opening_in_the_hour_that_the_clocks_skip_is_an_hour_on() -> None:
    night = Hours.from_config({"sun": "01:30-03:00"})
    assert night.next_opening(utc("2026-03-28T12:00")) == utc("2026-03-29T01:30")
    assert night.is_staffed(utc("2026-03-29T01:30"))


def test_a_holiday_is_closed_whatever_the_weekday() -> None:
    christmas = utc("2026-12-25T11:00")
    assert not OFFICE.is_staffed(christmas)
    assert OFFICE.next_staffed(christmas) == "on Monday from 9am"


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-11-23T07:00", "today from 9am"),
        ("2026-11-23T18:00", "tomorrow, Tuesday, from 9am"),
        ("2026-11-27T18:00", "on Monday from 9am"),
        ("2026-11-23T10:00", "tomorrow, Tuesday, from 9am"),  # while open: the one after
    ],
)
def test_the_next_time_in_words(moment: str, words: str) -> None:
    assert OFFICE.next_staffed(utc(moment)) == words


def test_more_than_a_week_away_names_the_date() -> None:
    closed = [date(2026, 12, day) for day in range(21, 32)] + [date(2027, 1, 1)]
    hours = Hours.from_config({"mon": "09:30-17:00"}, closed)
    assert hours.next_staffed(utc("2026-12-20T12:00")) == "on Monday 4 January from 9:30am"


@pytest.mark.parametrize(
    ("weekly", "moment", "words"),
    [
        ({"mon": "09:00-17:00"}, "2026-11-23T10:00", "5pm today"),
        ({"mon": "09:00-12:00"}, "2026-11-23T10:00", "midday today"),
        ({"mon": "09:00-12:30"}, "2026-11-23T10:00", "12:30pm today"),
        ({"mon": "18:00-24:00"}, "2026-11-23T20:00", "midnight tonight"),
        ({"mon": "18:00-24:00", "tue": "00:00-02:00"}, "2026-11-23T20:00", "2am tomorrow"),
    ],
)
def test_the_closing_time_in_words(weekly: dict[str, str], moment: str, words: str) -> None:
    assert Hours.from_config(weekly).staffed_until(utc(moment)) == words


def test_no_closing_time_while_nobody_is_there() -> None:
    assert OFFICE.staffed_until(utc("2026-11-23T20:00")) is None


def test_a_lunch_break_is_closed() -> None:
    hours = Hours.from_config({"mon": ["09:00-12:00", "13:00-17:00"]})
    assert hours.staffed_until(utc("2026-11-23T10:00")) == "midday today"
    assert not hours.is_staffed(utc("2026-11-23T12:30"))
    assert hours.next_staffed(utc("2026-11-23T12:30")) == "today from 1pm"


def test_half_an_hour_before_the_end_is_closing_soon() -> None:
    assert not OFFICE.closing_soon(utc("2026-11-23T16:30"))
    assert OFFICE.closing_soon(utc("2026-11-23T16:31"))
    assert not OFFICE.closing_soon(utc("2026-11-23T18:00"))


def test_around_the_clock_never_closes_and_never_loops() -> None:
    now = utc("2026-11-23T23:59")
    assert AROUND_THE_CLOCK.is_staffed(now)
    assert not AROUND_THE_CLOCK.closing_soon(now)
    assert AROUND_THE_CLOCK.staffed_until(now)


def test_hours_that_are_never_have_no_next_opening() -> None:
    now = utc("2026-11-23T10:00")
    assert not NEVER.is_staffed(now)
    assert NEVER.next_opening(now) is None
    assert NEVER.next_staffed(now) is None


@pytest.mark.parametrize(
    ("weekly", "named"),
    [
        ({"monday": "09:00-17:00"}, "monday"),
        ({"mon": "17:00-09:00"}, "17:00-09:00"),
        ({"mon": "9 to 5"}, "9 to 5"),
        ({"mon": "09:00-25:00"}, "09:00-25:00"),
        ({"mon": "09:75-10:00"}, "09:75-10:00"),
        ({"mon": ["09:00-12:00", "11:00-14:00"]}, "mon"),
    ],
)
def test_hours_that_make_no_sense_are_named(weekly: dict[str, str], named: str) -> None:
    with pytest.raises(InvalidInput, match=named):
        Hours.from_config(weekly)


def test_a_holiday_that_is_no_date_is_named() -> None:
    with pytest.raises(InvalidInput, match="christmas"):
        Hours.from_config({}, ["christmas"])
