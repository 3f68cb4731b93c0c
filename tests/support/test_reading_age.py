from __future__ import annotations

import pytest

from tests.support.reading_age import grade, sentences, syllables


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("cat", 1), ("bored", 1), ("drawing", 2), ("table", 2), ("waited", 2), ("places", 2),
        ("family", 3), ("like", 1), ("I'm", 1), ("safeguarding", 3), ("education", 4),
    ],
)  # fmt: skip
def test_syllables_are_about_right(word, count):
    assert abs(syllables(word) - count) <= (1 if word == "safeguarding" else 0)


def test_a_line_end_closes_a_sentence():
    assert sentences("One.\nTwo three\n\nFour? Five") == ["One", "Two three", "Four", "Five"]


def test_plain_words_are_far_below_office_words():
    plain = "The cat sat on the mat. It was a good cat."
    office = "Appropriate safeguarding documentation necessitates multidisciplinary consideration."
    assert grade([plain]) < 2
    assert grade([office]) > 15
