"""Whether this process lives, and whether it can do its work."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from bot.screening import screen
from safeguarding.alarm import Fault
from safeguarding.assessment import Tier
from safeguarding.staff import anyone
from safeguarding.tables import Case, CaseState
from storage.inbox import InboxItem
from waymark.readiness import look
from waymark.wiring import Waymark

_MUST_BE_CAUGHT = "i want to kill myself tonight"


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
    found.checks["screening"] = await _screening(waymark)
    found.checks["understanding"] = await _understanding(waymark)
    found.ready = all(found.checks[name]["status"] == "up" for name in ("database", "screening"))
    if found.checks["database"]["status"] == "up":
        found.checks["staff"] = await _staff(waymark)
        found.checks["public"] = await _public(waymark)
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
    metrics.screening_up.set((await _screening(waymark))["status"] == "up")
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


async def _screening(waymark: Waymark) -> dict[str, Any]:
    """Up where nothing is at fault and a sentence that must be caught is. Otherwise what is at fault,
    since when, and that every message is taken for a risk meanwhile."""
    probe = (await screen(waymark.parts, _MUST_BE_CAUGHT, ())).found
    faults = [_told(fault) for fault in waymark.alarm.standing]
    if waymark.assessor.problem is not None:
        return {"status": "down", "problem": waymark.assessor.problem, "faults": faults}
    if faults:
        layers = " and ".join(dict.fromkeys(fault["layer"] for fault in faults))
        problem = f"faults in {layers}: what cannot be screened is treated as high"
        return {"status": "down", "problem": problem, "since": faults[0]["since"], "faults": faults}
    if probe.tier is not Tier.IMMEDIATE:
        return {"status": "down", "problem": "a sentence that must be caught was not"}
    return {"status": "up"}


def _told(fault: Fault) -> dict[str, Any]:
    return {
        "layer": fault.layer,
        "kind": str(fault.kind),
        "since": fault.since.isoformat(timespec="seconds"),
        "last": fault.last.isoformat(timespec="seconds"),
        "times": fault.times,
    }


async def _public(waymark: Waymark) -> dict[str, Any]:
    """What a service needs that real young people reach; in try-out it may be missing."""
    async with waymark.database.reading() as session:
        missing = await look(session, waymark.settings, waymark.assessor)
    public = waymark.settings.service.public
    found: dict[str, Any] = {"status": "down" if public and missing else "up"}
    return {**found, "mode": "public" if public else "try-out", "missing": missing}


async def _staff(waymark: Waymark) -> dict[str, Any]:
    async with waymark.database.reading() as session:
        known = await anyone(session)
    if known:
        return {"status": "up"}
    return {"status": "down", "problem": "nobody can sign in: waymark staff add"}
