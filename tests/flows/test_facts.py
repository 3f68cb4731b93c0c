from __future__ import annotations

import json

import pytest

from flows import facts
from flows.facts import age_band, columns, drop, forget, summary, take

EVERYTHING = {
    "persona": "young_person", "topics": ["sleep", "loneliness"], "interests": ["boxing"],
    "ages": [[13, 13]], "place": "E13", "place_kind": "outcode", "days": ["sat"], "free": True,
    "not_topics": ["bullying"], "wants": "activity",
}  # fmt: skip


def test_the_summary_tells_by_domain_in_the_order_of_the_vocabulary():
    found = summary({"facts": EVERYTHING})
    assert [domain["slug"] for domain in found["domains"]] == ["friendships", "health"]
    assert found["domains"][1]["topics"] == [{"slug": "sleep", "label": "sleep"}]
    assert found["interests"] == [{"slug": "boxing", "label": "boxing"}]
    assert found["ages"] == ["13"]
    assert found["place"] == "E13"
    assert found["days"] == ["sat"]
    assert found["persona"] == "young_person"
    assert found["not_topics"] == [{"slug": "bullying", "label": "bullying"}]
    assert json.loads(json.dumps(found)) == found


def test_the_summary_of_nothing_has_the_same_shape():
    assert summary({}).keys() == summary({"facts": EVERYTHING}).keys()
    assert summary({})["persona"] == "unknown"


def test_slugs_that_are_gone_from_the_vocabulary_are_left_out():
    assert summary({"facts": {"topics": ["gone"], "interests": ["gone"]}})["domains"] == []


@pytest.mark.parametrize(
    ("age", "band"),
    [(10, "10-12"), (12, "10-12"), (13, "13-15"), (16, "16-19"), (19, "16-19"), (20, "adult")],
)
def test_age_bands(age, band):
    assert age_band(age) == band


def test_columns_of_a_young_person():
    assert columns(EVERYTHING) == {
        "persona": "young_person", "under_16": True, "age_band": "13-15", "outcode": "E13",
    }  # fmt: skip


def test_a_child_under_ten_has_no_band_but_is_a_child():
    assert columns({"ages": [[8, 8]]}) == {"persona": "unknown", "under_16": True}


def test_the_ages_of_an_adult_are_those_of_their_children():
    found = columns({"persona": "parent", "ages": [[8, 8]], "place": "Hull", "place_kind": "town"})
    assert found == {"persona": "parent", "under_16": False, "age_band": "adult"}


def test_to_drop_is_to_rule_out():
    known = {"topics": ["sleep"]}
    assert drop(known, "topic", "sleep")
    assert known == {"not_topics": ["sleep"]}
    assert not drop(known, "topic", "sleep")
    assert not drop(known, "topic", "no_such_thing")
    assert not drop(known, "planet", "mars")


def test_taking_adds_to_lists_and_replaces_the_rest():
    known = {"topics": ["sleep"], "wants": "any"}
    take(known, {"topics": ["boredom", "sleep"], "wants": "activity"})
    assert known == {"topics": ["sleep", "boredom"], "wants": "activity"}


def test_forgetting_needs_keeps_who_and_where():
    known = dict(EVERYTHING)
    forget(known, ("needs",))
    assert set(known) == {"persona", "ages", "place", "place_kind"}


def test_forgetting_a_place_or_age_lets_it_be_asked_again():
    known = {
        "place": "E13",
        "place_kind": "outcode",
        "online": True,
        "ages": [[1, 1]],
        "no_age": True,
    }
    forget(known, ("place", "ages"))
    assert known == {}


def test_lists_are_replaced_never_changed_in_place():
    before = ["sleep"]
    known = {"topics": before}
    facts.add(known, "topics", ["anger"])
    facts.remove(known, "topics", "sleep")
    assert before == ["sleep"]
