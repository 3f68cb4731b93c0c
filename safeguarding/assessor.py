"""Rules, model, memory and language, weighed together into one assessment.

Every part may only raise the tier; none lowers what another found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from safeguarding.assessment import Assessment, Tier
from safeguarding.memory import Memory
from safeguarding.model.reader import Reading, RiskModel
from safeguarding.model.text import words_of
from safeguarding.patterns import STOP
from safeguarding.screen import JOINED, Screen

MODEL, TOGETHER, TAKEN_BACK, GOES_ON, ADDS_UP, LANGUAGE = (
    "model", "memory.together", "memory.taken_back", "memory.goes_on", "memory.adds_up",
    "screen.language",
)  # fmt: skip
"""What stands among the rules of an assessment where not a phrase rule has spoken. The model's is
followed by the tier that it gave: ``model.high``."""
_JOINED_WORDS = 64
PART_OF_IT = 0.15
"""From this probability of being a risk a message is part of the disclosure before it."""
_LEANING = 0.05
"""The same for one that begins as if it went on ("and he said ...")."""
SIGNS = 3
"""So many messages of concern among the last ones call a person."""


class Foreign(Protocol):
    """Tells a message that is not in English."""

    def foreign(self, text: str) -> str | None: ...


@dataclass(frozen=True, slots=True)
class _Told:
    """One message as rules and model see it alone."""

    found: Assessment
    tokens: Sequence[str]
    """For the rules."""
    words: Sequence[str]
    """For the model."""
    reading: Reading | None


class RiskAssessor:
    """Implements :class:`safeguarding.assessment.Assessor`, but may raise: wrap it in FailSafe.

    Without a ``model`` only the rules speak (``score`` is then None).
    """

    def __init__(
        self,
        screen: Screen,
        memory: Memory,
        model: RiskModel | None = None,
        language: Foreign | None = None,
    ) -> None:
        self.screen = screen
        self._memory = memory
        self._model = model
        self._language = language

    def assess(self, text: str, history: tuple[str, ...] = ()) -> Assessment:
        """Screen ``text``. ``history``: the person's earlier messages, oldest first."""
        told = self._told(text, history)
        found = told.found
        if history:
            found = self._with_memory(found, told, history)
        if self._language is not None:
            found = _in_language(found, self._language.foreign(text))
        return found

    def _told(self, text: str, history: tuple[str, ...] = ()) -> _Told:
        read = self.screen.normalise(text)
        found = self.screen.assess_read(read, history)
        if self._model is None:
            return _Told(found, read.tokens, (), None)
        words = words_of(text, read)
        reading = self._model.read(words)
        found = found.model_copy(update={"score": round(reading.risk, 4)})
        return _Told(
            _raised(found, reading, f"{MODEL}.{reading.tier}"), read.tokens, words, reading
        )

    def _with_memory(self, found: Assessment, told: _Told, history: tuple[str, ...]) -> Assessment:
        tokens = told.tokens
        for speaks, rule in (
            (self._memory.takes_back(tokens), TAKEN_BACK),
            (self._memory.goes_on(tokens), GOES_ON),
        ):
            if speaks:
                found = _not_below(found, self._gravest(history), rule)
        found = self._together(found, told, history)
        if found.tier is Tier.CONCERN:
            signs = 1 + sum(self._told(line).found.tier is not Tier.NONE for line in history)
            if signs >= SIGNS:
                found = _not_below(found, found.model_copy(update={"tier": Tier.HIGH}), ADDS_UP)
        return found

    def _together(self, found: Assessment, told: _Told, history: tuple[str, ...]) -> Assessment:
        """The model's view of this message with the last ones, where it belongs to them."""
        if self._model is None or told.reading is None or found.tier.rank >= Tier.HIGH.rank:
            return found
        tail = self._tail(history)
        joined = self._model.read([*tail, STOP, *told.words][-_JOINED_WORDS:])
        if joined.tier.rank <= found.tier.rank:
            return found
        least = _LEANING if self._memory.leans(told.tokens) else PART_OF_IT
        # Lines that tell nothing each and something together; what was told before is told already,
        # and "thanks" after it adds nothing.
        if told.reading.risk >= least or self._model.read(tail).tier is Tier.NONE:
            return _raised(found, joined, TOGETHER)
        return found

    def _tail(self, history: tuple[str, ...]) -> Sequence[str]:
        words: list[str] = []
        for line in history[-JOINED:]:
            words += [*words_of(line, self.screen.normalise(line)), STOP]
        return words[-_JOINED_WORDS:-1]

    def _gravest(self, history: tuple[str, ...]) -> Assessment:
        return max((self._told(line).found for line in history), key=lambda each: each.tier.rank)


def _raised(found: Assessment, reading: Reading, rule: str) -> Assessment:
    """``found``, raised to what the model says; the model's kind is only named where it raises, or
    where the rules found nothing."""
    if reading.tier.rank <= found.tier.rank:
        return found
    categories = tuple(dict.fromkeys((*reading.categories, *found.categories)))
    return found.model_copy(
        update={
            "tier": reading.tier,
            "categories": categories or ("other",),
            "rules": (*found.rules, rule),
        }
    )


def _not_below(found: Assessment, other: Assessment, rule: str) -> Assessment:
    """``found``, but no less grave than ``other``."""
    if other.tier.rank <= found.tier.rank:
        return found
    categories = tuple(dict.fromkeys((*found.categories, *other.categories)))
    return found.model_copy(
        update={"tier": other.tier, "categories": categories, "rules": (*found.rules, rule)}
    )


def _in_language(found: Assessment, language: str | None) -> Assessment:
    """A message that is not in English is never plainly "nothing found"."""
    if language is None:
        return found
    found = found.model_copy(update={"language": language})
    if found.tier is not Tier.NONE:
        return found
    return found.model_copy(
        update={
            "tier": Tier.CONCERN,
            "categories": ("other",),
            "rules": (*found.rules, LANGUAGE),
        }
    )
