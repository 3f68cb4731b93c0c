"""The replies as they are sent, held word for word in ``tests/golden/replies``.

``WAYMARK_UPDATE_GOLDEN=1 pytest tests/safeguarding/test_reply_sheets.py`` accepts a wanted change: it
writes the sheets anew. Read the difference before you commit it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from basics.vocabulary import vocabulary
from tests.safeguarding.reply_sheets import further, sheet, texts, write
from tests.support.reading_age import grade, sentences
from tests.support.reading_age import words as words_in

GOLDEN = Path(__file__).parents[1] / "golden" / "replies"
UPDATE = os.environ.get("WAYMARK_UPDATE_GOLDEN") == "1"
CATEGORIES = vocabulary().risk_categories
SECOND = "second_sign"
SAMPLES = ("overdose", "self_harm", "sextortion", "physical_abuse")
HOW = "changed; if it is wanted: WAYMARK_UPDATE_GOLDEN=1 pytest tests/safeguarding/test_reply_sheets.py"
HARDEST = {"young_person": 3.0, "friend": 3.0, "parent": 4.0, "professional": 5.0}
"""Flesch-Kincaid grades of all first replies to one kind of person; grade 5 is about age 10."""


def read(name: str) -> Any:
    path = GOLDEN / f"{name}.yml"
    assert path.exists(), f"{path.name} is not there yet; {HOW}"
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def hold(name: str, made: dict[str, Any]) -> None:
    if UPDATE:
        write(GOLDEN / f"{name}.yml", made)
        return
    held = read(name)
    assert set(made) == set(held), f"{name}.yml: {HOW}"
    for part, said in made.items():
        assert said == held[part], f"{name}.yml, {part}: {HOW}"


@pytest.mark.parametrize("category", CATEGORIES)
def test_the_first_reply_is_word_for_word_the_one_that_was_read(category: str) -> None:
    hold(category, sheet(category))


def test_a_second_sign_and_taking_it_back_are_answered_as_they_were_read() -> None:
    hold(SECOND, {category: further(category) for category in SAMPLES})


def test_there_is_a_sheet_for_every_category_and_no_other() -> None:
    assert {path.stem for path in GOLDEN.glob("*.yml")} == {*CATEGORIES, SECOND}


@pytest.mark.parametrize("person", HARDEST)
def test_each_kind_of_person_can_read_what_is_said_to_them(person: str) -> None:
    said = [text for category in CATEGORIES for text in texts(read(category)[person])]
    assert grade(said) <= HARDEST[person]


@pytest.mark.parametrize("category", CATEGORIES)
def test_no_sheet_alone_is_hard_to_read(category: str) -> None:
    said = texts(read(category))
    assert grade(said) <= 5.0
    assert all(len(words_in(one)) <= 20 for text in said for one in sentences(text))
