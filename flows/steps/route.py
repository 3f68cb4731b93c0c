"""``route``: go on by what is known; the first line that holds."""

from __future__ import annotations

from flows.conditions import hold
from flows.definition import Step
from flows.run import Run


def enter(run: Run, step: Step) -> str | None:
    return next(turning.go for turning in step.route if hold(run, turning.when))
