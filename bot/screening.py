"""The screen that every message passes first; whatever breaks in it counts as a risk."""

from __future__ import annotations

import asyncio

import structlog

from bot.faults import fault
from safeguarding.assessment import Assessment, Assessor, Tier

FAILED = Assessment(tier=Tier.HIGH, categories=("other",), failed=True)
"""What is assumed of a message that could not be screened."""

_log = structlog.get_logger()


async def screen(
    assessor: Assessor, text: str, history: tuple[str, ...], seconds: float
) -> Assessment:
    """The assessment of ``text``; never raises. Longer than ``seconds`` counts as failed."""
    try:
        found = await asyncio.wait_for(asyncio.to_thread(assessor.assess, text, history), seconds)
        return Assessment.model_validate(found)
    except Exception as problem:
        _log.error("screening_failed", **fault(problem))
        return FAILED
