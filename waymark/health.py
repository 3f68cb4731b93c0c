"""Whether this process lives, and whether it can do its work."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from safeguarding.staff import anyone
from safeguarding.tables import Case, CaseState
from storage.inbox import InboxItem
from waymark.wiring import Waymark


@dataclass(slots=True)
class Readiness:
    """Checks by name. ``ready`` is False only where messages could not be kept or screened."""

    ready: bool = True
    checks: dict[str, Any] = field(default_factory=dict)

    @property
    def status(self) -> str:
        """ready, degraded (people are served, something is missing) or down."""
        if not self.ready:
            return "down"
        degraded = any(check.get("status") != "up" for check in self.checks.values())
        return "degraded" if degraded else "ready"

    def as_json(self) -> dict[str, Any]:
        return {"status": self.status, "checks": self.checks}


async def readiness(waymark: Waymark) -> Readiness:
    """Look at each part. Never raises: a check that breaks has failed."""
    found = Readiness()
    found.checks["database"] = await _database(waymark)
    found.checks["screening"] = _screening(waymark)
    found.checks["understanding"] = await _understanding(waymark)
    found.ready = all(found.checks[name]["status"] == "up" for name in ("database", "screening"))
    if found.checks["database"]["status"] == "up":
        found.checks["staff"] = await _staff(waymark)
    for name, channel in waymark.channels.items():
        found.checks[name] = channel()
    return found


async def count_waiting(waymark: Waymark) -> None:
    """Bring the gauges of the queue up to date, for a reading of the metrics."""
    now = waymark.clock.now()
    metrics = waymark.metrics
    async with waymark.database.reading() as session:
        rows = await session.execute(
            select(Case.tier, func.count(), func.min(Case.waiting_since))
            .where(Case.state == str(CaseState.OPEN))
            .group_by(Case.tier)
        )
        by_tier = {tier: (count, oldest) for tier, count, oldest in rows}
        owed = await session.scalar(
            select(func.count()).select_from(InboxItem).where(InboxItem.processed_at.is_(None))
        )
    for tier in ("immediate", "high", "concern"):
        metrics.open_cases.labels(tier).set(by_tier.get(tier, (0, None))[0])
    waits = [(now - oldest).total_seconds() for _, oldest in by_tier.values()]
    metrics.oldest_case.set(max(waits, default=0.0))
    metrics.pending.set(owed or 0)
    metrics.understanding_up.set((await _understanding(waymark))["status"] == "up")


async def _database(waymark: Waymark) -> dict[str, Any]:
    try:
        async with waymark.database.reading() as session:
            await session.execute(select(1))
    except Exception as problem:
        return {"status": "down", "problem": type(problem).__name__}
    return {"status": "up"}


async def _understanding(waymark: Waymark) -> dict[str, Any]:
    # Asked, not assumed: a server that starts has no failures yet and no answers either.
    answer = await waymark.understander.understand("hello")
    known = waymark.understander.status()
    return {**known, "status": "down" if answer.degraded else "up"}


def _screening(waymark: Waymark) -> dict[str, Any]:
    if waymark.assessor.problem is not None:
        return {"status": "down", "problem": "the rules could not be loaded"}
    if waymark.assessor.assess("i want to kill myself tonight").tier != "immediate":
        return {"status": "down", "problem": "a sentence that must be caught was not"}
    return {"status": "up"}


async def _staff(waymark: Waymark) -> dict[str, Any]:
    async with waymark.database.reading() as session:
        known = await anyone(session)
    if known:
        return {"status": "up"}
    return {"status": "down", "problem": "nobody can sign in: waymark staff add"}
