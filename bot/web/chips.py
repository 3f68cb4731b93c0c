"""What was understood, as chips: the buttons of an "understood" reply, sorted by domain.

A choice such as ``drop:topic:sleep`` takes that thing away, so it is shown under its domain, by the
vocabulary's label and a cross. ``change:age`` opens a question, and goes with the other things that
were asked for. What is left are plain buttons ("that is right"). static/draw.js does the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from basics.vocabulary import vocabulary
from bot.messages import ReplyButton

REMOVES = "drop"
"""First part of a choice that takes something away."""
CHANGES = "change"
"""First part of a choice that opens a question about something understood."""
LIKES = "talents_and_interests"
"""The domain that interests belong to."""
ASKED_FOR = "asked_for"


@dataclass(frozen=True, slots=True)
class Chip:
    """One thing that was understood. ``label`` is shown, ``says`` is the button's full wording."""

    choice: str
    label: str
    says: str
    removes: bool


@dataclass(slots=True)
class ChipGroup:
    """Chips of one domain. ``domain`` is a domain's slug, or :data:`ASKED_FOR`."""

    domain: str
    label: str
    chips: list[Chip] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Chips:
    """The buttons of one reply, sorted."""

    groups: list[ChipGroup]
    others: list[ReplyButton]


def domain_of(choice: str) -> str | None:
    """The group that a choice belongs to: a domain's slug, ASKED_FOR, or None for a plain button."""
    act, _, rest = choice.partition(":")
    if act not in (REMOVES, CHANGES) or not rest:
        return None
    known = vocabulary()
    slug = rest.rpartition(":")[2]
    if slug in known.interests:
        return LIKES
    return known.domain_of_topic.get(slug, ASKED_FOR)


def chip_of(button: ReplyButton) -> Chip:
    """The chip for a button that has a group."""
    known = vocabulary()
    slug = button.choice.rpartition(":")[2]
    label = known.topics.get(slug) or known.interests.get(slug) or button.label
    return Chip(button.choice, label, button.label, button.choice.startswith(f"{REMOVES}:"))


def sort_chips(buttons: Sequence[ReplyButton], asked_for: str) -> Chips:
    """Group ``buttons`` by domain in the vocabulary's order; ``asked_for`` names the last group."""
    labels = {**vocabulary().domains, ASKED_FOR: asked_for}
    groups = {domain: ChipGroup(domain, label) for domain, label in labels.items()}
    others: list[ReplyButton] = []
    for button in buttons:
        domain = domain_of(button.choice)
        if domain is None:
            others.append(button)
        else:
            groups[domain].chips.append(chip_of(button))
    return Chips([group for group in groups.values() if group.chips], others)
