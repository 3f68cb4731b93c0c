"""Where "a risk" begins: chosen on the scores of writers whom the model had not read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor

import numpy as np
import numpy.typing as npt

from safeguarding.assessment import Tier
from safeguarding.model.calibration import Calibration, Floats
from safeguarding.model.lines import Line

FOUND = 0.93
"""Of all risk, the share that the model alone is to find. It is set by what may be missed, not by
false alarms: those cost staff time, a miss costs more. What that makes in false alarms stands in
docs/risk-model.md."""
FOUND_HIGH = 0.95
"""Of what is high or immediate, the share for which the model alone calls a person."""
FOUND_IMMEDIATE = 0.95
"""Of what is immediate and calls a person, the share that is taken as immediate."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A line and the raw scores of its four tiers, from a model that had not learned from it."""

    line: Line
    raw: tuple[float, ...]


def choose(scored: Sequence[Scored], scale: float, bias: Floats) -> Calibration:
    """The highest thresholds that keep to :data:`FOUND`, :data:`FOUND_HIGH` and
    :data:`FOUND_IMMEDIATE`."""
    plain = Calibration(scale, _four(bias), 0.5, 0.5, 0.5)
    shares = plain.probabilities([each.raw for each in scored])
    risk, grave = 1.0 - shares[:, 0], shares[:, 2] + shares[:, 3]
    high_at = _at_least(grave[_at_least_as_grave(scored, Tier.HIGH)], FOUND_HIGH)
    urgent = shares[:, 3] / np.maximum(risk, 1e-9)
    now = _at_least_as_grave(scored, Tier.IMMEDIATE) & (grave >= high_at)
    return Calibration(
        scale=round(float(scale), 4),
        bias=_four(bias),
        concern_at=_down(_at_least(risk[_at_least_as_grave(scored, Tier.CONCERN)], FOUND)),
        high_at=_down(high_at),
        immediate_at=_down(_at_least(urgent[now], FOUND_IMMEDIATE)),
    )


def _four(bias: Floats) -> tuple[float, float, float, float]:
    one, two, three, four = (round(float(value), 4) for value in bias)
    return one, two, three, four


def _at_least_as_grave(scored: Sequence[Scored], tier: Tier) -> npt.NDArray[np.bool_]:
    return np.array([each.line.tier.rank >= tier.rank for each in scored])


def _down(value: float) -> float:
    """Rounded so that what reached it still does, and never 0, which everything reaches."""
    return max(floor(value * 10_000) / 10_000, 0.0001)


def _at_least(values: Floats, share: float) -> float:
    """The highest threshold that at least ``share`` of ``values`` reach; a half where there are none."""
    return float(np.quantile(values, 1.0 - share)) if len(values) else 0.5
