"""What staff said of the screen, beside the message that it is about, and what can be said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from console.words import Words
from safeguarding.assessment import Tier
from safeguarding.labels import Label
from safeguarding.verdicts import Opinion, tiers_for, verdicts_for

Option = tuple[str, str]
"""A slug and its label."""


@dataclass(frozen=True, slots=True)
class Marking:
    """The place under a message where it is marked."""

    message_id: str
    said: list[str]
    """What was said of it, by whom; the reader's own first."""
    ask: str
    """What the closed form reads while the reader has said nothing; empty for who may not mark."""
    verdicts: list[Option]
    tiers: list[Option]
    verdict: str = ""
    """The reader's own words of before, as slugs; empty where nothing was said."""
    tier: str = ""
    category: str = ""


def marking(
    message_id: str,
    tier: Tier,
    labels: Sequence[Label],
    *,
    reader: str,
    may_mark: bool,
    words: Words,
) -> Marking | None:
    """What to show under a message that the screen gave ``tier``; None for nothing at all."""
    if not may_mark and not labels:
        return None
    own = next((label.opinion for label in labels if label.staff_id == reader), None)
    own_first = sorted(labels, key=lambda each: each.staff_id != reader)
    return Marking(
        message_id=message_id,
        said=[_said(label, reader, words) for label in own_first],
        ask=words.field("mark_quiet" if tier is Tier.NONE else "mark_raised") if may_mark else "",
        verdicts=[(str(each), words.label("verdicts", each)) for each in verdicts_for(tier)],
        tiers=[(str(each), words.tier(each)) for each in tiers_for(tier)],
        verdict=str(own.verdict) if own else "",
        tier=str(own.tier) if own and own.tier else "",
        category=own.category or "" if own else "",
    )


def opinion_said(opinion: Opinion, words: Words) -> str:
    """A label in words: the verdict, then the tier and category that they would give."""
    return _listed(words, opinion.verdict, opinion.tier, opinion.category)


def event_said(detail: Mapping[str, Any], words: Words) -> str:
    """What the timeline says of a label that was given or taken back."""
    said = _listed(words, detail.get("verdict"), detail.get("tier"), detail.get("category"))
    before = words.label("verdicts", detail.get("before"))
    return f"{said} (before: {before})" if before else said


def _listed(words: Words, verdict: str | None, tier: str | None, category: str | None) -> str:
    parts = (
        words.label("verdicts", verdict),
        words.tier(tier) if tier else "",
        words.label("categories", category),
    )
    return ", ".join(part for part in parts if part)


def _said(label: Label, reader: str, words: Words) -> str:
    said = opinion_said(label.opinion, words)
    if label.staff_id == reader:
        return words.field("marked_by_you", said=said)
    return words.field("marked_by", name=label.staff_name, said=said)
