from __future__ import annotations

import pytest

from nlu.phrases import PhraseBook, phrase_key

BOOK = PhraseBook.of({"sport": ["five a side", "five"], "sleep": ["can't sleep"]})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Five-A-Side on fridays", ["five a side"]),
        ("five of us", ["five"]),
        ("i CANT sleep", ["cant sleep"]),
        ("can’t sleep!", ["cant sleep"]),
        ("fives", []),
        ("", []),
    ],
)
def test_finding(text: str, found: list[str]) -> None:
    assert [hit.phrase for hit in BOOK.find(text)] == found


def test_the_span_is_that_of_the_text_as_typed() -> None:
    text = "ugh, Can't  sleep"
    (hit,) = BOOK.find(text)
    assert text[hit.start : hit.end] == "Can't  sleep"


def test_one_phrase_may_stand_for_two_things() -> None:
    book = PhraseBook([("manga", "reading"), ("manga", "drawing")])
    assert [hit.payload for hit in book.find("manga")] == ["reading", "drawing"]


def test_a_phrase_needs_a_word() -> None:
    with pytest.raises(ValueError, match="without a word"):
        PhraseBook([("?!", "x")])


def test_the_key_of_a_phrase() -> None:
    assert phrase_key("Don't know") == "dont know"
