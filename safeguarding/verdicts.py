"""What can be said of what the screen made of a message, and what fits. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from basics.errors import InvalidInput
from basics.vocabulary import vocabulary
from safeguarding.assessment import Tier


class Verdict(StrEnum):
    """What somebody says of what the screen made of a message."""

    RIGHT = "right"
    TOO_HIGH = "too_high"
    TOO_LOW = "too_low"
    MISSED = "missed"
    """It raised nothing, and should have."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """A verdict with what goes with it, as somebody gave it. Tier and category may be left open."""

    verdict: Verdict
    tier: Tier | None = None
    category: str | None = None


@dataclass(frozen=True, slots=True)
class Assessed:
    """What the screen made of a message."""

    tier: Tier
    score: float | None = None
    rules: tuple[str, ...] = ()


def verdicts_for(tier: Tier) -> tuple[Verdict, ...]:
    """What can be said of a message that the screen gave ``tier``."""
    if tier is Tier.NONE:
        return (Verdict.MISSED,)
    if tier is Tier.IMMEDIATE:
        return (Verdict.RIGHT, Verdict.TOO_HIGH)
    return (Verdict.RIGHT, Verdict.TOO_HIGH, Verdict.TOO_LOW)


def tiers_for(tier: Tier) -> tuple[Tier, ...]:
    """The tiers that somebody may think better than ``tier``, gravest first."""
    return tuple(each for each in Tier if each is not tier)


def check(opinion: Opinion, found: Assessed) -> None:
    """Raise InvalidInput, in words for staff, if this cannot be said of what the screen found."""
    verdict, tier = opinion.verdict, opinion.tier
    if verdict not in verdicts_for(found.tier):
        raise InvalidInput("That does not fit what the screen made of this message.")
    if opinion.category is not None and opinion.category not in vocabulary().risk_categories:
        raise InvalidInput("Choose a category from the list.")
    if tier is None:
        return
    if verdict is Verdict.RIGHT:
        raise InvalidInput("“Right” keeps the tier. To give another, say too high or too low.")
    lower = tier.rank < found.tier.rank
    if tier is found.tier or lower is not (verdict is Verdict.TOO_HIGH):
        raise InvalidInput("The tier that you would give goes the other way.")
