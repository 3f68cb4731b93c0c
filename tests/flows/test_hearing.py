from __future__ import annotations

import pytest

from flows.play import understanding
from flows.types import Say
from tests.flows.helpers import (
    Chat,
    called,
    choices,
    ended,
    learned,
    said,
    searches,
    services,
)


def at_results(**more) -> Chat:
    chat = Chat()
    chat.hear("drawing near e13 im 13", interests=["drawing_painting"], age=13, place="E13", **more)
    assert chat.step == "results"
    return chat


def at_age() -> Chat:
    chat = Chat()
    chat.hear("drawing near e13", interests=["drawing_painting"], place="E13")
    assert chat.step == "ask_age"
    return chat


def at_place() -> Chat:
    chat = Chat()
    chat.hear("i like drawing", interests=["drawing_painting"])
    assert chat.step == "ask_place"
    return chat


@pytest.mark.parametrize(
    "text", ["13", "im 13", "thirteen", "13!!", "13 and a half", "i'm 13 lol", "year 8"]
)
def test_an_age_is_an_answer_to_how_old_are_you_without_any_understanding(text):
    chat = at_age()
    chat.hear(text, fallback=True)
    assert chat.step == "results"
    low, high = chat.facts["ages"][0]
    assert low <= 13 <= high


@pytest.mark.parametrize("text", ["7", "im 7", "45", "im 45"])
def test_ages_that_waymark_is_not_for_are_met_kindly(text):
    chat = at_age()
    events = chat.hear(text, fallback=True)
    assert said(events)[-1] in ("age.under_ten", "age.twenty")
    assert searches(events) == []


@pytest.mark.parametrize("text", ["hu3", "HU3 1AB", "near hu3", "im in hu3", "hu3 pls"])
def test_an_outward_code_is_an_answer_to_where(text):
    chat = at_place()
    chat.hear(text, fallback=True)
    assert chat.facts["place"] == "HU3"
    assert "text" not in chat.facts


@pytest.mark.parametrize("text", ["blackpool", "in blackpool", "i live in blackpool"])
def test_a_town_is_an_answer_to_where(text):
    chat = at_place()
    chat.hear(text, fallback=True)
    assert chat.facts["place"] == "Blackpool"


@pytest.mark.parametrize(
    "text", ["what", "??", "why", "eh", "why do you want to know that from me"]
)
def test_what_is_no_place_is_asked_again(text):
    chat = at_place()
    events = chat.hear(text, fallback=True)
    assert said(events) == ["place.unclear"]
    assert "place" not in chat.facts


def test_why_do_you_ask_is_answered_and_asked_again():
    chat = at_place()
    assert said(chat.hear("why", request="about_this_service")) == ["place.why", "place.again"]


@pytest.mark.parametrize(
    "text", ["skip", "idk", "rather not say", "dunno", "none of your business", "any"]
)
def test_no_place_is_fine_and_only_online_services_are_shown(text):
    chat = at_place()
    chat.hear(text, fallback=True)
    events = chat.hear("skip", fallback=True)
    assert "near" not in searches(events)[0]
    assert chat.facts["online"] is True


@pytest.mark.parametrize("text", ["skip", "idk", "prefer not to say"])
def test_no_age_is_fine(text):
    chat = at_age()
    events = chat.hear(text, fallback=True)
    assert chat.step == "results"
    assert "min_age" not in searches(events)[0]


def test_a_worry_in_place_of_an_answer_is_heard_and_the_question_stays_open():
    chat = at_age()
    events = chat.hear("actually everyone hates me", request="worry", topics=["bullying"])
    assert said(events) == ["hear.topics", "understood.summary", "age.again"]


def test_the_age_in_a_sentence_with_more_in_it():
    chat = at_place()
    events = chat.hear("hull but not mondays, im 12", place="Hull", not_day="mon", age=12)
    assert searches(events)[0]["not_days"] == ["mon"]


@pytest.mark.parametrize(
    ("text", "index"),
    [("the first one", 0), ("second", 1), ("2", 1), ("3rd one pls", 2), ("the last one", -1)],
)
def test_the_second_one_is_a_service_on_show(text, index):
    chat = at_results()
    names = [service["name"] for service in chat.session["results"]]
    events = chat.hear(text, fallback=True)
    assert said(events) == ["start.how"]
    assert chat.session["service"]["name"] == names[index]


@pytest.mark.parametrize("text", ["more", "show me more", "anything else?", "any others"])
def test_more_shows_what_was_not_shown(text):
    chat = at_results()
    shown = chat.session["shown"]
    events = chat.hear(text, fallback=True)
    assert searches(events)[0]["exclude"] == shown


