"""How long screening takes. Depends on the machine, so it is kept apart from the other figures."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice

from safeguarding.assessment import Assessment, Assessor
from safeguarding.evaluation.message import Message

LONG = 10_000
"""Characters of the long message."""
_TIMES = 5
"""How often the long message is screened; the middle one counts."""

Seconds = Callable[[], float]
"""A clock that only runs forward, such as ``time.perf_counter``."""


@dataclass(slots=True)
class Timed:
    """An assessor that notes how long it took, in seconds, for each message."""

    assessor: Assessor
    seconds: Seconds
    taken: list[float] = field(default_factory=list)

    def assess(self, text: str, history: tuple[str, ...] = ()) -> Assessment:
        start = self.seconds()
        found = self.assessor.assess(text, history)
        self.taken.append(self.seconds() - start)
        return found


@dataclass(frozen=True, slots=True)
class Speed:
    """Milliseconds for a message, on the machine that measured."""

    p50_ms: float
    p95_ms: float
    long_ms: float
    """For one message of :data:`LONG` characters."""


def speed(assessor: Assessor, messages: Sequence[Message], seconds: Seconds) -> Speed | None:
    """Screen ``messages`` and take the time; None of no messages."""
    timed = Timed(assessor, seconds)
    for message in messages:
        timed.assess(message.text, message.history)
    return summed_up(assessor, timed.taken, messages, seconds)


def summed_up(
    assessor: Assessor, taken: Sequence[float], messages: Sequence[Message], seconds: Seconds
) -> Speed | None:
    """The times ``taken`` for ``messages`` in milliseconds, and that of a long message."""
    if not taken:
        return None
    timed = Timed(assessor, seconds)
    text = long_text(messages)
    for _ in range(_TIMES):
        timed.assess(text)
    return Speed(
        p50_ms=1000 * percentile(taken, 50),
        p95_ms=1000 * percentile(taken, 95),
        long_ms=1000 * percentile(timed.taken, 50),
    )


def long_text(messages: Iterable[Message]) -> str:
    """The messages one after the other, over and over, up to :data:`LONG` characters."""
    texts = [f"{message.text}\n" for message in messages if message.text]
    return "".join(islice((letter for text in cycle(texts) for letter in text), LONG))


def percentile(values: Sequence[float], percent: float) -> float:
    """The value that ``percent`` of ``values`` do not go beyond (nearest rank). Needs a value."""
    ranked = sorted(values)
    return ranked[max(math.ceil(len(ranked) * percent / 100), 1) - 1]
