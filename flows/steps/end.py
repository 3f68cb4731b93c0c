"""``end``: the flow is over. What was said next begins a new one with who and where they are."""

from __future__ import annotations

from flows.definition import Step
from flows.run import ENDED, Run
from flows.steps.ask import buttons
from flows.types import Ended, Say


def enter(run: Run, step: Step) -> str | None:
    run.add(Say(step.words or "", run.data(), buttons(run, step)))
    run.wait(ENDED, "nothing")
    run.add(Ended(step.reason or "done"))
    return None
