from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from bot.screening_pool import Job, Overloaded, ScreeningPool
from safeguarding.assessment import Assessment

PATIENCE = 20


class Gate:
    """A screening that waits until it is let through."""

    def __init__(self) -> None:
        self.open = threading.Event()

    def __call__(self) -> Assessment:
        assert self.open.wait(PATIENCE)
        return Assessment()


@pytest.fixture
def gate() -> Iterator[Gate]:
    gate = Gate()
    yield gate
    gate.open.set()


def nothing() -> Assessment:
    return Assessment()


def begun(pool: ScreeningPool, call: Gate) -> Job:
    job = pool.submit(call)
    job.started.result(PATIENCE)
    return job


def test_what_is_found_comes_back() -> None:
    assert ScreeningPool().submit(nothing).outcome.result(PATIENCE) == Assessment()


def test_what_is_raised_comes_back_and_the_thread_goes_on() -> None:
    def broken() -> Assessment:
        raise RuntimeError("broken")

    pool = ScreeningPool(threads=1)
    with pytest.raises(RuntimeError):
        pool.submit(broken).outcome.result(PATIENCE)
    assert pool.submit(nothing).outcome.result(PATIENCE) == Assessment()


def test_no_more_threads_than_allowed_and_the_rest_waits(gate: Gate) -> None:
    pool = ScreeningPool(threads=2)
    first, second = begun(pool, gate), begun(pool, gate)
    third = pool.submit(nothing)
    assert not third.started.done()
    gate.open.set()
    assert third.outcome.result(PATIENCE) == Assessment()
    assert first.outcome.result(PATIENCE) == second.outcome.result(PATIENCE) == Assessment()


def test_a_full_queue_says_so(gate: Gate) -> None:
    pool = ScreeningPool(threads=1, waiting=2)
    begun(pool, gate)
    waiting = [pool.submit(nothing), pool.submit(nothing)]
    with pytest.raises(Overloaded):
        pool.submit(nothing)
    gate.open.set()
    assert all(job.outcome.result(PATIENCE) == Assessment() for job in waiting)


def test_one_that_hangs_is_replaced_and_its_finding_still_comes(gate: Gate) -> None:
    pool = ScreeningPool(threads=1)
    hanging = begun(pool, gate)
    waiting = pool.submit(nothing)
    pool.write_off(hanging)
    assert waiting.outcome.result(PATIENCE) == Assessment()
    assert not hanging.outcome.done()
    gate.open.set()
    assert hanging.outcome.result(PATIENCE) == Assessment()


def test_only_so_many_are_replaced(gate: Gate) -> None:
    pool = ScreeningPool(threads=1, written_off=2)
    for _ in range(2):
        pool.write_off(begun(pool, gate))
    pool.write_off(begun(pool, gate))
    stuck = pool.submit(nothing)
    assert not stuck.started.done()
    gate.open.set()
    assert stuck.outcome.result(PATIENCE) == Assessment()


def test_one_that_is_over_is_not_written_off(gate: Gate) -> None:
    pool = ScreeningPool(threads=1, written_off=1)
    over = pool.submit(nothing)
    over.outcome.result(PATIENCE)
    pool.write_off(over)
    pool.write_off(begun(pool, gate))
    assert pool.submit(nothing).outcome.result(PATIENCE) == Assessment()


def test_nobody_can_take_back_an_outcome_that_is_being_worked_on(gate: Gate) -> None:
    job = begun(ScreeningPool(), gate)
    assert not job.outcome.cancel()
    gate.open.set()
    assert job.outcome.result(PATIENCE) == Assessment()
