from __future__ import annotations

import numpy as np

from safeguarding.assessment import Tier
from safeguarding.model.lines import Line
from safeguarding.model.thresholds import FOUND, Scored, choose


def scored(kind: str, tier: Tier, *odds: float) -> list[Scored]:
    """Lines whose chance of a risk rises with ``odds``."""
    return [
        Scored(
            Line(f"{kind}/{tier}/{number}", "text", "wren", tier, None, kind),
            tuple(each if at == tier.rank else 0.0 for at in range(4))
            if tier is not Tier.NONE
            else (0.0, each, 0.0, 0.0),
        )
        for number, each in enumerate(odds)
    ]


LINES = [
    *scored("ordinary", Tier.NONE, *np.linspace(-6, -1, 1000)),
    *scored("worry", Tier.NONE, *np.linspace(-6, 0, 1000)),
    *scored("risk", Tier.CONCERN, *[3.0] * 50),
    *scored("risk", Tier.HIGH, *[4.0] * 50),
    *scored("risk", Tier.IMMEDIATE, *[5.0] * 50),
]


def test_as_much_risk_is_found_as_is_asked_for() -> None:
    calibration = choose(LINES, 1.0, np.zeros(4))
    raw = [each.raw for each in LINES if each.line.kind == "risk"]
    risk = 1.0 - calibration.probabilities(raw)[:, 0]
    assert (risk >= calibration.concern_at).mean() >= FOUND


def test_without_any_risk_to_go_by_the_thresholds_are_halves() -> None:
    calibration = choose(scored("worry", Tier.NONE, -3.0, -2.0), 1.0, np.zeros(4))
    assert (calibration.concern_at, calibration.high_at) == (0.5, 0.5)


def test_each_tier_is_given_its_own() -> None:
    calibration = choose(LINES, 1.0, np.zeros(4))
    tiers = {
        each.line.tier: calibration.tier(list(calibration.probabilities([each.raw])[0]))
        for each in LINES
        if each.line.kind == "risk"
    }
    assert tiers[Tier.IMMEDIATE] is Tier.IMMEDIATE
    assert tiers[Tier.HIGH].rank >= Tier.HIGH.rank
    assert tiers[Tier.CONCERN] is not Tier.NONE
