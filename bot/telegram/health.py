"""How the channel is, for ``/health/ready`` and whoever runs Waymark."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from telegram.error import Conflict, InvalidToken

from basics.clock import Clock
from bot.telegram.errors import kind_of

STATES = {
    "starting": "Telegram has not answered yet.",
    "ok": "Telegram messages come in.",
    "failing": "Telegram cannot be reached. We keep trying.",
    "refused": "Telegram refuses the token. Get a new one from @BotFather.",
    "conflict": "Something else reads this bot's messages. Only one process may.",
    "storing": "Messages from Telegram cannot be stored. They wait there for up to a day.",
    "stopped": "The Telegram channel was stopped.",
}
"""States, and what each means to an operator."""


@dataclass(frozen=True, slots=True)
class Health:
    """``state`` is one of :data:`STATES`, ``problem`` the kind of the last error."""

    state: str
    since: datetime
    problem: str | None = None

    @property
    def ok(self) -> bool:
        return self.state == "ok"

    @property
    def meaning(self) -> str:
        return STATES[self.state]


class Pulse:
    """Keeps the health of one channel."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.now = Health("starting", clock.now())

    def worked(self) -> None:
        self._set("ok")

    def storing_failed(self) -> None:
        self._set("storing")

    def stopped(self) -> None:
        self._set("stopped")

    def failed(self, problem: BaseException) -> None:
        """Telegram did not answer as it should."""
        state = "failing"
        if isinstance(problem, InvalidToken):
            state = "refused"
        elif isinstance(problem, Conflict):
            state = "conflict"
        self._set(state, kind_of(problem))

    def _set(self, state: str, problem: str | None = None) -> None:
        if (state, problem) != (self.now.state, self.now.problem):
            self.now = Health(state, self._clock.now(), problem)
