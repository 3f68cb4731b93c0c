"""The screen that every message passes first; whatever breaks in it counts as a risk."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import structlog

from bot.faults import fault
from bot.parts import Parts
from bot.screening_pool import Job, Overloaded
from safeguarding.alarm import WHOLE, Kind, layer_at_work, layer_of
from safeguarding.assessment import Assessment, Tier
from safeguarding.failsafe import FAILED

CUT = "screen.cut"
"""Stands among the rules of a message that was too long to be kept and screened whole."""

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Screened:
    """What is taken for found. Where it took too long ``late`` is what comes of it in the end."""

    found: Assessment
    late: asyncio.Future[Assessment] | None = None


async def screen(parts: Parts, text: str, history: tuple[str, ...]) -> Screened:
    """The assessment of ``text``; never raises. Too long, or too much at once, counts as failed."""
    limits, pool = parts.limits, parts.screening
    try:
        job = pool.submit(lambda: parts.assessor.assess(text, history))
    except Overloaded:
        return _failed(parts, WHOLE, Kind.OVERLOAD)
    outcome = asyncio.wrap_future(job.outcome)
    started: asyncio.Future[None] = asyncio.wrap_future(job.started)
    if not await _done(started, limits.screen_wait_seconds):
        return _failed(parts, WHOLE, Kind.OVERLOAD, late=outcome)
    if not await _done(outcome, limits.screen_seconds):
        return _timed_out(parts, job, outcome)
    try:
        return Screened(checked(outcome.result()))
    except Nonsense:
        return _failed(parts, WHOLE, Kind.NONSENSE)
    except Exception as problem:
        _log.error("screening_failed", **fault(problem))
        return _failed(parts, layer_of(problem), Kind.EXCEPTION, type(problem).__name__)


def not_all_read(found: Assessment) -> Assessment:
    """``found``, where part of the message was left out: that is never plainly "nothing found"."""
    if CUT in found.rules:
        return found
    update: dict[str, Any] = {"rules": (*found.rules, CUT)}
    if found.tier is Tier.NONE:
        update |= {"tier": Tier.CONCERN, "categories": found.categories or ("other",)}
    return found.model_copy(update=update)


class Nonsense(Exception):
    """What the screen answered is no assessment."""


def checked(found: object) -> Assessment:
    """``found``, if it is an assessment; raises :class:`Nonsense`, without quoting it, if not."""
    try:
        return Assessment.model_validate(found)
    except ValueError:
        raise Nonsense from None


async def _done(future: asyncio.Future[Any], seconds: float) -> bool:
    """Whether ``future`` is done within ``seconds``; it goes on if not."""
    await asyncio.wait({future}, timeout=seconds)
    return future.done()


def _timed_out(parts: Parts, job: Job, outcome: asyncio.Future[Assessment]) -> Screened:
    layer = layer_at_work(job.thread)
    parts.screening.write_off(job)
    return _failed(parts, layer, Kind.TIME_OUT, late=outcome)


def _failed(
    parts: Parts,
    layer: str,
    kind: Kind,
    error: str | None = None,
    late: asyncio.Future[Assessment] | None = None,
) -> Screened:
    parts.alarm.fault(layer, kind, error)
    return Screened(FAILED, late)
