"""Ages in words; a range is never made wider than the words surely say."""

from __future__ import annotations

import pytest

from directory.ages import Ages, ages_in_prose, parse_ages, school_year_ages

FIELDS: list[tuple[str, tuple[int | None, int | None] | None]] = [
    ("11+", (11, None)),
    ("13 to 21", (13, 21)),
    ("13-25", (13, 25)),
    ("6 years - 14 years", (6, 14)),
    ("0-19 years", (None, 19)),
    ("2 – 8 years", (2, 8)),
    ("4 to 18", (4, 18)),
    ("From 5 years upwards", (5, None)),
    ("7 years upwards", (7, None)),
    ("Aged 8 or over", (8, None)),
    ("13yrs+", (13, None)),
    ("minimum age 8", (8, None)),
    ("18+", (18, None)),
    ("Under 18s", (None, 17)),
    ("Up to 25", (None, 25)),
    ("over 60s", (60, None)),
    ("no under 16s", (16, None)),
    ("Not suitable for under 12s", (12, None)),
    ("5-11s", (5, 11)),
    ("10 - 19 year olds", (10, 19)),
    ("between 8 and 12", (8, 12)),
    ("18 months to 5 years", (1, 5)),
    ("0-6 months", (None, 0)),
    ("16", (16, 16)),
    ("Year 7-9", (11, 14)),
    ("Years 7 to 11", (11, 16)),
    ("Year 9", (13, 14)),
    ("Y5 and Y6", (9, 11)),
    ("Reception to Year 6", (4, 11)),
    ("Key Stage 3", (11, 14)),
    ("KS3-4", (11, 16)),
    ("Secondary school", (11, 16)),
    ("Primary school age", (4, 11)),
    ("teenagers", (13, 19)),
    ("Adults", (18, None)),
    ("Older people", (60, None)),
    ("All ages", (None, None)),
    ("Everyone", (None, None)),
    ("Everyone 8+", (8, None)),
    ("8 - 12 and 13+", (8, None)),
    ("11-16 (up to 25 with SEND)", (11, 16)),
    # Two readings, a gap, or nothing at all: unknown.
    ("5-7 and 14-16", None),
    ("Children 5-11 and adults", None),
    ("Juniors (7-11) seniors (12-16)", None),
    ("All ages, under 8s with an adult", None),
    ("young people", None),
    ("16-11", None),
    ("Year 40", None),
    ("ask us", None),
    ("", None),
    ("   ", None),
]


@pytest.mark.parametrize(("text", "expected"), FIELDS, ids=[text for text, _ in FIELDS])
def test_a_field_about_ages(text: str, expected: tuple[int | None, int | None] | None) -> None:
    assert parse_ages(text) == (Ages(*expected) if expected else None)


PROSE: list[tuple[str, tuple[int | None, int | None] | None]] = [
    ("We have 120 children aged 6 - 16 taking part", (6, 16)),
    ("Open to any young person over the age of 13.", (13, None)),
    ("activities for the over 50s", (50, None)),
    ("for 8-12 year olds and 13-16 year olds", (8, 16)),
    ("young people aged 11-19 (25 with SEND)", (11, 19)),
    ("Members must be aged 16 and over", (16, None)),
    ("for over 50 years we have helped", None),
    ("21 years of experience", None),
    ("a group for parents of children aged 0-5", None),
    ("Founded in 1909", None),
    ("call 01632 960 16", None),
    ("for 5-7 year olds on Monday, and 14-16 year olds on Friday", None),
]


@pytest.mark.parametrize(("text", "expected"), PROSE, ids=[text for text, _ in PROSE])
def test_ages_in_a_description(text: str, expected: tuple[int | None, int | None] | None) -> None:
    assert ages_in_prose(text) == (Ages(*expected) if expected else None)


def test_school_years() -> None:
    assert school_year_ages(9) == (13, 14)


@pytest.mark.parametrize(("age", "excluded"), [(10, True), (11, False), (16, False), (17, True)])
def test_who_is_excluded(age: int, excluded: bool) -> None:
    assert Ages(11, 16).excludes(age) is excluded


def test_open_ends_exclude_nobody() -> None:
    assert not Ages(None, None).excludes(3)


def test_only_the_beginning_of_a_very_long_text_is_read() -> None:
    assert parse_ages("11 " + "and more " * 20_000 + " 18+") is None
