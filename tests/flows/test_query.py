from __future__ import annotations

from typing import Any

from directory.query import SearchQuery
from flows.definition import Limits
from flows.query import WIDE, build, close_to, fitting, gaps, plan, rest_of
from tests.flows.helpers import flow_set


def test_only_what_is_known_is_asked_for():
    assert build({}, None, [], 5) == {"limit": 5}


def test_every_query_is_one_that_the_directory_takes():
    facts = {
        "topics": ["sleep"], "interests": ["boxing"], "days": ["sat"], "not_days": ["mon"],
        "times": ["evening"], "access": ["quiet"], "audiences": ["girls_only"],
        "languages": ["Polish"], "free": True, "text": "magic", "place": "E13", "wants": "activity",
    }  # fmt: skip
    query = SearchQuery.model_validate(build(facts, [13, 13], ["x"], 5))
    assert (query.near, query.min_age, query.max_age, query.exclude) == ("E13", 13, 13, ("x",))


def test_what_they_like_says_it_better_than_bored():
    assert "topics" not in build({"topics": ["boredom"], "interests": ["boxing"]}, None, [], 5)
    assert build({"topics": ["boredom"]}, None, [], 5)["topics"] == ["boredom"]


def test_helpers_or_activities_only_where_nothing_says_it_better():
    assert build({"wants": "support"}, None, [], 5)["support"] is True
    assert build({"wants": "activity"}, None, [], 5)["support"] is False
    assert "support" not in build({"wants": "any"}, None, [], 5)
    assert "support" not in build({"wants": "support", "topics": ["sleep"]}, None, [], 5)


def test_without_a_place_only_what_is_online_can_be_used():
    facts = {"online": True, "place": "E13"}
    query = build(facts, None, [], 5)
    assert "near" not in query
    assert query["limit"] == WIDE
    hits: list[dict[str, Any]] = [
        {"online": True, "name": "a"},
        {"online": False, "name": "b"},
        {"name": "c"},
    ]
    assert [hit["name"] for hit in fitting(facts, hits)] == ["a"]
    assert len(fitting({}, hits)) == 3


def test_one_search_for_each_child_up_to_the_limit():
    ages = [[n, n] for n in range(5, 15)]
    errands = plan({"ages": ages}, [], Limits(searches=4))
    assert [errand["ages"] for errand in errands] == ages[:4]
    assert len(plan({}, [], Limits())) == 1


def test_a_gap_for_each_worry_and_wish_that_nothing_answers():
    facts = {"topics": ["sleep", "loneliness", "boredom"], "interests": ["boxing"]}
    errand = plan(facts, ["old"], Limits())[0]
    services = [{"service_id": "a", "topics": ["sleep"], "interests": []}]
    found = gaps(facts, services, errand)
    assert [(gap["of"], gap["gap"]) for gap in found] == [
        ("topics", "loneliness"),
        ("interests", "boxing"),
    ]
    assert found[0]["query"]["exclude"] == ["old", "a"]
    assert found[0]["query"]["topics"] == ["loneliness"]
    assert "interests" not in found[0]["query"]


def test_one_worry_alone_has_no_gap():
    errand = plan({"topics": ["sleep"]}, [], Limits())[0]
    assert gaps({"topics": ["sleep"]}, [], errand) == []


def test_close_to_a_worry_is_what_goes_with_it_and_close_to_a_wish_its_group():
    facts = {
        "topics": ["bullying", "boredom"], "interests": ["boxing"], "not_topics": ["falling_out"],
        "place": "E13", "text": "x",
    }  # fmt: skip
    errand = close_to(facts, flow_set(), plan(facts, [], Limits())[0])
    assert errand is not None
    query = SearchQuery.model_validate(errand["query"])
    assert query.topics == ("loneliness", "self_esteem")
    assert "martial_arts" in query.interests
    assert (query.near, query.text) == ("E13", "")


def test_anything_to_do_makes_up_for_a_wish_but_never_for_a_worry():
    facts = {"interests": ["boxing"], "place": "E13", "text": "x"}
    errand = rest_of(facts, plan(facts, [], Limits())[0])
    assert errand is not None
    query = SearchQuery.model_validate(errand["query"])
    assert (query.near, query.interests, query.text, query.support) == ("E13", (), "", False)
    worried = {**facts, "topics": ["bereavement"]}
    assert rest_of(worried, plan(worried, [], Limits())[0]) is None


def test_nothing_is_close_to_being_bored():
    facts = {"topics": ["boredom"]}
    assert close_to(facts, flow_set(), plan(facts, [], Limits())[0]) is None


def test_nothing_that_was_not_said_is_hinted_at():
    """Drink, drugs, sex and food come up only for those who brought them up."""
    delicate = {"drugs_alcohol_vaping", "sexual_health", "eating", "in_care", "young_carer"}
    for topic, others in flow_set().close_topics.items():
        assert not delicate & set(others), topic


def test_what_was_ruled_out_is_not_shown_unless_it_has_what_is_wanted():
    facts = {"not_interests": ["football"], "interests": ["boxing"]}
    hits: list[dict[str, Any]] = [
        {"name": "a", "interests": ["football"]},
        {"name": "b", "interests": ["football", "boxing"]},
        {"name": "c", "interests": []},
        {"name": "d"},
    ]
    assert [hit["name"] for hit in fitting(facts, hits)] == ["b", "c", "d"]
    assert build(facts, None, [], 5)["limit"] == WIDE
