from __future__ import annotations

import re

import pytest

from safeguarding.letters import MOST, letters_from, ways_to_take


def run(plain: str) -> str:
    typed = [(found.group(), found.span()) for found in re.finditer(r"\w+|[.!?\n]", plain)]
    return "".join(typed[at][0] for at in letters_from(typed, plain, 0))


@pytest.mark.parametrize(
    ("plain", "letters"),
    [
        ("k i l l", "kill"),
        ("k.i.l.l", "kill"),
        ("k-i-l-l myself", "kill"),
        ("k  i  l  l", "kill"),
        ("s\nt\no\np", "stop"),
        ("k 1 l l", "k1ll"),
        ("k i", ""),
        ("a (b) c", ""),
        ("k i! l l", ""),
        ("kill me", ""),
        ("", ""),
    ],
)
def test_letters_typed_one_by_one(plain: str, letters: str) -> None:
    assert run(plain) == letters


def test_a_run_is_only_so_long() -> None:
    assert len(run("x " * 500)) == MOST


def test_one_letter_at_either_end_may_be_a_word() -> None:
    assert list(ways_to_take(5)) == [(0, 5), (1, 5), (0, 4), (1, 4)]
    assert list(ways_to_take(3)) == [(0, 3)]
