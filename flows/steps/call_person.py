"""``call_person``: a person is called; the flow waits at ``go`` for when it is taken up again."""

from __future__ import annotations

from flows.definition import Step
from flows.run import Run
from flows.types import CallPerson


def enter(run: Run, step: Step) -> str | None:
    run.add(CallPerson(step.reason or "asked"))
    run.wait(step.go or run.flow.safe)
    return None
