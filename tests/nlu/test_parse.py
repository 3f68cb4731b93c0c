from __future__ import annotations

from typing import Any

import pytest

from nlu.parse import BadAnswer, understanding_from


def parse(first: float, second: float = 0.0, **more: Any) -> dict[str, Any]:
    rival = more.pop("rival", "smalltalk")
    return {
        "intent": {"name": "worry", "confidence": first},
        "intent_ranking": [
            {"name": "worry", "confidence": first},
            {"name": rival, "confidence": second},
        ],
        "entities": [],
        **more,
    }


TOPIC = [{"slug": "sleep", "score": 0.9}]


@pytest.mark.parametrize(
    ("answer", "fallback"),
    [
        (parse(0.9), False),
        (parse(0.3, 0.1), True),
        (parse(0.3, 0.1, topics=TOPIC), False),
        (parse(0.48, 0.45), True),
        (parse(0.48, 0.45, rival="find_support"), True),
        (parse(0.48, 0.45, rival="find_support", topics=TOPIC), False),
    ],
)
def test_when_to_ask_instead_of_guessing(answer: dict[str, Any], fallback: bool) -> None:
    assert understanding_from(answer, "something long enough").fallback is fallback


def test_another_language_is_never_guessed_at() -> None:
    said = understanding_from(parse(0.9), "jestem nowy w szkole i nie mam nikogo")
    assert said.language == "pl"
    assert said.fallback


@pytest.mark.parametrize(
    "answer",
    [
        None,
        [],
        {},
        {"intent": {"name": "worry", "confidence": 2.0}},
        {"intent": {"name": None, "confidence": 0.0}},
        {"intent": {"name": "greet", "confidence": 0.9}},
        parse(0.9, persona="robot"),
        parse(0.9, entities=[{"entity": "age"}]),
    ],
)
def test_any_other_shape_is_refused(answer: Any) -> None:
    with pytest.raises(BadAnswer):
        understanding_from(answer, "hello")


def test_slugs_that_we_do_not_know_are_left_out() -> None:
    said = understanding_from(
        parse(0.9, topics=[*TOPIC, {"slug": "ghosts", "score": 1.0}]), "cant sleep"
    )
    assert [topic.slug for topic in said.topics] == ["sleep"]


def test_entities_outside_the_text_are_left_out() -> None:
    entity = {"entity": "age", "value": 13, "start": 90, "end": 92}
    assert understanding_from(parse(0.9, entities=[entity]), "im 13").entities == ()
