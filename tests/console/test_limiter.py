from __future__ import annotations

from datetime import timedelta

import pytest

from basics.clock import FixedClock
from console.limiter import AddressLimiter, TooMany, network_of


def test_an_address_has_its_tries_and_then_waits(clock: FixedClock) -> None:
    limiter = AddressLimiter(clock, tries=3, window=timedelta(minutes=10))
    for _ in range(3):
        limiter.check("198.51.100.7")
        limiter.failed("198.51.100.7")
    with pytest.raises(TooMany) as refused:
        limiter.check("198.51.100.7")
    assert refused.value.retry_after == 600
    limiter.check("198.51.100.8")


def test_tries_come_back_as_time_passes(clock: FixedClock) -> None:
    limiter = AddressLimiter(clock, tries=1, window=timedelta(minutes=10))
    limiter.failed("198.51.100.7")
    clock.advance(timedelta(minutes=10))
    limiter.check("198.51.100.7")


def test_what_is_remembered_is_bounded(clock: FixedClock) -> None:
    limiter = AddressLimiter(clock, tries=1, remembered=2)
    for last in range(3):
        limiter.failed(f"198.51.100.{last}")
    limiter.check("198.51.100.0")
    with pytest.raises(TooMany):
        limiter.check("198.51.100.2")


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("testclient", "unknown"),
    ],
)
def test_a_household_counts_as_one_address(address: str, network: str) -> None:
    assert network_of(address) == network
