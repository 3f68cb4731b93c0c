"""The alarm about screening itself: which part is at fault, since when, and until when it is told.

A fault at run time (an exception, a time-out, overload) keeps the alarm on for a quarter of an hour
after the last one, and then it clears by itself. What could not be loaded stays until a new start.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import FrameType

import structlog

from basics.clock import Clock

CLEARS_AFTER = timedelta(minutes=15)
"""Our own figure: long enough for somebody to see it, short enough to tell a new fault from an old."""

_LAYERS = {
    "safeguarding.characters": "normaliser",
    "safeguarding.normaliser": "normaliser",
    "safeguarding.spelling": "normaliser",
    "safeguarding.context": "rules",
    "safeguarding.index": "rules",
    "safeguarding.patterns": "rules",
    "safeguarding.ruleset": "rules",
    "safeguarding.screen": "rules",
    "safeguarding.model": "model",
    "safeguarding.memory": "memory",
    "safeguarding.language": "language",
}
WHOLE = "screen"
"""The layer where it cannot be told which one it was."""
LAYERS = (*dict.fromkeys(_LAYERS.values()), WHOLE)
"""Every layer that a fault may name."""

_log = structlog.get_logger()
Counted = Callable[[str, str], None]


class Kind(StrEnum):
    """What went wrong, as it is counted."""

    EXCEPTION = "exception"
    TIME_OUT = "time_out"
    OVERLOAD = "overload"
    """More messages at once than could be screened in time."""
    NONSENSE = "nonsense"
    """An answer that is no assessment."""
    LOAD = "load"
    """Rules or model could not be read at the start."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One layer that is at fault."""

    layer: str
    kind: Kind
    since: datetime
    """The first fault of those that came without a quiet quarter of an hour between them."""
    last: datetime
    times: int = 1


class Alarm:
    """Remembers the faults of one process. Safe to use from several threads.

    ``counted`` is told layer and kind of each fault, for the metrics.
    """

    def __init__(self, clock: Clock, counted: Counted | None = None) -> None:
        self._clock = clock
        self._counted = counted
        self._faults: dict[tuple[str, Kind], Fault] = {}
        self._lock = threading.Lock()

    def fault(self, layer: str, kind: Kind, error: str | None = None) -> None:
        """Note a fault. ``error`` is the name of its class; never a message, which could quote."""
        now, key = self._clock.now(), (layer, kind)
        with self._lock:
            known = self._faults.get(key)
            if known is None or not _stands(known, now):
                self._faults[key] = Fault(layer, kind, since=now, last=now)
            else:
                self._faults[key] = replace(known, last=now, times=known.times + 1)
        _log.error("screening_fault", layer=layer, kind=str(kind), error=error)
        if self._counted is not None:
            self._counted(layer, str(kind))

    @property
    def standing(self) -> tuple[Fault, ...]:
        """The faults that are still told of, the one that has stood longest first."""
        now = self._clock.now()
        with self._lock:
            found = [fault for fault in self._faults.values() if _stands(fault, now)]
        return tuple(sorted(found, key=lambda fault: (fault.since, fault.layer)))


def _stands(fault: Fault, now: datetime) -> bool:
    return fault.kind is Kind.LOAD or now - fault.last < CLEARS_AFTER


def layer_of(problem: BaseException) -> str:
    """The layer in which ``problem`` came up: the one that it names itself (``layer``), else that of
    the innermost module that belongs to one."""
    named = getattr(problem, "layer", None)
    if named in LAYERS:
        return str(named)
    frames: list[FrameType] = []
    trace = problem.__traceback__
    while trace is not None:
        frames.append(trace.tb_frame)
        trace = trace.tb_next
    return _innermost(reversed(frames))


def layer_at_work(thread: int) -> str:
    """The layer that the thread with this identity is in just now."""
    return _innermost(_outwards(sys._current_frames().get(thread)))


def _outwards(frame: FrameType | None) -> Iterator[FrameType]:
    while frame is not None:
        yield frame
        frame = frame.f_back


def _innermost(frames: Iterable[FrameType]) -> str:
    for frame in frames:
        name = str(frame.f_globals.get("__name__", ""))
        layer = _LAYERS.get(name) or _LAYERS.get(name.rpartition(".")[0])
        if layer is not None:
            return layer
    return WHOLE
