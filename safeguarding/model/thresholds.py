"""Where "a risk" begins: chosen on the scores of writers whom the model had not read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from safeguarding.assessment import Tier
from safeguarding.model.calibration import Calibration, Floats
from safeguarding.model.lines import Line

ALLOWED = {"ordinary": 0.003, "worry": 0.015}
"""The share of such messages that the model alone may raise, at most. The gates (5 and 20 in 1,000)
are for rules and model together, so some of it is left for the rules."""
FOUND_IMMEDIATE = 0.95
FOUND_GRAVE = 0.98
"""Of what is immediate (or at least high) and found, the share that is to be given that tier."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A line and the raw scores of its four tiers, from a model that had not learned from it."""

    line: Line
    raw: tuple[float, ...]


def choose(scored: Sequence[Scored], scale: float, bias: Floats) -> Calibration:
    """The calibration with the lowest threshold that keeps to :data:`ALLOWED`."""
    first = Calibration(scale, _four(bias), 0.5, 0.5, 0.5, 0.5)
    shares = first.probabilities([each.raw for each in scored])
    risk = 1.0 - shares[:, 0]
    concern_at = max(_at_most(risk[_where(scored, kind)], share) for kind, share in ALLOWED.items())
    found = risk >= concern_at
    grave = (shares[:, 2] + shares[:, 3]) / np.maximum(risk, 1e-9)
    urgent = shares[:, 3] / np.maximum(risk, 1e-9)
    return Calibration(
        scale=round(float(scale), 4),
        bias=_four(bias),
        concern_at=round(concern_at, 4),
        grave_at=round(_at_least(grave[found & _graver(scored, Tier.HIGH)], FOUND_GRAVE), 4),
        immediate_at=round(
            _at_least(urgent[found & _graver(scored, Tier.IMMEDIATE)], FOUND_IMMEDIATE), 4
        ),
        sure_at=round(concern_at, 4),
    )


def _four(bias: Floats) -> tuple[float, float, float, float]:
    one, two, three, four = (round(float(value), 4) for value in bias)
    return one, two, three, four


def _where(scored: Sequence[Scored], kind: str) -> npt.NDArray[np.bool_]:
    return np.array([each.line.kind == kind for each in scored])


def _graver(scored: Sequence[Scored], tier: Tier) -> npt.NDArray[np.bool_]:
    return np.array([each.line.tier.rank >= tier.rank for each in scored])


def _at_most(values: Floats, share: float) -> float:
    """The lowest threshold that at most ``share`` of ``values`` reach; 0 where there are none."""
    if not len(values):
        return 0.0
    ordered = np.sort(values)[::-1]
    allowed = int(len(ordered) * share)
    return float(np.nextafter(ordered[allowed], 1.0)) if allowed < len(ordered) else 0.0


def _at_least(values: Floats, share: float) -> float:
    """The highest threshold that at least ``share`` of ``values`` reach."""
    return float(np.quantile(values, 1.0 - share)) if len(values) else 0.5
