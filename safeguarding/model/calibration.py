"""From raw scores to probabilities that mean what they say, and from those to tiers.

Fitted on lines whose writers were left out of the model that scored them, so the figures are those
of messages from people whom the model has not met.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from basics.content import ContentError, check_schema
from safeguarding.assessment import Tier

FILE = "calibration.json"
_SHARE = {"type": "number", "exclusiveMinimum": 0, "maximum": 1}
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["scale", "bias", "concern_at", "high_at", "immediate_at"],
    "additionalProperties": False,
    "properties": {
        "scale": {"type": "number", "exclusiveMinimum": 0},
        "bias": {"type": "array", "minItems": 4, "maxItems": 4, "items": {"type": "number"}},
        "concern_at": _SHARE,
        "high_at": _SHARE,
        "immediate_at": _SHARE,
    },
}

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Calibration:
    """How raw scores of the four tiers (none, concern, high, immediate) are read."""

    scale: float
    bias: tuple[float, float, float, float]
    concern_at: float
    """From this probability of being a risk at all a message goes to the queue."""
    high_at: float
    """From this probability of being high or immediate it calls a person."""
    immediate_at: float
    """From this share of immediate within the risk a message that calls a person is immediate."""

    @classmethod
    def load(cls, folder: Path) -> Calibration:
        """From ``calibration.json``. ContentError if it is not there or not right."""
        path = folder / FILE
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as problem:
            raise ContentError(f"{FILE}: cannot be read ({type(problem).__name__}).") from problem
        check_schema(path, data, _SCHEMA)
        return cls(**{**data, "bias": tuple(data["bias"])})

    def save(self, folder: Path) -> None:
        """To ``calibration.json`` in ``folder``."""
        (folder / FILE).write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")

    def probabilities(self, raw: npt.ArrayLike) -> Floats:
        """Raw scores of shape (messages, 4) to probabilities of the same shape."""
        return _softmax(np.asarray(raw, dtype=np.float64) * self.scale + np.array(self.bias))

    def tier(self, shares: Sequence[float]) -> Tier:
        """The tier of one message with these four probabilities."""
        risk, grave = 1.0 - shares[0], shares[2] + shares[3]
        if grave >= self.high_at:
            return Tier.IMMEDIATE if shares[3] / risk >= self.immediate_at else Tier.HIGH
        return Tier.CONCERN if risk >= self.concern_at else Tier.NONE


def fit_scale(raw: npt.ArrayLike, tiers: Sequence[int]) -> tuple[float, Floats]:
    """The scale and the four biases under which ``tiers`` (0 to 3) are likeliest, by Newton-free
    gradient steps on five numbers. ``raw`` has the shape (messages, 4)."""
    scores, wanted = np.asarray(raw, dtype=np.float64), np.eye(4)[list(tiers)]
    scale, bias = 1.0, np.zeros(4)
    for _ in range(2_000):
        off = (_softmax(scores * scale + bias) - wanted) / len(scores)
        scale -= 0.2 * float((off * scores).sum())
        bias -= 0.5 * off.sum(axis=0)
    return scale, bias - bias.mean()


def _softmax(values: Floats) -> Floats:
    powers = np.exp(values - values.max(axis=-1, keepdims=True))
    shares: Floats = powers / powers.sum(axis=-1, keepdims=True)
    return shares
