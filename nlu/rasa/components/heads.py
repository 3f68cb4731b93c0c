"""Linear heads on dense features: many labels at once, or one of several. Deterministic.

Plain numpy and scipy, so that a head can be tried and tested without Rasa. All labels of a head
are fitted together by L-BFGS, which takes seconds where a classifier a label takes minutes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, log_softmax, softmax

Array = Any
"""A numpy array; this file also runs where numpy has no type stubs."""

FOLDS = 4
_ROUNDS = 100


@dataclass
class Head:
    """Weights of shape (features + 1, labels); the last row is the bias."""

    labels: tuple[str, ...]
    weights: Array

    def logits(self, features: Array) -> Array:
        return features @ self.weights[:-1] + self.weights[-1]


def fit_many(features: Array, targets: Array, labels: Sequence[str], l2: float) -> Head:
    """Independent yes/no labels. ``targets`` is 0 or 1, of shape (rows, labels)."""

    def loss(logits: Array) -> tuple[float, Array]:
        value = np.sum(np.logaddexp(0.0, logits) - targets * logits)
        return float(value), expit(logits) - targets

    return Head(tuple(labels), _fit(features, targets.shape[1], l2, loss))


def fit_one(features: Array, targets: Array, labels: Sequence[str], l2: float) -> Head:
    """Exactly one label a row; rare labels weigh as much in all as frequent ones."""
    weight = len(targets) / (targets.shape[1] * np.maximum(targets.sum(axis=0), 1))
    rows = (targets * np.sqrt(weight)).sum(axis=1, keepdims=True)

    def loss(logits: Array) -> tuple[float, Array]:
        value = -np.sum(rows * targets * log_softmax(logits, axis=1))
        return float(value), rows * (softmax(logits, axis=1) - targets)

    return Head(tuple(labels), _fit(features, targets.shape[1], l2, loss))


def _fit(features: Array, width: int, l2: float, loss: Any) -> Array:
    size = features.shape[1]
    features = np.ascontiguousarray(features, dtype=np.float32)
    turned = np.ascontiguousarray(features.T)

    def objective(flat: Array) -> tuple[float, Array]:
        weights = flat.reshape(size + 1, width)
        logits = features @ weights[:-1].astype(np.float32)
        value, slope = loss(logits.astype(np.float64) + weights[-1])
        gradient = np.empty_like(weights)
        gradient[:-1] = turned @ slope.astype(np.float32) + l2 * weights[:-1]
        gradient[-1] = slope.sum(axis=0)
        return value + 0.5 * l2 * float(np.sum(weights[:-1] ** 2)), gradient.ravel()

    start = np.zeros((size + 1) * width)
    found = minimize(
        objective, start, jac=True, method="L-BFGS-B", options={"maxiter": _ROUNDS, "maxcor": 10}
    )
    return found.x.reshape(size + 1, width).astype(np.float32)


def folds(rows: int) -> list[tuple[Array, Array]]:
    """Four (training rows, held-out rows) pairs, always the same for a number of rows."""
    order = np.random.default_rng(7).permutation(rows)
    parts = np.array_split(order, FOLDS)
    return [(np.setdiff1d(order, part), part) for part in parts]
