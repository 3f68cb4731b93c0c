"""What a message asks for, what it is about, and who is writing: heads on the dense features."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.special import expit, softmax

from nlu.phrasebooks import interests_named
from nlu.rasa.components import heads, tuning
from nlu.rasa.components.messages import features_of, labelled, metadata_of, text_of

NAMED = 0.1
"""The score from which an interest counts that is named by a known phrase (figures: docs/nlu.md)."""


class _Classifier(GraphComponent):
    """Trains, keeps and loads one head with what was tuned for it."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._head: heads.Head = heads.Head((), np.zeros((1, 0)))
        self._tuned: Any = np.zeros(0)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> GraphComponent:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> GraphComponent:
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            data = np.load(folder / "head.npz")
            labels = tuple(str(label) for label in data["labels"])
            component._head = heads.Head(labels, data["weights"])
            component._tuned = data["tuned"]
        return component

    def _persist(self) -> Resource:
        with self._storage.write_to(self._resource) as folder:
            np.savez(
                folder / "head.npz",
                labels=np.array(self._head.labels),
                weights=self._head.weights,
                tuned=self._tuned,
            )
        return self._resource

    def _train_one(self, examples: list[Message], wanted: list[str]) -> Resource:
        """One label of several; the temperature makes its confidence honest."""
        features = features_of(examples)
        labels = tuple(sorted(set(wanted)))
        targets = np.array([[label == want for label in labels] for want in wanted], dtype=float)
        l2 = float(self._config["l2"])
        unseen = np.zeros_like(targets)
        for rows, held in heads.folds(len(targets)):
            unseen[held] = heads.fit_one(features[rows], targets[rows], labels, l2).logits(
                features[held]
            )
        self._head = heads.fit_one(features, targets, labels, l2)
        self._tuned = np.array([tuning.temperature(unseen, targets)])
        return self._persist()

    def _scores(self, messages: list[Message]) -> Any:
        return softmax(self._head.logits(features_of(messages)) / self._tuned[0], axis=1)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class RequestClassifier(_Classifier):
    """Rasa's intent: one of the eight requests, with all eight ranked."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"l2": 2.0}

    def train(self, training_data: TrainingData) -> Resource:
        examples = labelled(training_data)
        return self._train_one(examples, [example.get(INTENT) for example in examples])

    def process(self, messages: list[Message]) -> list[Message]:
        if not messages:
            return messages
        for message, row in zip(messages, self._scores(messages)):  # noqa: B905
            ranking = [
                {"name": self._head.labels[at], "confidence": float(row[at])}
                for at in np.argsort(-row)
            ]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class PersonaClassifier(_Classifier):
    """Who is writing, as far as the words show it; "unknown" below the confidence ``sure``.

    A young person who is greeted as a teacher is worse off than one who is asked.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"l2": 2.0, "sure": 0.6}

    def train(self, training_data: TrainingData) -> Resource:
        examples = [m for m in labelled(training_data) if "persona" in metadata_of(m)]
        return self._train_one(examples, [metadata_of(m)["persona"] for m in examples])

    def process(self, messages: list[Message]) -> list[Message]:
        if not messages:
            return messages
        for message, row in zip(messages, self._scores(messages)):  # noqa: B905
            best = int(np.argmax(row))
            sure = row[best] >= self._config["sure"]
            persona = self._head.labels[best] if sure else "unknown"
            message.set("persona", persona, add_to_output=True)
            message.set("persona_confidence", float(row[best]), add_to_output=True)
        return messages


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class MultiLabelClassifier(_Classifier):
    """Any number of labels a message: ``field`` is topics or interests.

    Scores are calibrated, and a label is given where its score reaches a threshold of its own;
    both are chosen by cross-validation on the training data.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"l2": 1.0, "field": "topics"}

    def train(self, training_data: TrainingData) -> Resource:
        examples = labelled(training_data)
        wanted = [set(metadata_of(m).get(self._config["field"], ())) for m in examples]
        labels = tuple(sorted(set().union(*wanted)))
        targets = np.array([[label in want for label in labels] for want in wanted], dtype=float)
        features = features_of(examples)
        l2 = float(self._config["l2"])
        unseen = np.zeros_like(targets)
        for rows, held in heads.folds(len(targets)):
            unseen[held] = heads.fit_many(features[rows], targets[rows], labels, l2).logits(
                features[held]
            )
        self._head = heads.fit_many(features, targets, labels, l2)
        slope, offset = tuning.platt(unseen, targets)
        limits = tuning.thresholds(expit(slope * unseen + offset), targets)
        self._tuned = np.array([slope, offset, *limits])
        return self._persist()

    def process(self, messages: list[Message]) -> list[Message]:
        if not messages:
            return messages
        slope, offset, *limits = self._tuned
        scores = expit(slope * self._head.logits(features_of(messages)) + offset)
        for message, row in zip(messages, scores):  # noqa: B905
            named = self._named(message)
            chosen = [
                at
                for at in np.argsort(-row)
                if row[at] >= limits[at] or (row[at] >= NAMED and self._head.labels[at] in named)
            ]
            given = [{"slug": self._head.labels[at], "score": float(row[at])} for at in chosen]
            message.set(self._config["field"], given, add_to_output=True)
        return messages

    def _named(self, message: Message) -> tuple[str, ...]:
        """Interests that are named in so many words need little more."""
        return interests_named(text_of(message))[0] if self._config["field"] == "interests" else ()
