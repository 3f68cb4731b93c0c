"""Topics and interests from words."""

from __future__ import annotations

import pytest

from directory.tagging import apply, meant_by, read_listing
from directory.words import stems
from tests.directory.some import service


@pytest.mark.parametrize(
    ("typed", "interests", "topics"),
    [
        ("i cant sleep", (), ("sleep",)),
        ("im skint and theres no food in", (), ("money_food_housing",)),
        ("something with horses", ("horse_riding",), ()),
        ("boxing", ("boxing",), ()),
        ("my nan died", (), ("bereavement",)),
        ("i like drawing", ("drawing_painting",), ()),
        ("i feel rubbish most days", (), ("low_mood",)),
        ("hello", (), ()),
    ],
)
def test_what_a_search_is_about(
    typed: str, interests: tuple[str, ...], topics: tuple[str, ...]
) -> None:
    meant = meant_by(stems(typed))
    assert (meant.interests, meant.topics) == (interests, topics)


def _tags(name: str, summary: str = "", description: str = "") -> set[str]:
    return {tag.slug for tag in read_listing(name, summary, description).tags}


def test_a_name_says_enough() -> None:
    assert {"boxing", "football"} <= _tags("Football and Boxing Club")


def test_a_passing_mention_of_a_vague_word_does_not() -> None:
    assert "gardening_nature" not in _tags("Tax Help", "", "We like nature.")


def test_martial_arts_are_not_art() -> None:
    assert "drawing_painting" not in _tags("Martial Arts Academy")


def test_the_words_are_kept_as_evidence() -> None:
    tag = next(t for t in read_listing("Ballet School", "", "").tags if t.slug == "dance")
    assert (tag.basis, tag.evidence) == ("proposed", "ballet")


def test_a_list_for_older_people_is_for_adults() -> None:
    assert read_listing("Lunch for pensioners", "", "").adults_only
    assert not read_listing("Lunch for pensioners and young people", "", "").adults_only


def test_what_the_source_states_is_not_proposed_again() -> None:
    record = service("Ballet School", interests=("dance",))
    apply(record)
    assert [tag.basis for tag in record.tags if tag.slug == "dance"] == ["stated"]


def test_help_and_things_to_do_are_told_apart() -> None:
    assert read_listing("Counselling for young people", "", "").is_support
    assert read_listing("Karate club", "", "").is_activity
