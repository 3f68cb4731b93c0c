from __future__ import annotations

import re

from bot.card_words import fill, load_card_words


def test_sentences_have_at_most_twenty_words() -> None:
    words = load_card_words()
    for text in (*words.card.values(), *words.contact.values()):
        for sentence in re.split(r"[.!?]\s+", text):
            assert len(sentence.split()) <= 20, sentence


def test_days_are_said_as_people_say_them() -> None:
    assert load_card_words().day("2026-11-03") == "3 November 2026"


def test_filling_in_leaves_other_braces_alone() -> None:
    assert fill("{name} {other}", name="{name}", unused=1) == "{name} {other}"
    assert fill("{a}", a="{b.__class__}") == "{b.__class__}"
