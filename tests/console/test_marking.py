from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.marking import Mark, Piece, marks_of, pieces


def marked(text: str, *spans: tuple[int, int], tier: str = "high") -> list[tuple[str, str | None]]:
    return [(p.text, p.tier) for p in pieces(text, marks_of(spans, tier))]


def test_a_sign_is_marked_where_it_was_written() -> None:
    assert marked("i want to die", (2, 13)) == [("i ", None), ("want to die", "high")]


def test_signs_that_overlap_become_one_mark() -> None:
    assert marked("abcdef", (0, 3), (2, 5)) == [("abcde", "high"), ("f", None)]


def test_where_two_tiers_cover_a_word_the_graver_shows() -> None:
    marks = [Mark(0, 6, "concern"), Mark(2, 4, "immediate")]
    assert pieces("abcdef", marks) == [
        Piece("ab", "concern"), Piece("cd", "immediate"), Piece("ef", "concern"),
    ]  # fmt: skip


def test_offsets_count_an_emoji_as_python_does() -> None:
    text = "😢 i hate me"
    assert marked(text, (2, 11)) == [("😢 ", None), ("i hate me", "high")]


@pytest.mark.parametrize("emoji", ["👩🏽‍🚒", "❤️", "👍🏿", "👨‍👩‍👧"])
def test_an_emoji_of_several_code_points_is_never_cut_in_two(emoji: str) -> None:
    text = f"a{emoji}b"
    for end in range(2, len(text)):
        parts = [part for part, _ in marked(text, (0, end))]
        assert parts[0] == f"a{emoji}"


@pytest.mark.parametrize("span", [(5, 5), (9, 2), (50, 60), (-9, -3)])
def test_a_span_that_holds_nothing_marks_nothing(span: tuple[int, int]) -> None:
    assert marked("hello", span) == [("hello", None)]


def test_a_span_that_reaches_too_far_marks_what_is_there() -> None:
    assert marked("hello", (3, 99)) == [("hel", None), ("lo", "high")]


def test_something_stored_that_is_no_pair_is_left_out() -> None:
    assert marks_of([[1], [1, 2, 3], [0, 2]], "high") == [Mark(0, 2, "high")]


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(-3, 45), st.integers(-3, 45))))
def test_no_word_is_ever_lost(text: str, spans: list[tuple[int, int]]) -> None:
    assert "".join(p.text for p in pieces(text, marks_of(spans, "high"))) == text
