from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from basics.content import ContentError
from safeguarding.assessment import Tier
from safeguarding.model.calibration import FILE, Calibration, fit_scale

PLAIN = Calibration(1.0, (0.0, 0.0, 0.0, 0.0), 0.2, 0.3, 0.5)


@pytest.mark.parametrize(
    ("shares", "tier"),
    [
        ((0.9, 0.05, 0.05, 0.0), Tier.NONE),
        ((0.5, 0.4, 0.1, 0.0), Tier.CONCERN),
        ((0.4, 0.2, 0.3, 0.1), Tier.HIGH),
        ((0.2, 0.1, 0.2, 0.5), Tier.IMMEDIATE),
        ((0.65, 0.0, 0.0, 0.35), Tier.IMMEDIATE),
        ((0.75, 0.0, 0.0, 0.25), Tier.CONCERN),
    ],
)
def test_the_tier_follows_the_shares(shares: tuple[float, ...], tier: Tier) -> None:
    assert PLAIN.tier(shares) is tier


def test_it_is_the_same_after_saving(tmp_path: Path) -> None:
    PLAIN.save(tmp_path)
    assert Calibration.load(tmp_path) == PLAIN


@pytest.mark.parametrize("content", ["", "{", "{}", '{"scale": 0}'])
def test_a_broken_file_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / FILE).write_text(content)
    with pytest.raises(ContentError, match=FILE):
        Calibration.load(tmp_path)


def test_scores_that_are_too_sure_are_taken_down() -> None:
    rng = np.random.default_rng(1)
    tiers = rng.integers(0, 4, 400)
    # Right three times in four, but as sure as if always.
    said = np.where(rng.random(400) < 0.75, tiers, rng.integers(0, 4, 400))
    raw = np.eye(4)[said] * 8.0
    scale, bias = fit_scale(raw, list(tiers))
    shares = Calibration(scale, tuple(bias), 0.2, 0.5, 0.5).probabilities(raw)
    assert abs(shares.max(axis=1).mean() - (said == tiers).mean()) < 0.05
