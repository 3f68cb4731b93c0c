from __future__ import annotations

from safeguarding.english_words import collect, english_words, words_of


def test_words_keep_their_apostrophes_and_lose_their_styles() -> None:
    assert words_of("Don’t 𝓱𝓮𝓵𝓹 mae'r pêl-droed 12") == ["don't", "help", "mae'r", "pêl-droed"]


def test_a_word_of_one_writer_counts_from_the_third_time() -> None:
    lines = [("a", "peng ting"), ("b", "peng"), ("a", "leng"), ("a", "leng leng")]
    assert collect(lines) == {"peng", "leng"}


def test_the_words_that_are_kept_are_plain() -> None:
    assert {"the", "mum", "dont"} <= english_words()
    assert all(word.isascii() and word == word.lower() for word in english_words())
