from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.entities import Found, extract, goes_with
from tests.nlu.support import seen


def test_a_whole_message() -> None:
    text = "anything free for my 8 and 14 year old on saturdays in hull?"
    assert seen(text) == [
        ("cost", "free", "free"),
        ("age", 8, "8"),
        ("age", 14, "14"),
        ("day", "sat", "saturdays"),
        ("place", "Hull", "hull"),
    ]


@pytest.mark.parametrize("text", ["", "   ", "😭😭", "\x00\x01", "<b>13</b>", "'; DROP TABLE x;--"])
def test_odd_input_is_no_trouble(text: str) -> None:
    extract(text)


@given(st.text(max_size=300))
def test_spans_lie_inside_the_text_and_never_overlap_within_a_kind(text: str) -> None:
    found = extract(text)
    for item in found:
        assert 0 <= item.start < item.end <= len(text)
    for one, other in itertools.pairwise(found):
        assert one.entity != other.entity or not one.overlaps(other)


def test_a_very_long_message_takes_no_time_to_speak_of() -> None:
    assert extract("im 13 near e13 on saturdays " * 350)


@pytest.mark.parametrize(
    ("request_", "entity", "kept"),
    [
        ("worry", "day", False),
        ("worry", "age", True),
        ("smalltalk", "time_of_day", False),
        ("find_activity", "day", True),
        ("out_of_scope", "place", False),
    ],
)
def test_what_goes_with_a_request(request_: str, entity: str, kept: bool) -> None:
    assert goes_with(Found(entity, "x", 0, 1), request_) is kept


def test_only_what_says_something_is_in_the_json() -> None:
    assert Found("age", 13, 0, 2).as_dict() == {"entity": "age", "value": 13, "start": 0, "end": 2}
    place = Found("place", "HU3", 0, 3, type="outcode").ruled_out()
    assert place.as_dict()["negated"] is True
