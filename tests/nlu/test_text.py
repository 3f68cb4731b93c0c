from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.text import fold, joined, words


@given(st.text(max_size=200))
def test_folding_never_moves_a_character(text: str) -> None:
    assert len(fold(text)) == len(text)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("I’M 13", "i'm 13"),
        ("ＨＵ３", "hu3"),
        ("a\x00b\nc", "a b c"),
        ("İstanbul", "İstanbul"),
        ("7–9", "7-9"),
    ],
)
def test_folding(typed: str, folded: str) -> None:
    assert fold(typed) == folded


def test_a_word_has_no_apostrophes_and_keeps_its_place() -> None:
    (first, second) = words(fold("Can't sleep"))
    assert (first.form, first.start, first.end) == ("cant", 0, 5)
    assert second.form == "sleep"


def test_a_comma_parts_words_and_a_hyphen_does_not() -> None:
    comma, hyphen = fold("left, out"), fold("left-out")
    assert not joined(comma, *words(comma))
    assert joined(hyphen, *words(hyphen))
