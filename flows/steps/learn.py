"""``learn``: take something as known, or forget it, then on."""

from __future__ import annotations

from flows import facts
from flows.definition import Step
from flows.run import Run


def enter(run: Run, step: Step) -> str | None:
    facts.forget(run.facts, step.forget)
    facts.take(run.facts, step.learn)
    return step.go
