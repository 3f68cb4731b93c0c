from __future__ import annotations

from datetime import timedelta

import pytest

from basics.clock import FixedClock
from nlu.breaker import Breaker, State


def opened(clock: FixedClock) -> Breaker:
    breaker = Breaker(clock, failures=2, rest_s=10)
    breaker.failed()
    breaker.failed()
    return breaker


def test_it_lets_calls_through_until_enough_fail_in_a_row(clock: FixedClock) -> None:
    breaker = Breaker(clock, failures=2, rest_s=10)
    breaker.failed()
    breaker.succeeded()
    breaker.failed()
    assert breaker.allow()
    breaker.failed()
    assert breaker.state is State.OPEN
    assert not breaker.allow()


def test_after_a_rest_one_trial_goes_out(clock: FixedClock) -> None:
    breaker = opened(clock)
    clock.advance(timedelta(seconds=10))
    assert breaker.allow()
    assert breaker.state is State.HALF_OPEN
    assert not breaker.allow()


def test_a_good_trial_closes_it(clock: FixedClock) -> None:
    breaker = opened(clock)
    clock.advance(timedelta(seconds=10))
    breaker.allow()
    breaker.succeeded()
    assert breaker.state is State.CLOSED
    assert breaker.allow()


def test_a_bad_trial_opens_it_for_another_rest(clock: FixedClock) -> None:
    breaker = opened(clock)
    clock.advance(timedelta(seconds=10))
    breaker.allow()
    breaker.failed()
    assert not breaker.allow()
    clock.advance(timedelta(seconds=10))
    assert breaker.allow()


def test_a_trial_that_never_reports_does_not_block_for_ever(clock: FixedClock) -> None:
    breaker = opened(clock)
    clock.advance(timedelta(seconds=10))
    breaker.allow()
    clock.advance(timedelta(seconds=10))
    assert breaker.allow()


@pytest.mark.parametrize(("failures", "rest_s"), [(0, 1.0), (1, 0.0)])
def test_it_refuses_senseless_limits(clock: FixedClock, failures: int, rest_s: float) -> None:
    with pytest.raises(ValueError, match="at least one failure"):
        Breaker(clock, failures=failures, rest_s=rest_s)
