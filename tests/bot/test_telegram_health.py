from __future__ import annotations

from datetime import timedelta

import pytest
from telegram.error import Conflict, InvalidToken, NetworkError

from basics.clock import FixedClock
from bot.telegram.health import Pulse


def test_it_starts_neither_well_nor_broken(clock: FixedClock) -> None:
    assert Pulse(clock).now.state == "starting"
    assert not Pulse(clock).now.ok


@pytest.mark.parametrize(
    ("problem", "state"),
    [
        (NetworkError("down"), "failing"),
        (InvalidToken("no"), "refused"),
        (Conflict("two"), "conflict"),
        (OSError("odd"), "failing"),
    ],
)
def test_each_problem_has_a_meaning(clock: FixedClock, problem: Exception, state: str) -> None:
    pulse = Pulse(clock)
    pulse.failed(problem)
    assert pulse.now.state == state
    assert pulse.now.meaning.endswith(".")


def test_it_says_since_when(clock: FixedClock) -> None:
    pulse = Pulse(clock)
    pulse.failed(NetworkError("down"))
    began = clock.now()
    clock.advance(timedelta(minutes=5))
    pulse.failed(NetworkError("still down"))
    assert pulse.now.since == began
    pulse.worked()
    assert (pulse.now.ok, pulse.now.since) == (True, clock.now())
