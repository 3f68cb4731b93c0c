from __future__ import annotations

from pathlib import Path

import pytest

from safeguarding.assessment import Tier
from safeguarding.screen import Screen
from tests.safeguarding.rules import Folder


@pytest.fixture
def small(tmp_path: Path) -> Screen:
    """A screen of three rules: one of each tier."""
    folder = Folder(tmp_path)
    folder.rule(
        "suicidal_intent", "want", tier="high", patterns=["want to die", "(can not|never) live"]
    )
    folder.rule("immediate_danger", "now", tier="immediate", patterns=["has a knife"])
    folder.rule("passive_ideation", "tired", tier="concern", patterns=["tired of life"])
    folder.rule("other", "odd", tier="high", patterns=["something bad"])
    folder.cue("game", scope="message", categories=["suicidal_intent", "immediate_danger", "passive_ideation"],
               patterns=["minecraft"])  # fmt: skip
    folder.cue("figure", scope="sentence", categories=["suicidal_intent"], patterns=["of boredom"])
    return Screen.from_folder(folder.write())


def tier(screen: Screen, text: str, *history: str) -> Tier:
    return screen.assess(text, history).tier


@pytest.mark.parametrize(
    "text",
    [
        "i want to die",
        "i can not stop, i want to die",
        "i am not sure but i want to die",
        "i do not know if i want to die",
        "i do not like school and i want to die",
        "i am not ok. i want to die",
        "i have no friends i want to die",
        "no one likes me i want to die",
        "no i want to die",
        "not a single day goes by. i want to die",
        "i did not pass my test i want to die",
        "no. i want to die",
        "i can not live",
        "i never live",
    ],
)
def test_a_not_that_is_about_something_else_lowers_nothing(small: Screen, text: str) -> None:
    assert tier(small, text) is Tier.HIGH


@pytest.mark.parametrize(
    "text",
    [
        "i do not want to die",
        "it is not that i want to die",
        "i never said i want to die",
        "i dont rly want to die",
        "i did not want to die",
    ],
)
def test_a_not_lowers_a_sign_by_one(small: Screen, text: str) -> None:
    assert tier(small, text) is Tier.CONCERN


def test_a_lowered_concern_is_none(small: Screen) -> None:
    assert tier(small, "i am tired of life") is Tier.CONCERN
    assert tier(small, "i am not tired of life") is Tier.NONE
    assert tier(small, "in minecraft i am tired of life") is Tier.NONE


def test_however_many_reasons_lower_by_one_only(small: Screen) -> None:
    text = "lol in minecraft i do not want to die of boredom, not want to die, minecraft"
    assert tier(small, text) is Tier.CONCERN


@pytest.mark.parametrize(
    "text",
    [
        "he has a knife",
        "he not has a knife",
        "in minecraft he has a knife",
        "never has a knife of boredom",
    ],
)
def test_nothing_lowers_an_immediate_sign(small: Screen, text: str) -> None:
    assert tier(small, text) is Tier.IMMEDIATE


def test_a_cue_works_where_its_scope_reaches(small: Screen) -> None:
    assert tier(small, "minecraft. again i want to die") is Tier.CONCERN
    assert tier(small, "i want to die of boredom") is Tier.CONCERN
    assert tier(small, "sick of boredom. i want to die") is Tier.HIGH


def test_a_cue_is_only_for_its_categories(small: Screen) -> None:
    assert tier(small, "in minecraft something bad") is Tier.HIGH


def test_one_sign_that_stands_restores_the_others(small: Screen) -> None:
    assert tier(small, "i do not want to die but something bad happened") is Tier.HIGH
    assert set(small.assess("i do not want to die but something bad").categories) == {
        "suicidal_intent",
        "other",
    }


def test_the_place_that_is_lowered_least_counts(small: Screen) -> None:
    assert tier(small, "i do not want to die. i want to die") is Tier.HIGH
    assert tier(small, "i want to die. i do not want to die") is Tier.HIGH


def test_what_was_said_before_lowers_nothing(small: Screen) -> None:
    assert tier(small, "i want to die", "i play minecraft") is Tier.HIGH
    assert tier(small, "want to die", "i do not") is Tier.HIGH
