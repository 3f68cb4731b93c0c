"""``say``: some words, then on."""

from __future__ import annotations

from flows.definition import Step
from flows.run import Run


def enter(run: Run, step: Step) -> str | None:
    run.say(step.words or "")
    return step.go
