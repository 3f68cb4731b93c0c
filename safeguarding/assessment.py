"""What an assessment says, whoever made it."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from pydantic import BaseModel, ConfigDict

TAKEN_BACK = "memory.taken_back"
"""Stands among the rules of an assessment where something was taken back."""


class Tier(StrEnum):
    """How urgent. Ordered: see ``rank``."""

    IMMEDIATE = "immediate"
    HIGH = "high"
    CONCERN = "concern"
    NONE = "none"

    @property
    def rank(self) -> int:
        """0 for none up to 3 for immediate."""
        return {"none": 0, "concern": 1, "high": 2, "immediate": 3}[self.value]


class Assessment(BaseModel):
    """The outcome of screening one message in its context."""

    model_config = ConfigDict(frozen=True)
    tier: Tier = Tier.NONE
    categories: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    """Ids of the rules that hit."""
    spans: tuple[tuple[int, int], ...] = ()
    """Offsets into the text as typed, of the signs that were found."""
    score: float | None = None
    """The model's score; None where no model spoke."""
    language: str | None = None
    """ISO 639 code of the language that it is written in; None for English, or where unknown."""
    failed: bool = False
    """Screening itself broke: the tier is then high, whatever was said."""

    @property
    def only_taken_back(self) -> bool:
        """Unsays what was said before ("jk", "forget it") and holds no sign of its own."""
        return TAKEN_BACK in self.rules and all(rule.startswith("memory.") for rule in self.rules)

    @property
    def calls_a_person(self) -> bool:
        """Immediate and high stop the bot and call a person at once."""
        return self.tier.rank >= Tier.HIGH.rank


class Assessor(Protocol):
    """Anything that screens. Must never raise: a fault is an assessment with ``failed``."""

    def assess(self, text: str, history: tuple[str, ...] = ()) -> Assessment: ...
