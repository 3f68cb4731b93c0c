"""The same messages as typed in a hurry, in capitals, or hidden from a filter: what is lost."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from safeguarding.assessment import Assessor
from safeguarding.evaluation.measures import Outcome, Progress, screened, share
from safeguarding.evaluation.message import Message
from safeguarding.model.noise import KINDS

SEED = 20_260_611
"""Any number; the same one gives the same noise on every machine."""


@dataclass(frozen=True, slots=True)
class Noisy:
    """The same risk lines, clean and under one kind of noise."""

    kind: str
    clean: list[Outcome]
    noisy: list[Outcome]

    @property
    def lines(self) -> int:
        return len(self.noisy)

    def points_lower(self, measure: str) -> float:
        """How many percentage points fewer meet ``measure`` under the noise; below 0 where more do."""
        if not self.lines:
            return 0.0
        clean, noisy = share(self.clean, measure), share(self.noisy, measure)
        return 100 * (clean.hits - noisy.hits) / self.lines


def under_noise(
    assessor: Assessor,
    clean: Sequence[Outcome],
    kinds: Iterable[str] = tuple(KINDS),
    *,
    progress: Progress | None = None,
) -> list[Noisy]:
    """The messages of ``clean`` screened again under each kind of noise."""
    chosen = list(kinds)
    total, results = len(clean) * len(chosen), []
    for place, kind in enumerate(chosen):
        before = place * len(clean)

        def shifted(done: int, _: int, before: int = before) -> None:
            if progress:
                progress(before + done, total)

        messages = [noisy(outcome.message, kind) for outcome in clean]
        results.append(Noisy(kind, list(clean), screened(assessor, messages, shifted)))
    return results


def noisy(message: Message, kind: str) -> Message:
    """``message`` with one kind of noise; depends on its id, not on what else is measured."""
    rng = random.Random(f"{SEED}/{kind}/{message.id}")
    return replace(message, text=KINDS[kind](message.text, rng))
