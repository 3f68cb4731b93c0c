"""Timing: percentiles of repeated calls, and the machine they were taken on."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds a call."""

    count: int
    p50: float
    p95: float
    p99: float
    worst: float

    def row(self, name: str) -> str:
        """A line of a Markdown table."""
        return (
            f"| {name} | {self.count} | {self.p50:.2f} | {self.p95:.2f} | {self.p99:.2f} "
            f"| {self.worst:.2f} |"
        )


HEAD = "| what | calls | p50 ms | p95 ms | p99 ms | worst ms |\n|---|---|---|---|---|---|"


def timing(seconds: list[float]) -> Timing:
    """The percentiles of a list of durations in seconds."""
    ordered = sorted(second * 1000 for second in seconds)

    def at(share: float) -> float:
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    return Timing(len(ordered), at(0.5), at(0.95), at(0.99), ordered[-1])


async def measure(call: Callable[[int], Awaitable[object]], times: int, warm_up: int = 5) -> Timing:
    """Time ``call(n)`` one after the other."""
    for number in range(warm_up):
        await call(-1 - number)
    taken = []
    for number in range(times):
        began = time.perf_counter()
        await call(number)
        taken.append(time.perf_counter() - began)
    return timing(taken)


def machine() -> str:
    """What the figures were taken on, without its name."""
    cores = os.cpu_count()
    return f"{cores} cores, {platform.machine()}, Python {platform.python_version()}"
