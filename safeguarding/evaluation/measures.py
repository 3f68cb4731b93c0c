"""Messages screened, and what became of them counted. Pure but for the assessor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from safeguarding.assessment import Assessor, Tier
from safeguarding.evaluation.intervals import Share
from safeguarding.evaluation.message import RISK, Message

Progress = Callable[[int, int], None]
"""Called with how many are done and how many there are."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the screen made of a message."""

    message: Message
    tier: Tier
    named: bool = False
    """The labelled category was among those given."""
    failed: bool = False
    """Screening itself broke, so that the tier says nothing of the message."""

    @property
    def found(self) -> bool:
        return self.tier is not Tier.NONE

    @property
    def calls_a_person(self) -> bool:
        return self.tier.rank >= Tier.HIGH.rank

    @property
    def immediate(self) -> bool:
        return self.tier is Tier.IMMEDIATE

    @property
    def caught(self) -> bool:
        """Given the tier that it needs, or a higher one: see ``Message.needed``."""
        return self.tier.rank >= self.message.needed.rank


MEASURES: dict[str, Callable[[Outcome], bool]] = {
    "found": lambda outcome: outcome.found,
    "calls_a_person": lambda outcome: outcome.calls_a_person,
    "immediate": lambda outcome: outcome.immediate,
    "caught": lambda outcome: outcome.caught,
}
"""What can be asked of one outcome, by the name used in gates and floors."""


def screened(
    assessor: Assessor, messages: Sequence[Message], progress: Progress | None = None
) -> list[Outcome]:
    """Each message screened on its own, or after its own history."""
    outcomes = []
    for done, message in enumerate(messages, 1):
        given = assessor.assess(message.text, message.history)
        named = message.category in given.categories
        outcomes.append(Outcome(message, given.tier, named, given.failed))
        if progress:
            progress(done, len(messages))
    return outcomes


def share(outcomes: Iterable[Outcome], measure: str) -> Share:
    """How many of ``outcomes`` meet one of :data:`MEASURES`."""
    met = [MEASURES[measure](outcome) for outcome in outcomes]
    return Share(sum(met), len(met))


@dataclass(slots=True)
class Count:
    """What became of some messages that belong together."""

    given: Counter[Tier] = field(default_factory=Counter)
    """How many were given each tier."""
    caught: int = 0
    named: int = 0

    @classmethod
    def of(cls, outcomes: Iterable[Outcome]) -> Count:
        count = cls()
        for outcome in outcomes:
            count.given[outcome.tier] += 1
            count.caught += outcome.caught
            count.named += outcome.named
        return count

    @property
    def lines(self) -> int:
        return self.given.total()

    @property
    def found(self) -> int:
        return self.lines - self.given[Tier.NONE]

    @property
    def calls_a_person(self) -> int:
        return self.given[Tier.IMMEDIATE] + self.given[Tier.HIGH]

    @property
    def immediate(self) -> int:
        return self.given[Tier.IMMEDIATE]

    def share(self, measure: str) -> Share:
        """One of :data:`MEASURES`, or ``named``."""
        return Share(int(getattr(self, measure)), self.lines)


def counted(outcomes: Iterable[Outcome], key: Callable[[Outcome], str]) -> Mapping[str, Count]:
    """Counts by ``key``, in the order in which the keys are met."""
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        groups.setdefault(key(outcome), []).append(outcome)
    return {name: Count.of(group) for name, group in groups.items()}


def risk(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Those that are labelled a risk."""
    return [outcome for outcome in outcomes if outcome.message.kind == RISK]


def harmless(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Those with nothing to find."""
    return [outcome for outcome in outcomes if outcome.message.needed is Tier.NONE]


def missed(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Risk that was given no tier, or a lower one than it needs."""
    return [outcome for outcome in outcomes if not outcome.caught]


def false_alarms(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Harmless messages that were given any tier."""
    return [outcome for outcome in harmless(outcomes) if outcome.found]
