from __future__ import annotations

import pytest

from basics.vocabulary import vocabulary
from nlu.entities.lookups import lookup
from tests.nlu.support import seen


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("he's autistic and uses a wheelchair", ["autism_friendly", "wheelchair"]),
        ("somewhere quiet", ["quiet"]),
        ("i have epilepsy", ["other"]),
        ("shes deaf", ["deaf_bsl"]),
        ("she has anxiety", ["anxiety_friendly"]),
        ("waiting for an autism assessment", []),
        ("im anxious about exams", []),
    ],
)
def test_access_needs(text: str, found: list[str]) -> None:
    assert [value for _, value, _ in seen(text, "access_need")] == found


def test_the_span_of_a_condition_is_the_condition() -> None:
    assert seen("she has anxiety") == [("access_need", "anxiety_friendly", "anxiety")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("girls only please", [("girls_only", "girls only")]),
        ("girls football near me", [("girls_only", "girls")]),
        ("a group for lgbt kids", [("lgbtq", "lgbt")]),
        ("is there a young carers group", [("young_carers", "young carers")]),
        ("im a young carer", []),
        ("a girl in my class", []),
        ("im gay and scared", []),
    ],
)
def test_an_audience_is_a_group_asked_for(text: str, found: list[tuple[str, str]]) -> None:
    assert [(value, typed) for _, value, typed in seen(text, "audience")] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("my mum speaks polish", ["Polish"]),
        ("i want to learn spanish", ["Spanish"]),
        ("bsl interpreter", ["BSL"]),
        ("urdu", ["Urdu"]),
        ("english isnt my first language", ["English"]),
        ("nail polish", []),
        ("turkish food", []),
    ],
)
def test_languages(text: str, found: list[str]) -> None:
    assert [value for _, value, _ in seen(text, "language")] == found


def test_the_lists_use_the_slugs_of_the_vocabulary() -> None:
    words = vocabulary()
    assert set(lookup("access_needs")["phrases"]) == set(words.access_needs)
    assert set(lookup("audiences")["people"]) == set(words.audiences)
    assert set(lookup("times")["phrases"]) == set(words.times_of_day)
    assert set(lookup("days")["days"]) == set(words.days)
