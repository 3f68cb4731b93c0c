"""The entity rules as a Rasa extractor."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT
from rasa.shared.nlu.training_data.message import Message

from nlu.entities import Found, extract, goes_with
from nlu.rasa.components.messages import text_of

_SURE = 0.6
"""From this confidence of the request on, entities that do not go with it are left out."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class EntityRules(GraphComponent):
    """Adds ages, places, days, times, prices and needs by rule; placed after the requests."""

    def __init__(self, name: str) -> None:
        self._name = name

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> EntityRules:
        return cls(cls.__name__)

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            found = [item for item in extract(text_of(message)) if _counts(item, message)]
            given = [{**item.as_dict(), "extractor": self._name} for item in found]
            message.set(ENTITIES, message.get(ENTITIES, []) + given, add_to_output=True)
        return messages


def _counts(item: Found, message: Message) -> bool:
    request = message.get(INTENT) or {}
    if request.get("confidence", 0.0) < _SURE:
        return True
    return goes_with(item, request["name"])
