"""Which keys of the words the flows use, so that none is missing when somebody needs it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from basics.vocabulary import vocabulary
from flows.definition import Step
from flows.hearing import CHATTER

_BY_ENGINE = (
    "about.service", "button.change", "button.right", "change.age", "change.cost", "change.days",
    "change.place", "degraded.notice", "drop.interest", "drop.topic", "feedback.other",
    "feedback.results", "flow.resumed", "lost.first", "lost.language", "lost.tap", "menu.age", "menu.age_band",
    "menu.area", "menu.domain", "menu.group", "menu.interest", "menu.service", "menu.topic",
    "menu.twenty", "menu.under_ten", "out_of_scope.other", "outcome.old_button", "smalltalk.other",
    "understood.right", "understood.right_results",
)  # fmt: skip
LOOSENED = ("radius", "days", "times_of_day")
"""What the directory may let go of and still answer with what was asked for."""


def of_step(step: Step) -> Iterator[str]:
    """Every key that a step itself names."""
    named = (step.words, step.again, step.unclear, step.why, *step.also.values())
    yield from (key for key in named if key)
    yield from (tap.label for tap in step.taps)


def by_engine(groups: Iterable[str]) -> Iterator[str]:
    """Every key that the engine says of its own accord, for each slug that there is."""
    known = vocabulary()
    yield from _BY_ENGINE
    yield from (f"smalltalk.{name}" for name in CHATTER)
    yield from (f"hear.{topic}" for topic in known.topics)
    yield from (f"label.group.{group}" for group in groups)
    yield from (f"label.when.{slug}" for slug in (*known.days, *known.times_of_day))
    yield from (f"label.access.{slug}" for slug in known.access_needs if slug != "other")
    yield from (f"label.audience.{slug}" for slug in known.audiences if slug != "other")
    yield from (f"results.relaxed.{what}" for what in LOOSENED)
