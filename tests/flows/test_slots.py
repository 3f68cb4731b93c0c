from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import slots


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("13", [[13, 13]]), ("im 13!", [[13, 13]]), ("thirteen", [[13, 13]]),
        ("8 and 14", [[8, 8], [14, 14]]), ("8, 14 and 3", [[8, 8], [14, 14], [3, 3]]),
        ("13-14", [[13, 14]]), ("13 to 15", [[13, 15]]), ("15-13", [[13, 15]]),
        ("year 9", [[13, 14]]), ("yr 7 and 13", [[11, 12], [13, 13]]), ("13 13", [[13, 13]]),
        ("hu5", []), ("ZZ9 9ZZ", []), ("e13 8qt, im 12", [[12, 12]]), ("im13", [[13, 13]]),
        ("yr9", [[13, 14]]), ("f13", [[13, 13]]), ("5 quid", []), ("at 5pm", []), ("old enough", []), ("year 20", []), ("1000", []), ("", []),
    ],
)  # fmt: skip
def test_ages_in_a_short_answer(text, ages):
    assert slots.ages(text) == ages


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("e13", "E13"), ("near E13 8QT", "E13"), ("hu3 1ab pls", "HU3"), ("ec1a 1bb", "EC1A"),
        ("wv10", "WV10"), ("hull", None), ("l8r", None), ("13", None),
    ],
)  # fmt: skip
def test_the_outward_code_and_never_more(text, code):
    assert slots.outcode(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("football near ZZ9 9ZZ", "ZZ9"), ("hu31ab", "HU3"), ("near hu3", None), ("im12 1st of may", None),
    ],
)  # fmt: skip
def test_a_whole_postcode_is_one_even_where_there_is_no_such_place(text, code):
    assert slots.full_postcode(text) == code


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("hull", ("Hull", "town")), ("i live in st austell", ("St Austell", "town")),
        ("22 acacia avenue", ("Acacia Avenue", "town")), ("near e13", ("E13", "outcode")),
        ("where are you?", None), ("it is a really long way from here to there", None),
        ("123", None), ("", None), ("!!!", None),
    ],
)  # fmt: skip
def test_a_place_typed_as_an_answer(text, place):
    assert slots.place(text) == place


@pytest.mark.parametrize(
    ("choice", "ages"),
    [
        ("13", [13, 13]),
        ("10-12", [10, 12]),
        ("0-9", [0, 9]),
        ("12-10", None),
        ("x", None),
        ("", None),
        ("-5", None),
    ],
)
def test_what_an_age_button_carries(choice, ages):
    assert slots.age_choice(choice) == ages


def test_small_words_around_an_answer_are_no_wish():
    assert slots.bare("im ")
    assert slots.bare("i live in  ")
    assert not slots.bare("boxing")


@given(st.text(max_size=200))
def test_any_text_can_be_read(text):
    for low, high in slots.ages(text):
        assert 0 <= low <= high <= 99
    found = slots.place(text)
    assert found is None or (0 < len(found[0]) <= slots.MAX_PLACE_CHARS)
