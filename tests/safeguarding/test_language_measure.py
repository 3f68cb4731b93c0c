from __future__ import annotations

import pytest

from safeguarding.language_measure import Messages, count, load_later, load_messages


class Says:
    """Says the same of every message."""

    def __init__(self, code: str | None) -> None:
        self.code = code

    def foreign(self, text: str) -> str | None:
        return self.code


@pytest.mark.parametrize(
    ("language", "romanised", "code", "foreign", "right"),
    [
        ("pl", False, "pl", 2, 2),
        ("pl", False, "cs", 2, 0),
        ("pl", False, None, 0, 0),
        ("hi", True, "ur", 2, 2),
        ("hi", False, "ur", 2, 0),
        ("en", False, None, 0, 2),
        ("en", False, "cy", 2, 0),
    ],
)
def test_messages_are_counted_as_found_and_as_right(
    language: str, romanised: bool, code: str | None, foreign: int, right: int
) -> None:
    found = count(Says(code), Messages("some", language, romanised, ("one", "two")))
    assert (found.lines, found.foreign, found.right) == (2, foreign, right)
    assert len(found.wrong) == 2 - right


def test_every_file_of_the_measure_set_has_messages() -> None:
    files = load_messages()
    assert len(files) == 30 and "en" in {messages.language for messages in files}
    assert all(len(messages.lines) >= 12 for messages in files)
    assert all(len(messages.lines) == 10 for messages in load_later())
