"""Reading features and labels from Rasa's messages, and adding features to them."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData


def text_of(message: Message) -> str:
    return message.get(TEXT) or ""


def add_features(message: Message, vector: Any, origin: str) -> None:
    """Add one dense vector for the whole message."""
    row = np.asarray(vector, dtype=np.float32).reshape(1, -1)
    message.add_features(Features(row, FEATURE_TYPE_SENTENCE, TEXT, origin))


def features_of(messages: list[Message]) -> Any:
    """All dense features of the messages side by side: shape (messages, features)."""
    rows = [message.get_dense_features(TEXT)[1].features for message in messages]
    return np.vstack(rows).astype(np.float32)


def labelled(training_data: TrainingData) -> list[Message]:
    """The examples with a request; lookups and synonyms have none."""
    return [example for example in training_data.intent_examples if text_of(example)]


def metadata_of(message: Message) -> dict[str, Any]:
    """Topics, interests and persona: written at the block of examples, or at one example."""
    merged: dict[str, Any] = {}
    for part in ("intent", "example"):
        for key, value in ((message.get("metadata") or {}).get(part) or {}).items():
            merged[key] = merged.get(key, []) + list(value) if isinstance(value, list) else value
    return merged
