"""What can be said or tapped at every step: help, start again, stop, a person, is this private?

Help and the like answer and come back to the open question.
"""

from __future__ import annotations

from collections.abc import Callable

from flows.run import ENDED, Run
from flows.types import CallPerson, Ended, Say
from flows.walking import ask_again, begin


def obey(run: Run, name: str) -> None:
    """Carry out the command with ``name``."""
    special = _SPECIAL.get(name)
    if special is not None:
        special(run)
        return
    command = run.flows.commands[name]
    if command.taps:
        buttons = tuple(run.button(tap) for tap in command.taps)
        run.add(Say(command.words or "", run.data(), buttons))
        return
    run.say(command.words or "")
    ask_again(run)


def _person(run: Run) -> None:
    """The words are the bot's: they depend on the hour and on who is there."""
    run.add(CallPerson("asked"))


def _restart(run: Run) -> None:
    """Forget everything, keep only what the conversation was told, and greet again."""
    told = run.session.get("told", {})
    run.session.clear()
    run.session["told"] = told
    run.facts.clear()
    run.say(run.flows.commands["restart"].words or "")
    begin(run, run.flows.default)


def _stop(run: Run) -> None:
    run.say(run.flows.commands["stop"].words or "")
    run.wait(ENDED, "nothing")
    run.add(Ended("stopped"))


def _erase(run: Run) -> None:
    """The flow cannot delete: it says that the person asked for it, and the bot does it."""
    run.wait(ENDED, "nothing")
    run.add(Ended("erase"))


_SPECIAL: dict[str, Callable[[Run], None]] = {
    "person": _person,
    "restart": _restart,
    "stop": _stop,
    "erase": _erase,
}
