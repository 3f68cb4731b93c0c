"""One evaluation from beginning to end: screen, screen again under noise, take the time, judge."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from safeguarding.assessment import Assessor
from safeguarding.evaluation.floors import ALL, RULES
from safeguarding.evaluation.gates import Judged, judged, load_gates
from safeguarding.evaluation.measures import Outcome, Progress, risk, screened
from safeguarding.evaluation.message import Broken, Message
from safeguarding.evaluation.messages import Batch
from safeguarding.evaluation.noise import Noisy, under_noise
from safeguarding.evaluation.speed import Seconds, Speed, Timed, speed, summed_up

Stage = Callable[[str], Progress]
"""Told what comes now; gives what to tell how far it is. In words of ``words.yml`` (``stages``)."""


@dataclass(frozen=True, slots=True)
class Assessors:
    """What is measured."""

    whole: Assessor
    """As it ships."""
    rules: Assessor
    """The phrase rules alone, for their speed."""
    rules_only: bool = False
    """``whole`` has no model beside the rules."""

    @property
    def name(self) -> str:
        return RULES if self.rules_only else ALL


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All that was measured."""

    name: str
    """``rules`` or ``all``: what was measured."""
    outcomes: list[Outcome]
    broken: list[Broken]
    gates: list[Judged]
    noisy: list[Noisy] = field(default_factory=list)
    speeds: dict[str, Speed] = field(default_factory=dict)

    @property
    def failed(self) -> int:
        """Messages at which screening itself broke. Their tier is high whatever was said, so with
        any of them no figure can be trusted."""
        return sum(outcome.failed for outcome in self.outcomes)


def evaluate(
    assessors: Assessors,
    batch: Batch,
    seconds: Seconds,
    *,
    noise: bool = False,
    stage: Stage | None = None,
) -> Evaluation:
    """Measure on the messages of ``batch``; ``seconds`` is a clock that only runs forward."""
    tell = stage or _silent
    timed = Timed(assessors.whole, seconds)
    outcomes = screened(timed, batch.messages, tell("screening"))
    noisy: list[Noisy] = []
    if noise:
        noisy = under_noise(assessors.whole, risk(outcomes), progress=tell("noise"))
    tell("speed")
    speeds = _speeds(assessors, batch.messages, timed.taken, seconds)
    gates = judged(load_gates(), outcomes, noisy, speeds)
    return Evaluation(assessors.name, outcomes, batch.broken, gates, noisy, speeds)


def _speeds(
    assessors: Assessors, messages: Sequence[Message], taken: Sequence[float], seconds: Seconds
) -> dict[str, Speed]:
    found = {RULES: speed(assessors.rules, messages, seconds)}
    if not assessors.rules_only:
        found[ALL] = summed_up(assessors.whole, taken, messages, seconds)
    return {name: each for name, each in found.items() if each is not None}


def _silent(_: str) -> Progress:
    return lambda done, total: None
