"""``waymark assess`` and ``waymark understand``: one JSON object a line in, one out."""

from __future__ import annotations

import asyncio
import sys
from typing import Annotated, Any

import typer

from basics.clock import SystemClock
from nlu.understanding import Understanding
from safeguarding.assessment import Assessment
from waymark.cli.common import emit, json_lines, say
from waymark.rasa import understanding
from waymark.settings import load_settings
from waymark.wiring import make_assessor, make_understander


def assess(
    rules_only: Annotated[
        bool, typer.Option("--rules-only", help="Only the phrase rules, not the model.")
    ] = False,
) -> None:
    """Screen messages: JSON Lines {"id","text","history":[...]?} on standard input."""
    # There is no model yet beside the rules: both ways give the same answer until there is one.
    del rules_only
    assessor = make_assessor()
    for item in json_lines(sys.stdin, required=("id", "text")):
        history = item.get("history") or []
        found = assessor.assess(item["text"], tuple(str(line) for line in history))
        emit({"id": item["id"], **_assessed(found)})


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


def _assessed(found: Assessment) -> dict[str, Any]:
    return {
        "tier": str(found.tier),
        "categories": list(found.categories),
        "rules": list(found.rules),
        "score": found.score,
    }


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
