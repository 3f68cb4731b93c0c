from __future__ import annotations

import re

from bot.telegram.inbound import COMMANDS
from bot.telegram.words import load_words


def test_every_command_of_the_menu_is_one_that_we_know() -> None:
    assert {each.command for each in load_words().commands} <= set(COMMANDS)


def test_sentences_have_at_most_twenty_words() -> None:
    words = load_words()
    texts = [words.description, words.private_only]
    texts += [each.label for each in words.commands]
    for text in texts:
        for sentence in re.split(r"[.!?]\s+", text):
            assert len(sentence.split()) <= 20, sentence
