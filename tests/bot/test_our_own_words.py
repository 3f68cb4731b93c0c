"""What our own buttons say must not be taken for a sign of danger: a tap is screened like words."""

from __future__ import annotations

from typing import Any

import pytest

from basics.vocabulary import vocabulary
from bot.wording import Wording
from safeguarding.assessment import Tier
from safeguarding.screen import Screen


@pytest.fixture(scope="module")
def screen() -> Screen:
    return Screen.from_folder()


def test_no_button_raises_a_case(screen: Screen) -> None:
    words = Wording.load()
    labels = [words.say(key) for key in sorted(words.keys()) if _is_plain(words, key)]
    assert len(labels) > 40
    assert _alarms(screen, labels) == []


def test_no_name_of_a_topic_or_an_interest_raises_a_case(screen: Screen) -> None:
    known = vocabulary()
    labels = [*known.topics.values(), *known.interests.values(), *known.domains.values()]
    assert _alarms(screen, [*labels, *(f"Not: {label}" for label in labels)]) == []


def _is_plain(words: Wording, key: str) -> bool:
    if not key.startswith("button."):
        return False
    try:
        words.say(key)
    except Exception:
        return False  # filled in from data
    return True


def _alarms(screen: Screen, labels: list[str]) -> list[Any]:
    found = [(label, screen.assess(label)) for label in labels]
    return [(label, hit.rules) for label, hit in found if hit.tier is not Tier.NONE]
