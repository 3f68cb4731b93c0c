"""``ask``: a question with something to tap, then wait for the answer."""

from __future__ import annotations

from flows.conditions import hold
from flows.definition import Step
from flows.menus import MENUS
from flows.run import Run
from flows.types import Button, Say


def enter(run: Run, step: Step) -> str | None:
    # Asked just now and still open: not in the same words again, as if nothing had been said.
    still_open = run.session.get("step") == step.name and run.session.get("wait") == "input"
    ask(run, step, (step.again if still_open else None) or step.words or "")
    return None


def ask(run: Run, step: Step, words: str) -> None:
    """Say ``words`` with the buttons of ``step`` and wait there."""
    run.wait(step.name)
    run.add(Say(words, run.data(), buttons(run, step)))


def buttons(run: Run, step: Step) -> tuple[Button, ...]:
    """What can be tapped at ``step``: its menu, then its own taps that hold now."""
    menu = MENUS[step.menu](run) if step.menu else []
    return (*menu, *(run.button(tap) for tap in step.taps if hold(run, tap.when)))
