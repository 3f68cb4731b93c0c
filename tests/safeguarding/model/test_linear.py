from __future__ import annotations

from safeguarding.model.linear import likeliest, weigh

WEIGHTS = weigh(
    [["he", "hits", "me"]] * 20 + [["i", "want", "to", "die"]] * 20,
    [["he", "likes", "football"]] * 20 + [["i", "want", "to", "swim"]] * 20,
)
CHAT = ["i", "want", "to", "swim"] * 10
WINDOWS = [(at, at + 8) for at in range(0, 40, 8)]


def test_the_window_with_the_telling_words_is_chosen() -> None:
    words = [*CHAT[:16], "he", "hits", "me", "he", "hits", "me", "he", "hits", *CHAT[24:]]
    assert (16, 24) in likeliest(words, WEIGHTS, WINDOWS, 2)


def test_the_end_is_always_read() -> None:
    assert likeliest(CHAT, WEIGHTS, WINDOWS, 2)[-1] == (32, 40)


def test_few_windows_are_all_read_in_their_order() -> None:
    assert likeliest(CHAT, WEIGHTS, WINDOWS, 9) == WINDOWS


def test_a_word_met_on_both_sides_says_little() -> None:
    from safeguarding.model.linear import places

    both, telling = places(["he"])[0][0], places(["hits"])[0][0]
    assert abs(WEIGHTS[both]) < WEIGHTS[telling]
