from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from safeguarding.model.text import words_of
from safeguarding.normaliser import Normaliser

NORMALISER = Normaliser(["kill", "die"])


def words(text: str) -> str:
    return " ".join(words_of(text, NORMALISER.read(text)))


def test_little_words_are_kept_for_the_model() -> None:
    assert words("i look like a thumb") == "i look like a thumb"


def test_a_question_stays_a_question() -> None:
    assert words("is it bad?") == "is it bad ?"


def test_curly_quotation_marks_are_plain_ones() -> None:
    assert words("he said “die” lol") == 'he said " die " lol'


def test_masked_words_are_read() -> None:
    assert words("k1ll") == "kill"


def test_nothing_typed_gives_nothing() -> None:
    assert words("") == ""


@given(st.text())
def test_odd_text_is_read_without_a_fault(text: str) -> None:
    assert all(word.strip() for word in words_of(text, NORMALISER.read(text)))
