"""``goto``: over to another flow, with what is known."""

from __future__ import annotations

from flows.definition import Step
from flows.run import Run


def enter(run: Run, step: Step) -> str | None:
    run.enter_flow(step.flow or "")
    return step.go or run.flow.safe
