from __future__ import annotations

import pytest

from safeguarding.runs import split

TEXT = "want die kill myself the and hurt cut rent going hates dad person who"
WORDS = frozenset(TEXT.split())


@pytest.mark.parametrize(
    ("run", "words"),
    [
        ("iwanttodie", "i want to die"),
        ("killmyself", "kill myself"),
        ("killme", "kill me"),
        ("dadhatesme", "dad hates me"),
        ("cutmyself", "cut myself"),
    ],
)
def test_words_run_together(run: str, words: str) -> None:
    assert split(run, WORDS.__contains__) == tuple(words.split())


@pytest.mark.parametrize("run", ["kill", "persona", "inme", "killx", "myisit", "x" * 61, ""])
def test_what_is_not_taken_apart(run: str) -> None:
    assert split(run, WORDS.__contains__) is None


def test_the_work_grows_with_the_length_only() -> None:
    asked = 0

    def is_word(piece: str) -> bool:
        nonlocal asked
        asked += 1
        return True

    split("kill" * 15, is_word)
    assert asked <= 60 * 14
