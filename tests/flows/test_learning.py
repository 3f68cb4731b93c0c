from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from flows.learning import Heard, learn
from flows.play import understanding
from tests.flows.helpers import NOW, flow_set


def heard(
    text: str, expects: str | None = None, now: datetime = NOW, last: Any = None, **short: Any
):
    return Heard(text, understanding(text, short), expects, last or {}, now, flow_set().phrases)


def taught(text: str, facts: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """The facts after ``text``, begun with ``facts``."""
    facts = dict(facts or {})
    learn(facts, heard(text, **more))
    return facts


def test_everything_that_was_understood_becomes_a_fact():
    facts = taught(
        "free quiet girls only boxing on saturday evening in E13 not mondays, polish, im 13",
        topics=["loneliness"], interests=["boxing"], age=13, place="E13", day="sat",
        not_day="mon", time="evening", cost="free", access="quiet", audience="girls_only",
        language="Polish", persona="young_person",
    )  # fmt: skip
    assert facts == {
        "persona": "young_person", "topics": ["loneliness"], "interests": ["boxing"],
        "ages": [[13, 13]], "place": "E13", "place_kind": "outcode", "days": ["sat"],
        "not_days": ["mon"], "times": ["evening"], "access": ["quiet"],
        "audiences": ["girls_only"], "languages": ["Polish"], "free": True, "wants": "activity",
    }  # fmt: skip


def test_only_the_outward_code_of_a_postcode_is_learned():
    assert taught("e13 8qt", place="E13 8QT")["place"] == "E13"


def test_a_postcode_that_does_not_exist_is_a_place_that_can_be_said_to_be_unknown():
    assert taught("football near zz9 9zz", interests=["football"])["place"] == "ZZ9"


def test_the_most_exact_place_wins():
    found = heard("hull or hu3", place=["Hull", "HU3"])
    facts: dict[str, Any] = {}
    learn(facts, found)
    assert facts["place"] == "HU3"


def test_a_range_is_a_pair():
    assert taught("year 9", age="13-14")["ages"] == [[13, 14]]


@pytest.mark.parametrize("value", ["abc", "-", "200", "13-", ""])
def test_an_odd_age_is_left_alone_or_read_as_far_as_it_goes(value):
    ages = taught("x", age=value).get("ages", [])
    assert ages in ([], [[13, 13]])


def test_a_young_person_has_one_age_and_the_last_one_counts():
    young = {"persona": "young_person"}
    assert taught("im 13, my mate is 15", young, age=[13, 15])["ages"] == [[13, 13]]
    assert taught("im 14", {"ages": [[13, 13]]}, age=14)["ages"] == [[14, 14]]


def test_a_parent_has_as_many_as_there_are_children():
    parent = {"persona": "parent"}
    both = taught("8 and 14", parent, age=[8, 14])
    assert both["ages"] == [[8, 8], [14, 14]]
    assert taught("and my 5 year old", both, age=5)["ages"] == [[5, 5], [8, 8], [14, 14]]
    assert taught("shes 9 i mean", both, age=9)["ages"] == [[9, 9]]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("today", ["mon"]),
        ("tonight", ["mon"]),
        ("tomorrow", ["tue"]),
        ("saturdays", ["sat"]),
        ("half term", None),
    ],
)
def test_days_as_typed_are_days_of_the_week(text, days):
    assert taught(text, day=text).get("days") == days


def test_the_day_is_that_of_the_clock_on_the_wall_in_britain():
    just_after_midnight_in_summer = NOW.replace(month=6, day=7, hour=23, minute=30)  # a Sunday, UTC
    assert taught("today", now=just_after_midnight_in_summer, day="today")["days"] == ["mon"]


def test_a_day_that_is_ruled_out_leaves_the_days_wanted():
    facts = taught("not mondays", {"days": ["mon", "sat"]}, not_day="mon")
    assert facts["days"] == ["sat"]
    assert facts["not_days"] == ["mon"]
    back = taught("actually monday is fine", facts, day="mon")
    assert "not_days" not in back
    assert back["days"] == ["mon"]


def test_no_i_meant_takes_back_what_the_message_before_taught():
    facts = taught(
        "no i meant boxing",
        {"interests": ["drawing_painting", "football"]},
        last={"interests": ["football"]},
        interests=["boxing"],
    )
    assert facts["interests"] == ["drawing_painting", "boxing"]


@pytest.mark.parametrize(
    "text",
    [
        "not football",
        "i hate football",
        "dont like football",
        "anything but football",
        "i dont want to do football",
    ],
)
def test_what_is_ruled_out_by_name_is_not_wanted_whatever_was_understood(text):
    facts = taught(text, {"interests": ["football"]}, interests=["football"])
    assert "interests" not in facts
    assert facts["not_interests"] == ["football"]


@pytest.mark.parametrize(
    "text", ["im not bad at football", "football is my life", "not sure, football"]
)
def test_what_only_looks_ruled_out_is_kept(text):
    assert taught(text, interests=["football"])["interests"] == ["football"]


def test_what_was_ruled_out_comes_back_when_it_is_wanted():
    facts = taught("ok football then", {"not_interests": ["football"]}, interests=["football"])
    assert facts["interests"] == ["football"]
    assert "not_interests" not in facts


def test_nothing_is_learned_twice():
    facts = {"topics": ["sleep"]}
    lesson = learn(facts, heard("i cant sleep", request="worry", topics=["sleep"]))
    assert lesson.changed == set()


def test_a_language_to_learn_is_no_language_needed():
    assert "languages" not in taught(
        "learn spanish", interests=["languages_culture"], language="Spanish"
    )


def test_other_is_not_searched_for():
    assert "access" not in taught("x", access="other")
    assert "audiences" not in taught("x", audience="other")


def test_a_budget_above_nothing_does_not_ask_for_free():
    assert "free" not in taught("3 quid", cost=3)


def test_a_bare_answer_is_no_wish():
    assert "wants" not in taught("13", age=13)
    assert "wants" not in taught("near hu3", place="HU3")
    assert taught("13, anything on?", age=13)["wants"] == "activity"


def test_help_that_was_asked_for_is_not_an_activity():
    assert taught("is there a group for it", request="find_support")["wants"] == "support"


def test_words_to_search_for_go_once_a_slug_is_known():
    facts = taught("magic tricks")
    assert facts["text"] == "magic tricks"
    assert "text" not in taught("football then", facts, interests=["football"])


def test_being_bored_says_too_little_to_leave_the_words_out():
    facts = taught("skating", {"topics": ["boredom"]}, fallback=True, degraded=True)
    assert facts["text"] == "skating"


def test_an_adult_is_not_turned_into_a_young_person_by_a_word():
    assert taught("i", {"persona": "parent"}, persona="young_person")["persona"] == "parent"
    assert taught("i", {"persona": "young_person"}, persona="parent")["persona"] == "parent"
