"""A circuit breaker: after enough failures in a row, stop asking for a while, then try once."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum

from basics.clock import Clock


class State(str, Enum):
    """closed: calls go through; open: they do not; half_open: one trial call is out."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


class Breaker:
    """Pure bookkeeping for one server; ask :meth:`allow`, then report how it went.

    ``failures`` in a row open it, for ``rest_s`` seconds. After that one trial call is let
    through; its success closes the breaker, its failure opens it for another rest.
    """

    def __init__(self, clock: Clock, *, failures: int = 3, rest_s: float = 10.0) -> None:
        if failures < 1 or rest_s <= 0:
            raise ValueError("a breaker needs at least one failure and a rest above zero")
        self._clock = clock
        self._limit = failures
        self._rest = timedelta(seconds=rest_s)
        self._in_a_row = 0
        self._opened_at: datetime | None = None
        self._trial_since: datetime | None = None

    @property
    def state(self) -> State:
        if self._opened_at is None:
            return State.CLOSED
        return State.HALF_OPEN if self._trial_since is not None else State.OPEN

    def allow(self) -> bool:
        """Whether a call may be made now. A True from an open breaker is the trial call."""
        if self._opened_at is None:
            return True
        now = self._clock.now()
        # A trial whose outcome was never reported (a cancelled call) must not block for ever.
        since = self._trial_since or self._opened_at
        if now - since < self._rest:
            return False
        self._trial_since = now
        return True

    def succeeded(self) -> None:
        """A call was answered well."""
        self._in_a_row = 0
        self._opened_at = None
        self._trial_since = None

    def failed(self) -> None:
        """A call failed, was too slow, or was answered with garbage."""
        self._in_a_row += 1
        if self._opened_at is not None or self._in_a_row >= self._limit:
            self._opened_at = self._clock.now()
            self._trial_since = None
