from __future__ import annotations

import pytest

from basics.content import load_yaml
from safeguarding.normaliser import CONTENT, Normaliser
from safeguarding.patterns import NEGATORS
from safeguarding.screen import Screen
from safeguarding.spelling import Speller

KNOWN = "kill myself suicide overdose cutting grades graded threatening help strangle die want"


@pytest.fixture
def speller() -> Speller:
    return Speller(
        words={"unalive": "kill", "wanna": "want to", "dont": "do not", "im": "i am"},
        known=KNOWN.split(),
        prefixes=("strangl", "cut"),
        forgiving=("suicide", "myself", "overdose", "threatening"),
        keep=("threading",),
    )


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("kill", "kill"),
        ("unalive", "kill"),
        ("k1ll", "kill"),
        ("ki||", "kill"),
        ("k!ll", "kill"),
        ("k*ll", "kill"),
        ("kiiiill", "kill"),
        ("killll", "kill"),
        ("su1c1d3", "suicide"),
        ("suicde", "suicide"),
        ("suicidee", "suicide"),
        ("siucide", "suicide"),
        ("mysefl", "myself"),
        ("mysellf", "myself"),
        ("0verd0se", "overdose"),
        ("killmyself", "kill myself"),
        ("iwannadie", "i want to die"),
        ("strangling", "strangling"),
        ("don't", "do not"),
        ("i'm", "i am"),
    ],
)
def test_what_a_word_stands_for(speller: Speller, typed: str, meant: str) -> None:
    assert " ".join(speller.read(typed)) == meant


@pytest.mark.parametrize(
    "word",
    ["threading", "skill", "killer", "drill", "hull", "e13", "13", "2026", "fortnite", "chelsea",
     "overseas", "yourselfish", "mine", "kit"],
)  # fmt: skip
def test_other_words_are_left_alone(speller: Speller, word: str) -> None:
    assert speller.read(word) == (word,)


def test_only_a_word_that_matters_is_repaired() -> None:
    knows_nothing = Speller(words={}, known=(), prefixes=(), forgiving=(), keep=())
    assert knows_nothing.read("k1ll") == ("k1ll",)


def test_the_first_letter_is_never_guessed(speller: Speller) -> None:
    assert speller.read("luicide") == ("luicide",)


@pytest.mark.parametrize("run", ["k" * 60, "im" * 30, "unaliveunalive" * 4, "1" * 60])
def test_a_long_run_of_letters_ends(speller: Speller, run: str) -> None:
    assert speller.read(run)


def test_masks_pick_the_same_word_each_time(speller: Speller) -> None:
    # Two known words have this shape: which one is taken must not depend on chance.
    assert speller.read("grade*") == ("graded",)


def test_the_word_list_settles_in_one_step() -> None:
    """What a typed word is read as is itself read as it stands."""
    spelling = load_yaml(CONTENT / "spelling.yml")
    reader = Normaliser()
    fillers = set(spelling["fillers"])
    for typed, meant in spelling["words"].items():
        if meant in fillers:
            continue
        assert reader.read(meant).tokens == tuple(meant.split()), f"{typed}: {meant}"


def test_the_word_list_keeps_every_not() -> None:
    """No spelling may turn "not" into nothing: a sign would be read as its opposite."""
    spelling = load_yaml(CONTENT / "spelling.yml")
    assert not NEGATORS & set(spelling["fillers"])
    reader = Normaliser()
    for typed in ("dont", "didnt", "cant", "wont", "isnt", "wasnt", "havent", "never", "no one"):
        assert NEGATORS & set(reader.read(typed).tokens), typed


def test_keep_and_forgiving_are_lists_without_quarrel() -> None:
    """A word that is kept as typed must not also be one that is forgiven a letter elsewhere."""
    spelling = load_yaml(CONTENT / "spelling.yml")
    assert all(word.isalpha() for word in spelling["forgiving"])
    assert len(set(spelling["forgiving"])) == len(spelling["forgiving"])


@pytest.mark.parametrize(
    "word",
    ["grades", "assess", "killed it", "classic", "cocktail", "Scunthorpe", "therapist", "analysis",
     "passion", "skills", "shitake", "class", "sharing", "starting", "amusing", "hunting", "mixtures"],
)  # fmt: skip
def test_everyday_words_are_not_mended_into_signs(screen: Screen, word: str) -> None:
    assert " ".join(screen.normalise(word).tokens) == word.lower()
