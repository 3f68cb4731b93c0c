"""Hostile text: what screening costs is bounded by its length, whatever the words.

Steps are counted, not seconds: every call of a function while the text is screened. The regular
expressions of the normaliser are not seen by that; they have no part that repeats inside a part that
repeats without an end of its own, which the growth of a thousand signs in a row shows as well.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import FrameType

import pytest

from safeguarding.ruleset import Rule
from safeguarding.screen import Screen

STEPS_A_CHARACTER = 400
"""Measured with the words of the worst rule: some 150. A bound that a slip of the matcher (each word tried against
each other) would break at once."""
GROWTH = 2.6
"""Twice the text, at most so many times the steps."""
NASTY: dict[str, str] = {
    "one word": "kill ",
    "almost a sign": "i want to i want to ",
    "nested beginnings": "i i i want want to to kill kill ",
    "only negations": "not never no nothing without ",
    "letters apart": "k i l l m y s e l f ",
    "masked": "k*ll m*self ",
    "misspelt": "kiill myselff suicde ovverdose ",
    "no spaces": "killmyself",
    "marks": "*'@!.-",
    "stops": "i. want. to. die. ",
    "lines": "i\nwant\nto\n",
    "emoji": "\N{SKULL}\N{HOCHO}",
    "another script": "قلق ",
    "marks on letters": "d\u0301\u0302\u0303ie ",
}


@pytest.fixture(scope="module")
def screen() -> Screen:
    return Screen.from_folder()


def steps(do: Callable[[], object]) -> int:
    """How many functions are called while ``do`` works."""
    count = 0

    def seen(_frame: FrameType, what: str, _about: object) -> None:
        nonlocal count
        count += what in ("call", "c_call")

    sys.setprofile(seen)
    try:
        do()
    finally:
        sys.setprofile(None)
    return count


def cost(screen: Screen, piece: str, length: int) -> int:
    text = (piece * (length // len(piece) + 1))[:length]
    screen.assess(text)
    return steps(lambda: screen.assess(text))


@pytest.mark.parametrize("piece", NASTY.values(), ids=NASTY.keys())
def test_twice_the_text_is_no_more_than_twice_the_work(screen: Screen, piece: str) -> None:
    once, twice = cost(screen, piece, 2_000), cost(screen, piece, 4_000)
    assert twice <= once * GROWTH + 2_000


@pytest.mark.parametrize("piece", NASTY.values(), ids=NASTY.keys())
def test_ten_thousand_characters_take_a_bounded_number_of_steps(screen: Screen, piece: str) -> None:
    assert cost(screen, piece, 10_000) <= 10_000 * STEPS_A_CHARACTER


def test_not_even_the_words_of_the_worst_rule_break_the_bound(screen: Screen) -> None:
    def of(rule: Rule) -> int:
        return cost(screen, rule.positives[0] + " ", 600)

    worst = max(screen.rules.rules, key=of)
    piece = worst.positives[0] + " "
    once, twice = cost(screen, piece, 2_500), cost(screen, piece, 5_000)
    assert twice <= once * GROWTH, worst.id
    assert cost(screen, piece, 10_000) <= 10_000 * STEPS_A_CHARACTER, worst.id


@pytest.mark.parametrize("mark", ["*", "'", "!", "@", "|", "-", ".", "\n", "\u200b", "\u0301", "1"])
def test_no_run_of_marks_sends_a_regular_expression_round_and_round(
    screen: Screen, mark: str
) -> None:
    # Seconds, with a generous bound: work that grows with the square takes minutes here.
    text = "a" + mark * 19_000 + "b"
    began = time.process_time()
    screen.assess(text)
    assert time.process_time() - began < 3.0
