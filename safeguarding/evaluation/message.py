"""One labelled message, and a line that is none."""

from __future__ import annotations

from dataclasses import dataclass

from safeguarding.assessment import Tier

RISK = "risk"
GATE = "gate"
"""A message of a named group of its own (``group``); in no count but that of its group."""
UNSORTED = "unsorted"
"""Harmless, and the labels do not say of which kind."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message and what somebody says it is."""

    id: str
    """Says where it stands, never what it says; all that any output shows of it."""
    text: str
    file: str
    """The file's name without its ending; of a training line, its writer."""
    kind: str
    """``risk``, ``gate``, ``unsorted``, or one of ``safeguarding.model.lines.KINDS``."""
    tier: Tier | None = None
    """What it should be given; None where the labels do not say. ``none`` for all harmless."""
    category: str | None = None
    group: str | None = None
    history: tuple[str, ...] = ()
    """What the same person wrote before, oldest first."""

    @property
    def needed(self) -> Tier:
        """The lowest tier that is not a miss: immediate and high have to call a person, all other
        risk has to reach the queue."""
        if self.kind not in (RISK, GATE):
            return Tier.NONE
        if self.tier in (Tier.IMMEDIATE, Tier.HIGH):
            return Tier.HIGH
        return Tier.CONCERN


@dataclass(frozen=True, slots=True)
class Broken:
    """A line of a file that cannot be used, and why."""

    file: str
    number: int
    why: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.number}: {self.why}; left out."
