from __future__ import annotations

from pathlib import Path

import pytest

from basics.content import ContentError
from safeguarding.memory import MEMORY_FILE, Memory
from safeguarding.normaliser import Normaliser

MEMORY = Memory.load()
NORMALISER = Normaliser()


def tokens(text: str) -> tuple[str, ...]:
    return NORMALISER.read(text).tokens


@pytest.mark.parametrize(
    "text",
    ["jk", "lol jk dont worry", "forget i said that", "nvm", "dw im fine now", "it was just a joke",
     "i made it up", "that was my mate typed that"],
)  # fmt: skip
def test_taking_back_is_heard(text: str) -> None:
    assert MEMORY.takes_back(tokens(text))


@pytest.mark.parametrize("text", ["any football near hull?", "thanks", "i told my mum about it"])
def test_other_words_take_nothing_back(text: str) -> None:
    assert not MEMORY.takes_back(tokens(text))


def test_never_mind_in_a_long_message_takes_nothing_back() -> None:
    text = (
        "never mind the bus I can walk there so could you look for a club near the library instead"
    )
    assert not MEMORY.takes_back(tokens(text))


@pytest.mark.parametrize(
    "text",
    ["it happened again", "its getting worse", "hes back", "i meant it", "like i said before"],
)
def test_going_on_is_heard(text: str) -> None:
    assert MEMORY.goes_on(tokens(text))


@pytest.mark.parametrize(
    "text", ["any football near hull?", "see you again", "i am back from school"]
)
def test_other_words_do_not_go_on(text: str) -> None:
    assert not MEMORY.goes_on(tokens(text))


@pytest.mark.parametrize("text", ["and he said not to tell", "she always does", "every night"])
def test_a_message_that_needs_the_one_before_leans_on_it(text: str) -> None:
    assert MEMORY.leans(tokens(text))


@pytest.mark.parametrize("text", ["can i do boxing", "i like drawing", "hull"])
def test_a_message_of_its_own_does_not(text: str) -> None:
    assert not MEMORY.leans(tokens(text))


def test_a_file_without_its_lists_is_refused(tmp_path: Path) -> None:
    (tmp_path / MEMORY_FILE).write_text("taken_back: [jk]\n")
    with pytest.raises(ContentError, match=MEMORY_FILE):
        Memory.load(tmp_path)
