"""Fail towards a person: whatever goes wrong in screening counts as a risk, never as "nothing found"."""

from __future__ import annotations

from collections.abc import Callable

import structlog

from safeguarding.alarm import Alarm, Kind, layer_of
from safeguarding.assessment import Assessment, Assessor, Tier

FAILED_RULE = "screen.failed"
"""Stands among the rules of an assessment that broke."""
FAILED = Assessment(tier=Tier.HIGH, categories=("other",), rules=(FAILED_RULE,), failed=True)
"""Nobody could tell: that counts as a risk."""

_log = structlog.get_logger()
Load = Callable[[], Assessor]


class FailSafe:
    """An assessor that never raises: whatever goes wrong is an assessment with ``failed``.

    ``spare`` gives a simpler assessor (the rules alone), which is asked where the whole one breaks.
    What it finds is kept, so that a danger to life is still answered as one; what it does not find
    is a risk all the same.
    """

    def __init__(self, assessor: Assessor, spare: Load | None = None) -> None:
        self._assessor = assessor
        self._spare = _loaded(spare)
        self._alarm: Alarm | None = None
        self.problem: str | None = None
        """Why not all can be screened as it should, for the start-up message and /health; None when
        all is well."""
        self._broken_layer: str | None = None

    @classmethod
    def loading(cls, load: Load, spare: Load | None = None) -> FailSafe:
        """Load an assessor. If that fails, one that says why (``problem``) and treats every message
        as a risk."""
        try:
            return cls(load(), spare)
        except Exception as problem:
            _log.error("screen.not_loaded", problem=type(problem).__name__)
            broken = cls(_Broken(), spare)
            broken.problem = str(problem) or type(problem).__name__
            broken._broken_layer = layer_of(problem)
            return broken

    def watched_by(self, alarm: Alarm) -> None:
        """Tell ``alarm`` of every fault from now on, and of what could not be loaded."""
        self._alarm = alarm
        if self.problem is not None:
            alarm.fault(self._broken_layer or "model", Kind.LOAD)

    def assess(self, text: str, history: tuple[str, ...] = ()) -> Assessment:
        try:
            return self._assessor.assess(text, history)
        except _NotLoaded:
            return self._by_the_spare(text, history)
        except Exception as problem:
            # The kind of the fault only: its message could hold what was typed.
            _log.error("screen.failed", problem=type(problem).__name__)
            if self._alarm is not None:
                self._alarm.fault(layer_of(problem), Kind.EXCEPTION, type(problem).__name__)
            return self._by_the_spare(text, history)

    def _by_the_spare(self, text: str, history: tuple[str, ...]) -> Assessment:
        if self._spare is None:
            return FAILED
        try:
            return as_failed(self._spare.assess(text, history))
        except Exception as problem:
            _log.error("screen.spare_failed", problem=type(problem).__name__)
            return FAILED


def _loaded(load: Load | None) -> Assessor | None:
    """Once, here: what cannot be loaded now would cost every message the time to try again."""
    try:
        return load() if load is not None else None
    except Exception as problem:
        _log.error("screen.spare_not_loaded", problem=type(problem).__name__)
        return None


def as_failed(found: Assessment) -> Assessment:
    """``found``, where another part of the screen broke: what was found is kept, and it is `high` at
    least."""
    tier = found.tier if found.calls_a_person else Tier.HIGH
    return found.model_copy(
        update={
            "tier": tier,
            "categories": found.categories or FAILED.categories,
            "rules": (*found.rules, FAILED_RULE),
            "failed": True,
        }
    )


class _NotLoaded(Exception):
    """There is nothing to assess with."""


class _Broken:
    """Stands where no rules could be loaded."""

    def assess(self, text: str, history: tuple[str, ...] = ()) -> Assessment:
        raise _NotLoaded
