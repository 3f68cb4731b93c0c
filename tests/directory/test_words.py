"""Words, stems and synonyms."""

from __future__ import annotations

import pytest

from directory import tagging, words
from directory.phrasing import words as reasons
from directory.search.wanted import corrected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Can't sleep!", ["cant", "sleep"]),
        ("Café  DÉJÀ", ["cafe", "deja"]),
        ("keepy-uppies", ["keepi", "uppi"]),
        ("dancing dances", ["danc", "danc"]),
        ("", []),
        ("🎨🎨", []),
        ("'; DROP TABLE service; --", ["drop", "tabl", "servic"]),
        ("x" * 50, []),
    ],
)
def test_stems(text: str, expected: list[str]) -> None:
    assert words.stems(text) == expected


def test_boxing_is_not_a_box() -> None:
    assert words.stem("boxing") != words.stem("box")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("footy", "football"),
        ("food bank", "foodbank"),
        ("keepy uppies", "football"),
        ("bmx", "cycling"),
    ],
)
def test_synonyms_lead_to_each_other(one: str, other: str) -> None:
    group = words.synonyms()[tuple(words.stems(one))]
    assert tuple(words.stems(other)) in group


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("boxng", "boxing"),
        ("swiming", "swimming"),
        ("footbal", "footbal"),
        ("tw3", "tw3"),
        ("xyzzy", "xyzzy"),
    ],
)
def test_slips_of_the_finger(typed: str, meant: str) -> None:
    assert corrected(typed) == meant


def test_the_content_files_hold_together() -> None:
    assert words.content()
    assert tagging.content()
    assert reasons()