def test_nothing_more_leaves_the_list_to_go_back_to():
    chat = at_results()
    before = [service["name"] for service in chat.session["results"]]
    assert said(chat.tap("more")) == ["results.nothing"]
    assert services(chat.tap("back")) == before


@pytest.mark.parametrize("text", ["something different", "nah", "meh", "i dont like any of them"])
def test_different_asks_what_should_be_different(text):
    assert said(at_results().hear(text, fallback=True)) == ["results.different"]


@pytest.mark.parametrize("text", ["thats all", "no thanks", "im good thanks", "cheers bye"])
def test_being_done_ends_kindly(text):
    assert ended(at_results().hear(text, fallback=True)) == ["done"]


def test_yes_to_what_was_understood_goes_on():
    chat = at_results()
    assert said(chat.hear("yeah", fallback=True)) == ["understood.right_results"]
    chat = at_age()
    assert said(chat.hear("yep thats right", fallback=True)) == ["understood.right", "age.again"]


def test_no_to_what_was_understood_opens_it():
    chat = at_place()
    events = chat.hear("nope", fallback=True)
    assert said(events) == ["understood.which"]
    assert "drop:interest:drawing_painting" in choices(events)


def test_a_new_wish_at_the_list_takes_the_place_of_the_old_one():
    chat = at_results()
    events = chat.hear("what about boxing", interests=["boxing"])
    assert searches(events)[0]["interests"] == ["boxing"]
    assert "not_interests" not in chat.facts


def test_a_worry_at_the_list_joins_the_wish():
    chat = at_results()
    events = chat.hear("also i cant sleep", request="worry", topics=["sleep"])
    assert searches(events)[0]["interests"] == ["drawing_painting"]
    assert searches(events)[0]["topics"] == ["sleep"]


def test_words_nobody_understands_go_from_a_question_to_menus_to_a_person():
    chat = Chat()
    assert said(chat.hear("flurb", fallback=True)) == ["lost.first"]
    assert said(chat.hear("flurb", fallback=True)) == ["lost.menu"]
    assert said(chat.hear("flurb", fallback=True)) == ["lost.person"]
    assert said(chat.hear("flurb", fallback=True)) == ["lost.person"]
    assert called(chat.hear("yes", fallback=True)) == ["stuck"]


def test_a_guess_of_an_unsure_understanding_is_never_acted_on():
    chat = Chat()
    events = chat.hear(
        "flurb", fallback=True, topics=["bullying"], interests=["rugby"], persona="parent"
    )
    assert said(events) == ["lost.first"]
    assert chat.facts == {}


def test_being_understood_once_starts_the_count_anew():
    chat = Chat()
    chat.hear("flurb", fallback=True)
    chat.hear("flurb", fallback=True)
    chat.hear("i like boxing", interests=["boxing"])
    assert chat.session["lost"] == 0


@pytest.mark.parametrize(
    ("request_", "key"),
    [
        ("smalltalk", "smalltalk.other"),
        ("out_of_scope", "out_of_scope.other"),
        ("feedback", "feedback.other"),
    ],
)
def test_small_talk_and_the_like_are_answered_with_the_open_buttons(request_, key):
    chat = at_age()
    events = chat.hear("blah", request=request_)
    assert said(events) == [key]
    assert "age:13" in choices(events)
    assert chat.step == "ask_age"


@pytest.mark.parametrize(
    "text", ["hi", "thanks", "lol", "are you real", "ffs", "how are you", "ok", "sorry"]
)
def test_chatter_needs_no_understanding(text):
    events = at_age().hear(text, fallback=True)
    assert said(events)[0].startswith("smalltalk.")


def test_feedback_on_the_list_offers_something_different():
    assert said(at_results().hear("these are no good for me", request="feedback")) == [
        "feedback.results"
    ]


def test_a_worry_that_has_no_name_leads_to_the_menu_of_worries():
    assert said(Chat().hear("everything is wrong", request="worry")) == ["menu.which_domain"]


def test_a_worry_without_a_name_from_someone_new_is_still_a_worry():
    events = Chat().hear("something is bothering me", request="worry", persona="young_person")
    assert said(events) == ["menu.which_domain"]


def test_something_to_do_and_no_more_asks_what_they_like_first():
    chat = Chat()
    assert said(chat.hear("i want something to do", persona="young_person")) == ["need.likes"]
    assert said(chat.hear("idc", request="smalltalk")) == ["place.ask"]


def test_who_and_where_together_get_something_at_once():
    events = Chat().hear("anything on in hull? im 13", place="Hull", age=13)
    assert said(events)[-1] == "results.intro"


