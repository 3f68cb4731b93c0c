from __future__ import annotations

import re

import pytest

from basics.vocabulary import vocabulary
from tests.flows.helpers import Chat, buttons, called, choices, flow_set, said, searches, services

CHOICE = re.compile(r"[a-z0-9_:.-]{1,60}")


def drawing() -> Chat:
    chat = Chat()
    chat.hear("drawing e13 im 13", interests=["drawing_painting"], age=13, place="E13")
    return chat


def test_a_worry_by_tap_from_domain_to_services():
    chat = Chat()
    chat.tap("worried")
    assert "topic:sleep" in choices(chat.tap("domain:health"))
    assert said(chat.tap("topic:sleep"))[0] == "hear.topics"
    chat.tap("near_me")
    chat.tap("area:hull")
    events = chat.tap("age:13")
    assert said(events)[0] == "results.intro"
    assert services(events)


def test_an_area_with_places_in_it_asks_which():
    chat = Chat()
    chat.hear("drawing", interests=["drawing_painting"])
    events = chat.tap("area:kent")
    assert "area:kent.dover" in choices(events)
    chat.tap("area:kent.dover")
    assert chat.facts["place"] == "Dover"


def test_dropping_what_was_understood_shows_it_again_and_searches_again():
    chat = Chat()
    chat.hear("x", interests=["drawing_painting", "boxing"], age=13, place="E13")
    events = chat.tap("drop:interest:boxing")
    assert said(events) == ["understood.summary", "results.intro"]
    assert searches(events)[0]["interests"] == ["drawing_painting"]


def test_dropping_everything_asks_what_they_would_like():
    chat = Chat()
    chat.hear("my mum is ill", request="worry", topics=["young_carer"])
    assert said(chat.tap("drop:topic:young_carer")) == ["need.what"]


@pytest.mark.parametrize(("name", "step"), [("age", "ask_age"), ("place", "ask_place")])
def test_changing_asks_again(name, step):
    chat = drawing()
    chat.tap(f"change:{name}")
    assert chat.step == step


def test_any_day_again_after_all():
    chat = Chat()
    chat.hear("x", interests=["boxing"], age=13, place="E13", day="sat", time="evening")
    query = searches(chat.tap("change:days"))[0]
    assert "days" not in query and "times_of_day" not in query


def test_how_to_start_for_each_service():
    chat = drawing()
    assert [c for c in choices(chat.tap("start")) if c.startswith("start:")] == [
        "start:1", "start:2", "start:3",
    ]  # fmt: skip
    assert said(chat.tap("start:2")) == ["start.how"]
    assert chat.session["service"]["name"] == chat.session["results"][1]["name"]
    assert said(chat.tap("say_what")) == ["start.say_what"]
    assert services(chat.tap("back"))


def test_one_service_is_started_without_asking_which():
    only = {"service_id": "a", "name": "Ring Room", "interests": ["boxing"]}
    chat = Chat(find=lambda query: {"results": [only]})
    events = chat.hear("boxing e13 im 13", interests=["boxing"], age=13, place="E13")
    assert "start:1" in choices(events) and "start" not in choices(events)
    assert said(chat.tap("start:1")) == ["start.how"]


@pytest.mark.parametrize("choice", ["start:9", "start:x", "start:0", "start:", "place:1"])
def test_a_service_or_place_that_is_not_there_is_an_old_button(choice):
    assert said(drawing().tap(choice)) == ["outcome.old_button"]


@pytest.mark.parametrize(
    "choice", ["nonsense", "topic:none", "interest:none", "domain:none", "group:none", "age:x", "area:x",
               "drop:x:y", "drop:topic:none", "change:x", "a:b:c", "right:x"]
)  # fmt: skip
def test_an_unknown_button_is_answered_with_the_open_question(choice):
    chat = Chat()
    events = chat.tap(choice)
    assert said(events) == ["outcome.old_button"]
    assert "bored" in choices(events)


def test_a_button_of_an_earlier_message_still_works():
    chat = drawing()
    assert said(chat.tap("worried")) == ["menu.which_domain"]
    assert said(chat.tap("topic:anger"))[0] == "hear.topics"


def test_a_young_person_has_one_age_and_a_parent_can_add():
    chat = Chat()
    chat.tap("age:13")
    chat.tap("age:15")
    assert chat.facts["ages"] == [[15, 15]]
    chat = Chat("parent", persona="parent")
    chat.tap("age:13-15")
    assert said(chat.tap("age:5-9")) == ["age.more_children"]
    assert chat.facts["ages"] == [[5, 9], [13, 15]]


def test_changing_who_they_are_to_a_young_person_forgets_the_ages_of_children():
    chat = Chat("parent", persona="parent", ages=[[8, 8]])
    chat.tap("change:persona")
    events = chat.tap("me")
    assert chat.session["flow"] == "young_person"
    assert "ages" not in chat.facts
    assert said(events)


def test_a_grown_up_beside_a_child_looks_as_a_parent():
    chat = Chat()
    chat.hear("im 8 i like football in hull", interests=["football"], age=8, place="Hull")
    events = chat.tap("with_adult")
    assert chat.facts["persona"] == "parent"
    assert services(events)[:2] == ["Little Kicks", "Mixed Five A Side"]


def everything_on_offer() -> list[tuple[str, str, str]]:
    """Every button within two taps of each greeting: (flow, first, second)."""
    found = []
    for flow in flow_set().flows:
        for first in choices(Chat(flow).greeting):
            chat = Chat(flow)
            for second in choices(chat.tap(first)):
                found.append((flow, first, second))
    return found


@pytest.mark.parametrize(("flow", "first", "second"), everything_on_offer())
def test_every_button_leads_somewhere_and_offers_more(flow, first, second):
    chat = Chat(flow)
    chat.tap(first)
    events = chat.tap(second)
    assert "outcome.old_button" not in said(events)
    if second == "person":
        assert called(events) == ["asked"]
        return
    assert buttons(events)
    for button in buttons(events):
        assert CHOICE.fullmatch(button.choice), button.choice


def test_every_choice_of_every_menu_fits_into_sixty_bytes():
    words = vocabulary()
    longest = [f"drop:interest:{slug}" for slug in words.interests]
    longest += [f"drop:topic:{slug}" for slug in words.topics]
    longest += [f"area:{p.slug}" for a in flow_set().areas.values() for p in (a, *a.places)]
    assert all(CHOICE.fullmatch(choice) for choice in longest)


def test_every_topic_and_interest_can_be_reached_by_tap():
    offered: set[str] = set()
    for menu, prefix in (("worried", "domain:"), ("bored", "group:")):
        for choice in choices(Chat().tap(menu)):
            if choice.startswith(prefix):
                chat = Chat()
                chat.tap(menu)
                offered |= set(choices(chat.tap(choice)))
    words = vocabulary()
    likes = {t for t, d in words.domain_of_topic.items() if d == "talents_and_interests"}
    assert {f"interest:{slug}" for slug in words.interests} <= offered
    assert {f"topic:{slug}" for slug in words.topics if slug not in likes} <= offered
