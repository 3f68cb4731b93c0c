"""Whole screens over several messages: the shipped rules, model, memory and language together."""

from __future__ import annotations

from pathlib import Path

import pytest

from safeguarding.assessment import Assessment, Tier
from safeguarding.failsafe import FailSafe
from waymark.screening import make_assessor

pytestmark = pytest.mark.skipif(
    not (Path(__file__).parents[2] / "var" / "risk" / "model.onnx").is_file(),
    reason="the risk model is not built: run `make setup`",
)


@pytest.fixture(scope="module")
def screen() -> FailSafe:
    return make_assessor()


def last(screen: FailSafe, *messages: str) -> Assessment:
    return screen.assess(messages[-1], messages[:-1])


@pytest.mark.parametrize(
    "messages",
    [
        ("my uncle stays over at weekends", "he comes in my room", "and he says its our secret"),
        ("i got the tablets out", "all of them", "just looking at them now"),
        ("he said hes picking me up at 8", "mum thinks im at jess's", "ive never met him before"),
        (
            "i owe them money",
            "so now i have to carry stuff",
            "if i dont they know where my mum lives",
        ),
    ],
)
def test_a_disclosure_over_three_lines_calls_a_person(
    screen: FailSafe, messages: tuple[str, ...]
) -> None:
    assert last(screen, *messages).calls_a_person


@pytest.mark.parametrize("said", ["jk", "lol jk", "forget it", "nvm im fine", "was only joking"])
def test_taking_back_changes_nothing(screen: FailSafe, said: str) -> None:
    assert last(screen, "i want to kill myself tonight", said).tier is Tier.IMMEDIATE


def test_coming_back_later_and_going_on_counts(screen: FailSafe) -> None:
    found = last(
        screen, "my dad hits me with a belt", "is there boxing near hu3", "it happened again"
    )
    assert found.calls_a_person


@pytest.mark.parametrize(
    "said", ["any football near hull?", "im 13", "hu3", "saturday", "yes please", "thanks"]
)
def test_after_a_disclosure_the_rest_of_the_talk_stays_what_it_is(
    screen: FailSafe, said: str
) -> None:
    assert last(screen, "my dad hits me with a belt", said).tier is Tier.NONE


@pytest.mark.parametrize(
    "messages",
    [
        ("hi", "im 13 and bored", "i like drawing", "near hu3"),
        ("maths is killing me", "im gonna fail", "is there a homework club"),
        ("my daughter is 8", "she loves dancing", "anything on saturdays in hull"),
        ("i get nervous before matches", "i feel sick sometimes", "does anyone help with that"),
    ],
)
def test_an_ordinary_talk_alarms_nobody(screen: FailSafe, messages: tuple[str, ...]) -> None:
    found = [last(screen, *messages[: end + 1]) for end in range(len(messages))]
    assert not any(each.calls_a_person for each in found)
