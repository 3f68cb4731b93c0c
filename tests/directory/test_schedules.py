"""Days and times in words; what is not clear is left alone."""

from __future__ import annotations

import pytest

from directory.schedules import parse_times

WEEK = ("mon", "tue", "wed", "thu", "fri")
CASES = [
    ("Mondays 4-6pm", [(("mon",), "16:00", "18:00")]),
    ("Mon-Fri 9am to 5pm", [(WEEK, "09:00", "17:00")]),
    ("every Tuesday, 16:30 - 18:00", [(("tue",), "16:30", "18:00")]),
    ("Open on Mondays, 1-3pm.", [(("mon",), "13:00", "15:00")]),
    ("Tues & Thurs 7.30pm", [(("tue", "thu"), "19:30", None)]),
    ("Saturday mornings", [(("sat",), "09:00", "12:00")]),
    ("Sunday 10-2pm", [(("sun",), "10:00", "14:00")]),
    ("Wed 9-5pm", [(("wed",), "09:00", "17:00")]),
    ("Mon, Wed and Fri: 10am-noon", [(("mon", "wed", "fri"), "10:00", "12:00")]),
    ("weekdays 9am - 5pm", [(WEEK, "09:00", "17:00")]),
    ("Sat 09:00–17:00, Sun 11.00am – 4.00pm", [(("sat",), "09:00", "17:00"), (("sun",), "11:00", "16:00")]),
    ("Closed Mondays. Tuesday 10:00-12:00", [(("tue",), "10:00", "12:00")]),
    ("Monday 4-6", [(("mon",), None, None)]),
    ("We meet when we can", []),
    ("", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[str(text) for text, _ in CASES])
def test_what_is_read(
    text: str, expected: list[tuple[tuple[str, ...], str | None, str | None]]
) -> None:
    assert [(s.byday, s.opens_at, s.closes_at) for s in parse_times(text)] == expected


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("Wednesdays 4-6pm, term time only", True),
        ("Wednesdays 4-6pm in the school holidays", False),
        ("Wednesdays 4-6pm", None),
    ],
)
def test_terms_and_holidays(text: str, term: bool | None) -> None:
    assert parse_times(text)[0].term_time is term


def test_prose_needs_a_time_beside_the_day() -> None:
    assert parse_times("Last Friday we had fun. Tuesdays 6pm-8pm.", strict=True)[0].byday == (
        "tue",
    )
    assert parse_times("Ring us on a Monday about anything.", strict=True) == []
