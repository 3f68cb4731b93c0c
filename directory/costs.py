"""Prices in words: "Free", "£3.50 per session", "50p a visit", "donations welcome"."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from directory.records import CostRecord

_PRICE = re.compile(
    r"(?:£\s*(?P<pounds>\d{1,5}(?:,\d{3})*(?:\.\d{1,2})?)|(?P<pence>\d{1,2})\s*p\b)"
    r"(?P<per>\s*(?:(?:per|a|an|each|every|for)\s+(?:\d+\s+)?[a-z]+(?:\s+(?:session|class|person|year))?|p/?h\b|pp\b|/\s*[a-z]+))?",
    re.IGNORECASE,
)
_FREE = re.compile(
    r"\bfree\b|\bno (?:charge|cost|fee)\b|\bnot charged\b|\bwithout charge\b|^\s*(?:nil|none|0)\s*$",
    re.IGNORECASE,
)
_FREE_FOR_SOME = re.compile(
    r"\bnot free\b|\bfree (?:for|to|if|with|school meals|parking|trial|taster|when)\b"
    r"|\b(?:first|taster|trial|some|most|many|adult)\b[^.;]{0,50}\bfree\b|\bsession is free\b",
    re.IGNORECASE,
)
_FREE_FOR_ALL = re.compile(
    r"\bfree (?:for|to) (?:all|everyone|everybody|anyone|attend|join|use)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Price:
    """``free`` is None where the words do not tell."""

    free: bool | None = None
    costs: list[CostRecord] = field(default_factory=list)


def parse_price(text: str) -> Price:
    """What ``text`` says a service costs. Free for some is not free: that stays unknown."""
    costs = []
    for match in _PRICE.finditer(text):
        amount = (
            float(match["pounds"].replace(",", ""))
            if match["pounds"]
            else int(match["pence"]) / 100
        )
        costs.append(CostRecord(amount=amount, option=_per(match["per"])))
    paid = [cost for cost in costs if cost.amount]
    if paid:
        return Price(_free_all_the_same(text), paid)
    if _FREE.search(text) and (_FREE_FOR_ALL.search(text) or not _FREE_FOR_SOME.search(text)):
        return Price(True)
    return Price(True if costs else None)


def _free_all_the_same(text: str) -> bool | None:
    # A price and the word free: free for some, or a first go. Unknown, and the words are shown.
    return None if _FREE.search(text) else False


def _per(words: str | None) -> str:
    if not words:
        return ""
    plain = " ".join(words.split()).casefold()
    return {"p/h": "an hour", "ph": "an hour", "pp": "each", "each": "each"}.get(
        plain, plain.replace("per ", "a ").replace("/", "a ").replace("  ", " ").strip()
    )
