from __future__ import annotations

import pytest

from safeguarding.scripts import script_among, script_of

NAMED = frozenset({"ARABIC", "CYRILLIC", "GREEK", "HIRAGANA", "CJK", "ETHIOPIC"})


@pytest.mark.parametrize(
    ("words", "script"),
    [
        (["أنا", "خائفة"], "ARABIC"),
        (["my", "مجھے", "لگتا"], "ARABIC"),
        (["你好"], "CJK"),
        (["私は", "学校"], "HIRAGANA"),
        (["plain", "english"], None),
        (["my", "name", "is", "محمد"], None),
        (["ѕо", "ѕаd"], None),
        (["ωωωω"], None),
        (["ツ"], None),
        (["ᏣᎳᎩ"], None),
    ],
)
def test_the_script_of_half_the_text_counts(words: list[str], script: str | None) -> None:
    assert script_among(words, NAMED) == script


def test_a_letter_without_a_name_has_no_script() -> None:
    assert script_of("\x00") == ""
    assert script_of("ж") == "CYRILLIC"
