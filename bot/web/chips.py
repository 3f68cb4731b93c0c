"""What was understood, as chips: the buttons of an "understood" reply, sorted by domain.

A choice that ends in a topic or interest of the vocabulary takes that thing away, so it is shown
under its domain; other choices about what was asked for (an age, a place, a day) get a group of
their own, and what is left are plain buttons ("that is right").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from basics.vocabulary import vocabulary
from bot.messages import ReplyButton

REMOVES = ("not", "drop", "remove")
"""First part of a choice that takes something away."""
ASKED_FOR = "asked_for"


@dataclass(slots=True)
class ChipGroup:
    """Chips of one domain. ``domain`` is a domain's slug, or :data:`ASKED_FOR`."""

    domain: str
    label: str
    chips: list[ReplyButton] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Chips:
    """The buttons of one reply, sorted."""

    groups: list[ChipGroup]
    others: list[ReplyButton]


def domain_of(choice: str) -> str | None:
    """The group that a choice belongs to: a domain's slug, ASKED_FOR, or None for a plain button."""
    parts = choice.split(":")
    if parts[0] not in REMOVES or len(parts) < 2:
        return None
    words = vocabulary()
    slug = parts[-1]
    if slug in words.interests:
        return "talents_and_interests"
    return words.domain_of_topic.get(slug, ASKED_FOR)


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
            groups[domain].chips.append(button)
    return Chips([group for group in groups.values() if group.chips], others)
