"""From text to numbers: the sentence encoder, and letters and words.

Each adds one dense vector, already scaled, so that the heads need no scaling of their own.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import diags, hstack
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import HashingVectorizer

from nlu.encoder.encoder import SentenceEncoder
from nlu.rasa.components.messages import add_features, labelled, text_of
from nlu.text import fold

ROOT = Path(__file__).resolve().parents[3]
ENCODER_FOLDER = "WAYMARK_ENCODER"
"""Environment variable with the folder of model.onnx; var/encoder of the checkout by default."""


class Featurizer(GraphComponent):
    """What the featurizers share. ``scale`` is in the pipeline's configuration."""

    def __init__(self, config: dict[str, Any], name: str) -> None:
        self._config = config
        self._name = name

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> GraphComponent:
        return cls(config, execution_context.node_name)

    def vectors(self, texts: list[str]) -> Any:
        """One row a text."""
        raise RuntimeError("a featurizer says how it makes vectors")

    def process(self, messages: list[Message]) -> list[Message]:
        rows = self.vectors([text_of(message) for message in messages]) * self._config["scale"]
        for message, row in zip(messages, rows):  # noqa: B905
            add_features(message, row, self._name)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceFeaturizer(Featurizer):
    """The sentence encoder's 384 numbers."""

    def __init__(self, config: dict[str, Any], name: str) -> None:
        super().__init__(config, name)
        folder = Path(os.environ.get(ENCODER_FOLDER) or ROOT / "var" / "encoder")
        self._encoder = SentenceEncoder(folder, threads=int(config["threads"]))

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"scale": 4.0, "threads": 1}

    def vectors(self, texts: list[str]) -> Any:
        return self._encoder.encode(texts)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class LetterFeaturizer(Featurizer):
    """Words, pairs of words and runs of 2-4 letters, weighted by rarity and reduced to 200 numbers.

    It knows spelling where the encoder knows meaning: "bord", "exlcuded", "footy".
    """

    def __init__(self, config: dict[str, Any], name: str) -> None:
        super().__init__(config, name)
        shared = {"alternate_sign": False, "norm": None, "binary": True, "preprocessor": fold}
        self._words = HashingVectorizer(
            ngram_range=(1, 2),
            n_features=2**14,
            token_pattern=r"[^\s,.!?]+",  # noqa: S106
            **shared,
        )
        self._letters = HashingVectorizer(
            analyzer="char_wb", ngram_range=(2, 4), n_features=2**15, **shared
        )
        self._rarity: Any = None
        self._basis: Any = None
        self._storage: tuple[ModelStorage, Resource] | None = None

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"scale": 3.0, "size": 200}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LetterFeaturizer:
        component = cls(config, execution_context.node_name)
        component._storage = (model_storage, resource)
        return component

    def train(self, training_data: TrainingData) -> Resource:
        texts = [text_of(example) for example in labelled(training_data)]
        counts = self._counts(texts)
        documents = np.asarray((counts > 0).sum(axis=0)).ravel()
        rarity = np.log((1 + len(texts)) / (1 + documents)) + 1
        rarity[documents < 2] = 0.0  # seen once: noise
        self._rarity = rarity.astype(np.float32)
        reducer = TruncatedSVD(int(self._config["size"]), n_iter=3, random_state=7)
        reducer.fit(self._weighted(counts))
        self._basis = np.ascontiguousarray(reducer.components_.T, dtype=np.float32)
        return self._persist()

    def vectors(self, texts: list[str]) -> Any:
        counts = self._counts(texts)
        rows = np.zeros((len(texts), self._basis.shape[1]), dtype=np.float32)
        # Row by row on the few columns that are there: a product of whole matrices would copy
        # the large basis for every message.
        for at in range(len(texts)):
            there = counts.indices[counts.indptr[at] : counts.indptr[at + 1]]
            weights = self._rarity[there]
            length = max(float(np.sqrt(weights @ weights)), 1e-9)
            rows[at] = (weights / length) @ self._basis[there]
        return rows

    def _counts(self, texts: list[str]) -> Any:
        return hstack([self._words.transform(texts), self._letters.transform(texts)]).tocsr()

    def _weighted(self, counts: Any) -> Any:
        weighted = counts @ diags(self._rarity)
        lengths = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
        return diags(1 / np.maximum(lengths, 1e-9)) @ weighted

    def _persist(self) -> Resource:
        assert self._storage is not None
        storage, resource = self._storage
        with storage.write_to(resource) as folder:
            used = np.flatnonzero(self._rarity)
            np.savez_compressed(
                folder / "letters.npz",
                rarity=self._rarity,
                used=used,
                basis=self._basis[used].astype(np.float16),
            )
        return resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LetterFeaturizer:
        component = cls(config, execution_context.node_name)
        with model_storage.read_from(resource) as folder:
            data = np.load(folder / "letters.npz")
            component._rarity = data["rarity"]
            component._basis = np.zeros(
                (len(data["rarity"]), data["basis"].shape[1]), dtype=np.float32
            )
            component._basis[data["used"]] = data["basis"]
        return component
