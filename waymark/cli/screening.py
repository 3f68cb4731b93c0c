"""``waymark understand``: one JSON object a line in, one out."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from basics.clock import SystemClock
from nlu.understanding import Understanding
from waymark.cli.common import emit, json_lines, say
from waymark.rasa import understanding
from waymark.settings import load_settings
from waymark.wiring import make_understander


def understand() -> None:
    """Understand messages: JSON Lines {"id","text"} on standard input."""
    asyncio.run(_understand())


async def _understand() -> None:
    settings = load_settings()
    async with understanding(settings) as rasa:
        understander = make_understander(settings, SystemClock(), rasa.urls)
        try:
            await rasa.ready(say)
            for item in json_lines(sys.stdin, required=("id", "text")):
                found = await understander.understand(item["text"])
                emit({"id": item["id"], **_understood(found)})
        finally:
            await understander.close()


def _understood(found: Understanding) -> dict[str, Any]:
    data = found.model_dump(exclude={"degraded"})
    entities = [
        {
            key: value
            for key, value in entity.items()
            if value not in (None, False) or key == "value"
        }
        for entity in data["entities"]
    ]
    return {**data, "domains": list(found.domains), "entities": entities}
