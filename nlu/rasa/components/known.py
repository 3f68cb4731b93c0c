"""What is plain to see in a message, as features: known phrases, and its shape."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe

from nlu.entities import extract
from nlu.phrasebooks import NAMES, interests_named, phrase_lists, slugs
from nlu.rasa.components.featurizers import Featurizer
from nlu.text import fold, words

_KINDS = ("age", "place", "day", "time_of_day", "cost", "access_need", "language", "audience")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class PhraseFeaturizer(Featurizer):
    """One for every topic, interest, request and persona of which a known phrase is there."""

    def __init__(self, config: dict[str, Any], name: str) -> None:
        super().__init__(config, name)
        known = [(book, slug) for book in NAMES for slug in phrase_lists(book)]
        self._columns = {column: at for at, column in enumerate(known)}

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"scale": 1.0}

    def vectors(self, texts: list[str]) -> Any:
        rows = np.zeros((len(texts), len(self._columns)), dtype=np.float32)
        for at, text in enumerate(texts):
            for book in NAMES:
                found = interests_named(text)[0] if book == "interests" else slugs(book, text)
                for slug in found:
                    rows[at, self._columns[book, slug]] = 1.0
        return rows


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class ShapeFeaturizer(Featurizer):
    """Which kinds of entity there are, whether anything else is said, and how long it is.

    "CT6 5QJ" and "thurs only" are answers, whatever their letters remind of.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"scale": 1.0}

    def vectors(self, texts: list[str]) -> Any:
        return np.array([_shape(text) for text in texts], dtype=np.float32)


def _shape(text: str) -> list[float]:
    found = extract(text)
    folded = fold(text)
    said = words(folded)
    besides = [w for w in said if not any(e.start <= w.start < e.end for e in found)]
    return [
        *(float(any(e.entity == kind for e in found)) for kind in _KINDS),
        float(bool(found) and len(besides) <= 2),
        float(len(said) <= 2),
        float(2 < len(said) <= 5),
        float(len(said) > 12),
        float("?" in text),
        float(not any(vowel in folded for vowel in "aeiou")),
    ]
