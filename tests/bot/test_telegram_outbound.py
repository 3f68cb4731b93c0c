from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.messages import Contact, Reply, ReplyButton
from bot.telegram.outbound import MAX_LABEL, keyboard_of, parts_of, split, units
from bot.telegram.words import load_words

WORDS = load_words()


def reply(text: str = "Hello", **more: Any) -> Reply:
    return Reply(id="m1", seq=1, text=text, **more)


def rows(buttons: list[tuple[str, str]]) -> list[list[str]]:
    keyboard = keyboard_of([ReplyButton(label=label, choice=choice) for label, choice in buttons])
    assert keyboard is not None
    return [[button.text for button in row] for row in keyboard.inline_keyboard]


def test_a_short_reply_is_one_message() -> None:
    (part,) = parts_of(reply("Hello"), WORDS)
    assert (part.text, part.keyboard) == ("Hello", None)


def test_a_reply_with_nothing_in_it_is_no_message() -> None:
    assert parts_of(reply("  \n "), WORDS) == []


def test_markup_is_left_as_it_was_typed() -> None:
    (part,) = parts_of(reply("<b>2 * 3</b> _and_ [a](b)"), WORDS)
    assert part.text == "<b>2 * 3</b> _and_ [a](b)"


def test_a_member_of_staff_is_named() -> None:
    (part,) = parts_of(
        reply("I am here.", kind="staff", author="staff", author_name="Priya"), WORDS
    )
    assert part.text == "Priya:\nI am here."


def test_contacts_come_before_services_and_both_after_the_text() -> None:
    contact = Contact(name="Childline", detail="Free.", phone="0800 1111", checked="2026-11-01")
    text = parts_of(reply(contacts=[contact], services=[{"name": "Art Club"}]), WORDS)[0].text
    assert text.index("Hello") < text.index("Childline") < text.index("1. Art Club")


def test_buttons_go_under_the_last_part() -> None:
    long = "\n\n".join(f"Paragraph {n} " + "word " * 150 for n in range(12))
    parts = parts_of(reply(long, buttons=[ReplyButton(label="Yes", choice="yes")]), WORDS)
    assert len(parts) > 1
    assert [part.keyboard is not None for part in parts] == [False] * (len(parts) - 1) + [True]


def test_short_labels_share_a_row_and_long_ones_do_not() -> None:
    assert rows([("Yes", "y"), ("No", "n"), ("Something quite different", "s"), ("Stop", "t")]) == [
        ["Yes", "No"],
        ["Something quite different"],
        ["Stop"],
    ]


def test_a_label_too_long_for_a_phone_is_shortened() -> None:
    ((label,),) = rows([("a very long label " * 5, "x")])
    assert len(label) <= MAX_LABEL
    assert label.endswith("…")


def test_an_empty_label_still_makes_a_button() -> None:
    assert rows([(" ", "x")]) == [["…"]]


@pytest.mark.parametrize("choice", ["", "x" * 65, "é" * 33])
def test_a_choice_that_telegram_would_refuse_is_left_out(choice: str) -> None:
    assert keyboard_of([ReplyButton(label="Yes", choice=choice)]) is None


def test_more_buttons_than_telegram_takes_are_cut() -> None:
    assert sum(len(row) for row in rows([(f"Number {n}", f"n{n}") for n in range(140)])) == 100


def test_text_is_cut_between_paragraphs_first() -> None:
    first, second = "a b. " * 10, "c d. " * 10
    assert split(f"{first}\n\n{second}", 70) == [first.strip(), second.strip()]


def test_then_between_lines_then_sentences_then_words() -> None:
    assert split("one two\nthree four", 12) == ["one two", "three four"]
    assert split("One two. Three four", 12) == ["One two.", "Three four"]
    assert split("one two three four", 12) == ["one two", "three four"]


def test_a_word_without_end_is_cut_anywhere() -> None:
    assert split("x" * 25, 10) == ["x" * 10, "x" * 10, "x" * 5]


def test_no_character_is_cut_in_half() -> None:
    hearts = "\N{BLUE HEART}" * 9
    assert all(set(piece) == {"\N{BLUE HEART}"} for piece in split(hearts, 5))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.integers(min_value=2, max_value=50))
def test_every_piece_fits_and_no_letter_is_lost(text: str, limit: int) -> None:
    pieces = split(text, limit)
    assert all(0 < units(piece) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())