def test_help_for_the_household_needs_no_age():
    chat = Chat()
    chat.hear("food bank", request="find_support", topics=["money_food_housing"])
    assert "results.intro" in said(chat.hear("hu3", place="HU3"))


def test_an_adult_who_shows_goes_over_to_their_own_flow():
    chat = Chat()
    events = chat.hear("my son is lonely", request="worry", persona="parent", topics=["loneliness"])
    assert chat.session["flow"] == "parent"
    assert said(events)[0] == "hear.topics"


def test_a_parent_who_says_i_stays_a_parent():
    chat = Chat("parent", persona="parent")
    chat.hear("i feel so tired of it", request="worry", persona="young_person", topics=["sleep"])
    assert chat.session["flow"] == "parent"


def test_less_understanding_is_said_once_and_words_are_searched_for():
    chat = Chat()
    down = {"fallback": True, "degraded": True}
    first = chat.hear("i want to do magic tricks", **down)
    assert said(first)[0] == "degraded.notice"
    assert said(first) == ["degraded.notice", "degraded.words"]
    assert chat.facts["text"] == "magic tricks"
    chat.hear("yes", **down)
    second = chat.hear("e13", **down)
    assert "degraded.notice" not in said(second)
    third = chat.hear("12", **down)
    assert searches(third)[0]["text"] == "magic tricks"


def test_when_understanding_comes_back_and_goes_again_it_is_said_again():
    chat = Chat()
    chat.hear("chess", fallback=True, degraded=True)
    chat.hear("i like boxing", interests=["boxing"])
    assert "degraded.notice" in said(chat.hear("x", fallback=True, degraded=True))


def test_without_the_server_what_is_plainly_something_else_is_not_searched_for():
    chat = Chat()
    chat.hear("what do u do with my data pls tell", request="about_this_service", degraded=True)
    assert "text" not in chat.facts


def test_say_that_again_says_it_again():
    chat = at_place()
    assert said(chat.hear("say that again", fallback=True)) == ["place.ask"]
    chat = at_results()
    assert said(chat.hear("pardon?", fallback=True)) == ["results.intro"]


def test_two_ages_from_nobody_in_particular_are_two_people():
    events = Chat().hear(
        "boxing near hu1 for two lads 11 and 13", interests=["boxing"], age=[11, 13], place="HU1"
    )
    assert [query["min_age"] for query in searches(events)] == [11, 13]
    assert "under_16" not in learned(events)


def test_a_wish_without_a_slug_is_searched_for_in_its_own_words():
    chat = Chat()
    events = chat.hear("can i learn magic tricks near e13 im 13", age=13, place="E13")
    assert searches(events)[0]["text"] == "magic tricks"


def test_a_place_that_is_not_known_is_named_and_asked_for_again():
    chat = Chat()
    events = chat.hear("boxing in narnia im 13", interests=["boxing"], age=13, place="Narnia")
    assert said(events)[-1] == "place.unknown"
    data = next(e.data for e in events if isinstance(e, Say) and e.words == "place.unknown")
    assert data["typed_place"] == "Narnia"
    assert said(chat.hear("zzyzx", fallback=True)) == ["place.lost"]
    assert "results.intro" in said(chat.hear("e13", fallback=True))


def test_a_place_that_could_be_two_is_chosen_by_tap():
    chat = Chat()
    events = chat.hear("boxing in newport im 13", interests=["boxing"], age=13, place="Newport")
    assert said(events)[-1] == "place.which"
    assert [c for c in choices(events) if c.startswith("place:")] == ["place:1", "place:2"]
    assert searches(chat.tap("place:2"))[0]["near"] == "Newport, Shropshire"


def test_a_directory_that_is_down_is_said_and_tried_again():
    chat = Chat(find=lambda query: {"results": [], "failed": True})
    events = chat.hear("boxing e13 im 13", interests=["boxing"], age=13, place="E13")
    assert said(events)[-1] == "results.trouble"
    assert said(chat.tap("try_again")) == ["results.trouble"]
    assert chat.facts["interests"] == ["boxing"]


def test_another_language_is_told_so_with_a_person_to_ask_for():
    chat = at_age()
    understood = understanding("jestem smutna", {"fallback": True}) | {"language": "pl"}
    events = chat.say("jestem smutna", understood)
    assert said(events) == ["lost.language"]
    assert {"age:13", "person"} <= set(choices(events))


def test_long_and_odd_input_is_survived():
    for text in ("x" * 10_000, "", "   ", "😀", "<b>hi</b>", "'; DROP TABLE", "\x00", "{{ 7*7 }}"):
        chat = Chat()
        assert said(chat.hear(text, fallback=True))
