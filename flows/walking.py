"""Going through steps until a person is waited for, and asking the open question again."""

from __future__ import annotations

from flows.run import ENDED, Run
from flows.steps import KINDS
from flows.steps.ask import ask, buttons
from flows.types import Button, CallPerson, Say


def begin(run: Run, name: str) -> None:
    """Start the flow ``name`` from its beginning."""
    run.enter_flow(name)
    run.session.update(turns=0, lost=0)
    walk(run, run.flow.start)


def walk(run: Run, name: str | None) -> None:
    """Do step after step from ``name``. Too many of them call a person instead of going round."""
    for _ in range(run.flows.limits.steps):
        if name is None:
            return
        step = run.flow.steps[name]
        name = KINDS[step.kind](run, step)
    run.wait(run.flow.lost[-1])
    run.add(CallPerson("limit"))


def ask_again(run: Run) -> None:
    """Come back to the open question, in fewer words where the step has them."""
    step = run.step
    if step is None or not step.waits:
        walk(run, run.flow.start if run.session.get("step") == ENDED else run.flow.safe)
        return
    ask(run, step, step.again or step.words or "")


def answer_here(run: Run, words: str, more: tuple[Button, ...] = ()) -> None:
    """Say ``words`` with the buttons of the open question, and ``more`` that it does not have."""
    step = run.step
    if step is None or not step.waits:
        run.say(words)
        ask_again(run)
        return
    offered = buttons(run, step)
    known = {button.choice for button in offered}
    extra = tuple(button for button in more if button.choice not in known)
    run.add(Say(words, run.data(), (*offered, *extra)))
