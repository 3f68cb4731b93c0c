from __future__ import annotations

from datetime import UTC, datetime

import pytest

from basics.errors import InvalidInput
from bot.intake import LEFT_OUT, Taken, clean, has_words, take
from bot.messages import Inbound

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def inbound(**given: str) -> Inbound:
    return Inbound(
        **{
            "channel": "web",
            "update_id": "u",
            "conversation_id": "c",
            "received_at": NOW,
            **given,
        }  # type: ignore[arg-type]
    )


def test_a_text_is_kept_as_typed() -> None:
    assert take(inbound(text=" hi \n 💙"), {}, 100) == Taken("text", " hi \n 💙")


def test_a_choice_on_offer_reads_what_its_button_said() -> None:
    taken = take(inbound(choice="topic:low_mood"), {"topic:low_mood": "feeling low"}, 100)
    assert taken == Taken("choice", "feeling low", choice="topic:low_mood")


def test_a_choice_not_on_offer_is_kept_as_words_to_be_screened() -> None:
    assert take(inbound(choice="i-want_to.die"), {}, 100).text == "i want to die"
    said = take(inbound(choice="I want TO die"), {}, 100)
    assert (said.text, said.choice) == ("I want TO die", "")


def test_the_end_of_a_long_choice_is_not_cut_off_before_the_screen() -> None:
    assert take(inbound(choice="x " * 3000 + "pills"), {}, 10_000).text.endswith("pills")


def test_a_caption_comes_with_its_attachment() -> None:
    taken = take(inbound(text="look", attachment="photo"), {}, 100)
    assert taken == Taken("attachment", "look", attachment="photo")
    assert take(inbound(attachment="voice"), {}, 100).text == ""


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"text": "a", "choice": "b"},
        {"choice": "b", "attachment": "photo"},
        {"text": "a", "update_id": ""},
        {"text": "a", "update_id": "x" * 129},
    ],
)
def test_what_no_channel_should_send(given: dict[str, str]) -> None:
    with pytest.raises(InvalidInput):
        take(inbound(**given), {}, 100)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\x00b\x07c\x9f", "abc"),
        ("one\r\ntwo\rthree\tfour", "one\ntwo\nthree\tfour"),
        ("half \ud800", "half \N{REPLACEMENT CHARACTER}"),
        ("قلق 👩‍👧 ñ", "قلق 👩‍👧 ñ"),
        ("k" + "\u200b" * 100 + "ill", "k" + "\u200b" * 8 + "ill"),
        ("e" + "\u0301" * 500 + "nd", "e" + "\u0301" * 8 + "nd"),
        ("\u202e\u2066me\u2069", "\u202e\u2066me\u2069"),
        ("\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",) * 2,
    ],
)
def test_cleaning(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


def test_of_a_long_text_the_first_and_the_last_part_are_kept() -> None:
    taken = take(inbound(text="first " + "word " * 100_000 + "last"), {}, 1000)
    assert taken.text.startswith("first word") and taken.text.endswith("word last")
    assert LEFT_OUT in taken.text
    assert 900 < len(taken.text) <= 1000
    assert taken.left_out == 500_010 - (len(taken.text) - len(LEFT_OUT))


def test_what_fits_is_kept_whole() -> None:
    assert take(inbound(text="x" * 1000), {}, 1000) == Taken("text", "x" * 1000)


def test_no_word_is_cut_in_two() -> None:
    head, _, tail = take(inbound(text="parking " * 1000), {}, 1001).text.partition(LEFT_OUT)
    assert {*head.split(), *tail.split()} == {"parking"}


def test_a_text_without_a_space_is_cut_as_well() -> None:
    taken = take(inbound(text="x" * 5000), {}, 1000)
    assert len(taken.text) <= 1000 and taken.left_out >= 4000


def test_a_long_choice_is_shortened_too() -> None:
    taken = take(inbound(choice="x " * 5000 + "pills"), {}, 1000)
    assert taken.text.endswith("pills") and taken.left_out
    assert taken.choice == ""


def test_an_edited_message_is_marked() -> None:
    changed = Inbound("telegram", "u", "c", NOW, text="hi", edited=True)
    assert take(changed, {}, 100) == Taken("text", "hi", edited=True)


def test_words() -> None:
    assert has_words("ok") and has_words("13") and has_words("مرحبا")
    assert not has_words("😀 ... ?!") and not has_words("")
