from __future__ import annotations

import pytest

from basics.content import load_yaml
from basics.vocabulary import vocabulary
from nlu.phrasebooks import FOLDER, NAMES, interests_named, phrase_lists, slugs


def test_the_books_name_the_slugs_of_the_vocabulary() -> None:
    words = vocabulary()
    assert set(phrase_lists("topics")) == set(words.topics)
    assert set(phrase_lists("interests")) == set(words.interests)
    assert set(phrase_lists("requests")) <= set(words.requests)
    assert set(phrase_lists("personas")) <= set(words.personas)


@pytest.mark.parametrize("name", NAMES)
def test_a_book_is_lists_of_text(name: str) -> None:
    schema = {
        "type": "object",
        "additionalProperties": {"type": "array", "items": {"type": "string"}, "minItems": 4},
    }
    load_yaml(FOLDER / f"{name}.yml", schema)


@pytest.mark.parametrize(
    ("text", "meant", "ruled_out"),
    [
        ("i like drawing", ("drawing_painting",), ()),
        ("not football", (), ("football",)),
        ("anything but swimming, i like dance", ("dance",), ("swimming",)),
        ("i dont like playing football", (), ("football",)),
        ("five-a-side", ("football",), ()),
        ("DofE or Warhammer", ("outdoor_adventure", "board_games_roleplay"), ()),
    ],
)
def test_interests_by_name(text: str, meant: tuple[str, ...], ruled_out: tuple[str, ...]) -> None:
    assert interests_named(text) == (meant, ruled_out)


def test_a_slug_is_named_once() -> None:
    assert slugs("topics", "im bored, so bored") == ("boredom",)
