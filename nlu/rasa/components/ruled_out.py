"""Interests that are named only to be ruled out, and messages that want nothing of us."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message

from nlu.phrasebooks import interests_named
from nlu.rasa.components.messages import text_of

_NO_NEED = frozenset({"out_of_scope", "smalltalk"})
_SURE = 0.6


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class RuledOut(GraphComponent):
    """Placed after the interests: "not football" takes football out.

    A message that wants nothing of us ("do a backflip") keeps no topics and interests.
    """

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> RuledOut:
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            request = message.get(INTENT) or {}
            if request.get("name") in _NO_NEED and request.get("confidence", 0.0) >= _SURE:
                message.set("topics", [], add_to_output=True)
                message.set("interests", [], add_to_output=True)
                continue
            _, ruled_out = interests_named(text_of(message))
            given = [i for i in message.get("interests") or [] if i["slug"] not in ruled_out]
            message.set("interests", given, add_to_output=True)
        return messages
