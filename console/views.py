"""Who looked at a case: an event in its timeline, not one for every reload."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from console.deps import ConsoleDeps
from safeguarding.tables import Case, CaseEvent, CaseState

AGAIN_AFTER = timedelta(minutes=30)
"""Looking again within this time is the same look."""


async def record_view(deps: ConsoleDeps, case_id: str, staff_id: str) -> None:
    """Add a ``viewed`` event, unless this person has the case or looked a short while ago."""
    now = deps.clock.now()
    recent = select(CaseEvent.id).where(
        CaseEvent.case_id == case_id,
        CaseEvent.staff_id == staff_id,
        CaseEvent.kind == "viewed",
        CaseEvent.at > now - AGAIN_AFTER,
    )
    async with deps.database.reading() as session:
        case = await session.get(Case, case_id)
        if case is None or await session.scalar(recent.limit(1)):
            return
        if case.state == CaseState.CLAIMED and case.owner_id == staff_id:
            return
    async with deps.database.transaction() as session:
        session.add(CaseEvent(case_id=case_id, at=now, kind="viewed", staff_id=staff_id))
    deps.signals.notify("queue")
