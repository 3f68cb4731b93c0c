from __future__ import annotations

import pytest

from flows.corrections import corrects, replaced, ruled_out
from tests.flows.helpers import flow_set

PHRASES = flow_set().phrases


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("not football", ["football"]), ("I don't like football or boxing", ["football"]),
        ("anything but swimming!", ["swimming"]), ("im not into drawing", ["drawing_painting"]),
        ("hate reading", ["reading"]), ("i dont want to do dance", ["dance"]),
        ("nothing to do with animals pls", ["animals"]),
    ],
)  # fmt: skip
def test_an_interest_is_ruled_out_by_its_own_name(text, slugs):
    assert ruled_out(PHRASES, text) == {"interests": slugs}


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("im not bored", ["boredom"]), ("its not about bullying", ["bullying"]),
        ("i'm not lonely", ["loneliness"]), ("thats not sleep", ["sleep"]),
    ],
)  # fmt: skip
def test_a_worry_is_ruled_out_by_plain_words(text, slugs):
    assert ruled_out(PHRASES, text) == {"topics": slugs}


@pytest.mark.parametrize(
    "text",
    [
        "i can not sleep", "i get no sleep", "we have no money", "no food in the house",
        "theres no football near me", "ive never done boxing", "im not good at football",
        "not eating", "i dont like how i look", "football not bad", "notfootball", "",
    ],
)  # fmt: skip
def test_what_is_the_worry_or_the_wish_itself_is_not_ruled_out(text):
    assert ruled_out(PHRASES, text) == {}


@pytest.mark.parametrize(
    "text", ["no i meant boxing", "nah i said boxing", "actually hull", "only boxing", "no im 12"]
)
def test_openings_that_put_us_right(text):
    assert corrects(PHRASES, text)


@pytest.mark.parametrize(
    "text", ["boxing", "no", "i know what i meant to say", "my only friend left"]
)
def test_openings_that_do_not(text):
    assert not corrects(PHRASES, text)


def test_only_what_was_learned_last_of_the_same_sort_is_replaced():
    last = {"interests": ["football", "boxing"], "topics": ["sleep"]}
    assert replaced(last, {"interests": ["boxing"]}) == {"interests": ["football"]}
    assert replaced(last, {"interests": []}) == {}
    assert replaced({}, {"interests": ["boxing"]}) == {}
