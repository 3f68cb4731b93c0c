from __future__ import annotations

import pytest

from safeguarding.near import Near, sound

WORDS = (
    "kill hurt rape suicide overdose cutting threatening paracetamol trafficked bruises want they"
)


@pytest.fixture
def near() -> Near:
    telling = [word for word in WORDS.split() if word not in ("want", "they")]
    return Near(WORDS.split(), telling)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("suicdie", "suicide"),
        ("sucide", "suicide"),
        ("suicidee", "suicide"),
        ("overdise", "overdose"),
        ("cuting", "cutting"),
        ("threatning", "threatening"),
        ("hrt", "hurt"),
        ("hutr", "hurt"),
        ("killl", "kill"),
        ("wnat", "want"),
    ],
)
def test_a_slip_of_the_finger(near: Near, typed: str, meant: str) -> None:
    assert near.slip(typed) == meant


@pytest.mark.parametrize(
    "typed", ["luicide", "bill", "killer", "hat", "want2", "wart", "hut", "th"]
)
def test_what_is_no_slip(near: Near, typed: str) -> None:
    assert near.slip(typed) is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("sooicide", "suicide"), ("parasetimol", "paracetamol"), ("trafiked", "trafficked")],
)
def test_a_telling_word_by_ear(near: Near, typed: str, meant: str) -> None:
    assert near.by_ear(typed) == meant


@pytest.mark.parametrize("typed", ["seaside", "secede", "skidded", "kl", "prosthetic"])
def test_what_only_half_sounds_alike(near: Near, typed: str) -> None:
    assert near.by_ear(typed) is None


def test_alike_sounds_have_one_key() -> None:
    assert sound("phone") == sound("pone")
    assert sound("suffercate") == sound("sufferkate")


def test_the_likeliest_slip_is_taken_each_time() -> None:
    # "beaing" is "beating" with a letter left out, and "beading" too: which must not be chance.
    assert {Near(order, order).slip("beaing") for order in (["beating", "beading"], ["beading", "beating"])} == {"beading"}  # fmt: skip
