from __future__ import annotations

import random

import pytest

from safeguarding.model.noise import KINDS, noisy

TEXT = "my stepdad hits me when mum is at work and i want to die"


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_same_seed_gives_the_same_noise(kind: str) -> None:
    noise = KINDS[kind]
    assert noise(TEXT, random.Random(3)) == noise(TEXT, random.Random(3))


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"no_marks"}))
def test_noise_changes_a_sentence_sooner_or_later(kind: str) -> None:
    assert any(KINDS[kind](TEXT, random.Random(seed)) != TEXT for seed in range(5))


def test_marks_are_left_out() -> None:
    assert KINDS["no_marks"]("don't. stop!", random.Random(1)) == "dont stop"


def test_disguise_leaves_words_that_tell_nothing() -> None:
    assert KINDS["disguise"]("the bus is late", random.Random(1)) == "the bus is late"


@pytest.mark.parametrize("text", ["", " ", "👍", "a", "12"])
def test_short_texts_survive(text: str) -> None:
    for seed in range(20):
        assert isinstance(noisy(text, random.Random(seed)), str)
