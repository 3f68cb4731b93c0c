from __future__ import annotations

import pytest

from flows.phrases import normal
from tests.flows.helpers import flow_set

PHRASES = flow_set().phrases


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("HELP", "help"), ("help!!", "help"), ("help pls", "help"), ("is this private?", "privacy"),
        ("who can see this", "privacy"), ("Can I talk to someone real?", "person"),
        ("can i talk to a person please", "person"), ("start over", "restart"), ("Start again.", "restart"),
        ("stop", "stop"), ("stoppp", "stop"), ("bye", "stop"), ("byeee", "stop"), ("ok bye", "stop"),
        ("carry on", "carry_on"), ("delete my chat", "delete"), ("/start", "restart"),
        ("i don’t want to talk to a bot", "person"),
    ],
)  # fmt: skip
def test_commands_in_the_ways_that_people_type_them(text, command):
    assert PHRASES.command(text) == command


@pytest.mark.parametrize(
    "text",
    [
        "i cant stop crying", "help me find a boxing club", "my mum wont stop shouting",
        "he said delete the photos or else", "i want to end it", "", "   ", "?", "private lessons",
        "i talk to a person at school", "stop him hurting me",
    ],
)  # fmt: skip
def test_a_command_inside_a_sentence_is_none(text):
    assert PHRASES.command(text) is None


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("yeah", "right"), ("nah", "no"), ("idk", "skip"), ("dunno lol", "skip"), ("idc", "any"),
        ("the second one", "second"), ("yep thats right", "right"), ("no thanks", "done"),
    ],
)  # fmt: skip
def test_short_answers_belong_to_a_group(text, group):
    assert group in PHRASES.matches(text)


def test_what_was_typed_counts_before_what_is_left_without_polite_words():
    assert "no" not in PHRASES.matches("no thanks")


def test_normal_form():
    assert normal("  I’m SOOOO   bored!!! ") == "im so bored"


def test_how_a_message_opens():
    assert PHRASES.opens_with("Actually hull", "instead")
    assert not PHRASES.opens_with("actuallyhull", "instead")
    assert not PHRASES.opens_with("hull", "no_such_group")


def test_search_words_are_few_and_say_something():
    assert (
        PHRASES.search_words("is there anything like magic tricks for a 13 year old")
        == "magic tricks"
    )
    assert len(PHRASES.search_words("zebra " * 50).split()) == 8
