"""Slugs and times as bits."""

from __future__ import annotations

import pytest

from basics.vocabulary import vocabulary
from directory.records import ScheduleRecord, TagKind
from directory.search import bits


@pytest.mark.parametrize("kind", ["interest", "topic", "audience", "access"])
def test_slugs_go_there_and_back(kind: TagKind) -> None:
    known = {
        "interest": tuple(vocabulary().interests),
        "topic": tuple(vocabulary().topics),
        "audience": vocabulary().audiences,
        "access": vocabulary().access_needs,
    }[kind]
    assert bits.slugs(kind, bits.mask(kind, known)) == known
    assert bits.mask(kind, known) < 2**62, "has to fit a signed 64-bit column"


def test_a_slug_that_nobody_knows_is_left_out() -> None:
    assert bits.mask("interest", ["juggling"]) == 0


def test_days_are_spelt_out() -> None:
    assert bits.expand_days(["weekend", "mon"]) == ("mon", "sat", "sun")
    assert bits.expand_days(["someday"]) == ()


@pytest.mark.parametrize(
    ("opens", "closes", "time", "meets"),
    [
        ("10:00", "12:00", "morning", True),
        ("10:00", "12:00", "evening", False),
        ("16:00", "18:00", "after_school", True),
        ("16:00", "18:00", "morning", False),
        ("12:00", "13:00", "lunchtime", True),
        ("18:00", "20:30", "evening", True),
        ("22:00", "02:00", "night", True),
        ("09:00", "17:00", "lunchtime", True),
        ("19:30", None, "evening", True),
        (None, None, "morning", True),
    ],
)
def test_times_of_day(opens: str | None, closes: str | None, time: str, meets: bool) -> None:
    slots = bits.schedule_slots([ScheduleRecord(("wed",), opens, closes)])
    assert slots is not None
    assert bool(slots & bits.slot_mask(["wed"], [time])) is meets


def test_a_saturday_afternoon_is_not_a_monday() -> None:
    slots = bits.schedule_slots([ScheduleRecord(("sat",), "14:00", "16:00")])
    assert slots is not None
    assert not slots & bits.slot_mask(["mon"], [])


def test_no_days_and_no_times_is_unknown() -> None:
    assert bits.schedule_slots([ScheduleRecord(description="by arrangement")]) is None
