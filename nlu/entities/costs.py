"""A stated budget, or free: "skint", "for nowt", "under £5", "a tenner". "Cheap" is no figure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlu.entities.found import Found
from nlu.entities.lookups import lookup
from nlu.entities.wanting import wants_something
from nlu.phrases import PhraseBook

_DATA = lookup("costs")
_NOTHING: PhraseBook[str] = PhraseBook.of({"free": _DATA["free"]})
_COINS: PhraseBook[int] = PhraseBook.of(
    {int(pounds): names for pounds, names in _DATA["coins"].items()}
)
_FREE = re.compile(r"\bfree\b(?!\s*(?:" + "|".join(_DATA["not_free_after"]) + r")\b)(?!-)")
_NOT_FREE_BEFORE = re.compile(r"(?:\b(?:" + "|".join(_DATA["not_free_before"]) + r")|-)\s*$")
_LEAD = re.compile(
    r"(?:for|costs?|got|have|(?:im|we're|am|pretty|dead|totally|well|proper|mum'?s))\s+(?=no\b|nowt|nothing|broke)"
)
_AMOUNT = re.compile(
    r"£\s?(?P<pounds>\d{1,4}(?:\.\d{2})?)"
    r"|(?<![\d.])(?P<words>\d{1,4})\s?(?:quid|pounds?|£|gbp)(?!\w)"
    r"|(?<![\d.])(?P<pence>\d{2})\s?(?:p|pence)\b"
)


def costs(folded: str) -> list[Found]:
    """Prices, in order: "free", or pounds as a number (pence as "0.50")."""
    if not wants_something(folded):
        return []
    found: list[Found] = []
    for cost in (*_amounts(folded), *_phrases(folded), *_free(folded)):
        if not any(cost.overlaps(known) for known in found):
            found.append(cost)
    return sorted(found, key=lambda cost: cost.start)


def _free(folded: str) -> Iterator[Found]:
    for match in _FREE.finditer(folded):
        if not _NOT_FREE_BEFORE.search(folded, 0, match.start()):
            yield Found("cost", "free", match.start(), match.end())


def _phrases(folded: str) -> Iterator[Found]:
    for hit in _NOTHING.find(folded):
        lead = _LEAD.match(folded, hit.start, hit.end)
        yield Found("cost", "free", lead.end() if lead else hit.start, hit.end)
    for coin in _COINS.find(folded):
        yield Found("cost", coin.payload, coin.start, coin.end)


def _amounts(folded: str) -> Iterator[Found]:
    for match in _AMOUNT.finditer(folded):
        if match["pence"]:
            yield Found("cost", f"0.{match['pence']}", match.start(), match.end())
            continue
        typed = match["pounds"] or match["words"]
        whole = typed.removesuffix(".00")
        value: str | int = int(whole) if whole.isdigit() else whole
        yield Found("cost", "free" if value == 0 else value, match.start(), match.end())
