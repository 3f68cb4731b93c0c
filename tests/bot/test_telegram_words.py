from __future__ import annotations

import re

from bot.telegram.inbound import COMMANDS
from bot.telegram.words import fill, load_words


def test_every_command_of_the_menu_is_one_that_we_know() -> None:
    assert {each.command for each in load_words().commands} <= set(COMMANDS)


def test_sentences_have_at_most_twenty_words() -> None:
    words = load_words()
    texts = [words.description, words.private_only, *words.card.values(), *words.contact.values()]
    texts += [each.label for each in words.commands]
    for text in texts:
        for sentence in re.split(r"[.!?]\s+", text):
            assert len(sentence.split()) <= 20, sentence


def test_days_are_said_as_people_say_them() -> None:
    assert load_words().day("2026-11-03") == "3 November 2026"


def test_filling_in_leaves_other_braces_alone() -> None:
    assert fill("{name} {other}", name="{name}", unused=1) == "{name} {other}"
    assert fill("{a}", a="{b.__class__}") == "{b.__class__}"
