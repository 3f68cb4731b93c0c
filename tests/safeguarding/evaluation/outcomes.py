"""Labelled messages and outcomes made by hand."""

from __future__ import annotations

from safeguarding.assessment import Assessment, Tier
from safeguarding.evaluation.measures import Outcome
from safeguarding.evaluation.message import RISK, Message
from safeguarding.evaluation.speed import Seconds


class ByWord:
    """Finds what the first words of a message say: ``high weapon ...``."""

    def assess(self, text: str, history: tuple[str, ...] = ()) -> Assessment:
        tier, category, *_ = [*text.split(), "-", "-"]
        if tier not in tuple(Tier):
            return Assessment()
        return Assessment(tier=Tier(tier), categories=(category,))


def outcome(
    given: str,
    *,
    kind: str = RISK,
    tier: str | None = "high",
    category: str | None = "weapon",
    group: str | None = None,
    file: str = "first",
    id: str = "1",
    named: bool = False,
) -> Outcome:
    """A message of which the screen made ``given``."""
    if kind != RISK:
        tier, category = ("none" if group is None else None), None
    labelled = Tier(tier) if tier else None
    message = Message(id, f"{given} {category}", file, kind, labelled, category, group)
    return Outcome(message, Tier(given), named)


def outcomes(given: str, times: int, **labels: str | None) -> list[Outcome]:
    """The same outcome so many times, with ids of their own."""
    return [outcome(given, id=f"{given}/{at}", **labels) for at in range(times)]  # type: ignore[arg-type]


def ticking(step: float) -> Seconds:
    """A clock that is ``step`` seconds later each time it is read."""
    now = 0.0

    def read() -> float:
        nonlocal now
        now += step
        return now

    return read
