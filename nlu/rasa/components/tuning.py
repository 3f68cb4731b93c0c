"""Calibration and thresholds, from scores that each row's own labels had no part in."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.optimize import minimize, minimize_scalar
from scipy.special import log_softmax

_GRID = np.arange(0.10, 0.71, 0.02)
_PRIOR = 30.0
"""A label's own best threshold counts as much as the shared one when it has this many examples."""


def temperature(logits: Any, targets: Any) -> float:
    """What to divide the logits by, so that a confidence is the share of right answers."""

    def loss(log_t: float) -> float:
        return -float(np.sum(targets * log_softmax(logits / np.exp(log_t), axis=1)))

    return float(np.exp(minimize_scalar(loss, bounds=(-2.0, 2.0), method="bounded").x))


def platt(logits: Any, targets: Any) -> tuple[float, float]:
    """Slope and offset that make the sigmoid of the logits a probability, shared by all labels."""

    def loss(parts: Any) -> float:
        z = parts[0] * logits + parts[1]
        return float(np.mean(np.logaddexp(0.0, z) - targets * z))

    found = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead")
    return float(found.x[0]), float(found.x[1])


def thresholds(scores: Any, targets: Any) -> list[float]:
    """One threshold a label: its own best for F1, drawn towards the best for all where it is rare."""
    shared = float(_GRID[np.argmax([_f1(scores >= limit, targets) for limit in _GRID])])
    limits = []
    for at in range(targets.shape[1]):
        own = [_f1(scores[:, at] >= limit, targets[:, at]) for limit in _GRID]
        # The middle of the best stretch is steadier than its first point.
        best = float(np.mean(_GRID[np.isclose(own, np.max(own))]))
        seen = float(targets[:, at].sum())
        limits.append((seen * best + _PRIOR * shared) / (seen + _PRIOR))
    return limits


def _f1(said: Any, targets: Any) -> float:
    hits = float(np.sum(said * targets))
    return 2 * hits / max(float(np.sum(said) + np.sum(targets)), 1.0)
