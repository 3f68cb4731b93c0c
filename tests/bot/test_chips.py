"""What was understood, sorted into chips."""

from __future__ import annotations

from basics.vocabulary import vocabulary
from bot.messages import ReplyButton
from bot.web.chips import ASKED_FOR, domain_of, sort_chips


def test_every_topic_and_interest_has_a_domain() -> None:
    words = vocabulary()
    for topic, domain in words.domain_of_topic.items():
        assert domain_of(f"drop:topic:{topic}") == domain
    for interest in words.interests:
        assert domain_of(f"drop:interest:{interest}") == "talents_and_interests"


def test_other_things_asked_for_have_a_group_of_their_own() -> None:
    assert domain_of("change:age") == ASKED_FOR
    assert domain_of("drop:day:sat") == ASKED_FOR


def test_plain_buttons_have_none() -> None:
    for choice in ("yes", "topic:sleep", "start:1", "drop", "drop:"):
        assert domain_of(choice) is None


def test_groups_follow_the_vocabulary_and_chips_keep_their_order() -> None:
    buttons = [
        ReplyButton(label="That's right", choice="yes"),
        ReplyButton(label="Not sleep", choice="drop:topic:sleep"),
        ReplyButton(label="Near E13", choice="change:place"),
        ReplyButton(label="Not bullying", choice="drop:topic:bullying"),
        ReplyButton(label="Not falling out", choice="drop:topic:falling_out"),
    ]
    chips = sort_chips(buttons, "What you want")
    assert [group.domain for group in chips.groups] == ["friendships", "health", ASKED_FOR]
    assert [chip.label for chip in chips.groups[0].chips] == [
        "bullying",
        "falling out with friends",
    ]
    assert [chip.says for chip in chips.groups[1].chips] == ["Not sleep"]
    assert chips.groups[1].chips[0].removes
    assert not chips.groups[2].chips[0].removes
    assert chips.groups[2].label == "What you want"
    assert [button.choice for button in chips.others] == ["yes"]
