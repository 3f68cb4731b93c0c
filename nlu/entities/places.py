"""Towns and areas by name: "in hull", "near forest gate", "wolves way"."""

from __future__ import annotations

import re

from nlu.entities.found import Found
from nlu.entities.lookups import lookup
from nlu.phrases import Hit, PhraseBook, phrase_key

_DATA = lookup("places")
_SMALL_WORDS = frozenset({"upon", "on", "le", "of", "the"})


def _title(name: str) -> str:
    """ "poulton-le-fylde" as it is written on a map: "Poulton-le-Fylde"."""
    parts = re.split(r"([ -])", name)
    return "".join(
        part if part in _SMALL_WORDS and at else part[:1].upper() + part[1:]
        for at, part in enumerate(parts)
    )


def _entries() -> list[tuple[str, tuple[str, str]]]:
    named: dict[str, tuple[str, str]] = {}
    for kind, lists in (("town", _DATA["towns"]), ("area", _DATA["areas"])):
        for names in lists.values():
            for name in names:
                named.setdefault(name, (_title(name), kind))
    for typed, name in _DATA["aliases"].items():
        named[typed] = named[name]
    return list(named.items())


_BOOK: PhraseBook[tuple[str, str]] = PhraseBook(_entries())
_STAY_WORDS = frozenset(phrase_key(name) for name in _DATA["words_after_in"])
_ALSO_WORDS = frozenset(phrase_key(name) for name in _DATA["also_words"])
_NEAR = (
    r"\b(?:near|nr|nearby|near\s+to|close\s+to|around|round|live|lives|living|based|stay|staying|outside|"
    r"move|moved|moving|area|postcode|town|i'?m\s+(?:in|from)|we'?re\s+(?:in|from)|from)"
)
_STRONG_BEFORE = re.compile(rf"{_NEAR}(?:\s+(?:in|to|from|at|is|by))*\s*:?\s+$")
_IN = re.compile(r"\bin\s+$")
_LEFT_BEHIND = re.compile(
    r"\b(?:moved|came|come|coming|moving|left|leaving|from)\s+(?:\w+\s+){0,3}?from\s+$|\bleft\s+$|\bused\s+to\s+live\s+in\s+$"
)
_THEIRS = re.compile(
    r"\b(?:my|her|his|our)\s+(?:\w+\s+)?(?:"
    + "|".join(lookup("people")["elsewhere"])
    + r")\s+(?:\w+\s+)?(?:lives?|living|moved|is|stays?|works?)\s+(?:\w+\s+)?(?:in|to|at|near)\s+$"
)
_NOT_AFTER = re.compile(
    r"\s*(?:city\s+fc|fc\b|kr\b|united|rovers|albion|athletic|fans?\b|match\b|game\b|shirt|kit\b)"
)


def places(folded: str) -> list[Found]:
    """Named places that say where something is wanted or where the person is."""
    return [
        Found("place", hit.payload[0], hit.start, hit.end, type=hit.payload[1])
        for hit in _BOOK.find(folded)
        if _counts(folded, hit)
    ]


def _counts(folded: str, hit: Hit[tuple[str, str]]) -> bool:
    if _NOT_AFTER.match(folded, hit.end) or _elsewhere(folded, hit.start):
        return False
    if hit.phrase not in _ALSO_WORDS:
        return True
    if _STRONG_BEFORE.search(folded, 0, hit.start):
        return True
    return hit.phrase not in _STAY_WORDS and bool(_IN.search(folded, 0, hit.start))


def _elsewhere(folded: str, start: int) -> bool:
    """Where somebody came from, or where a relative lives, is not where they want something."""
    return bool(_LEFT_BEHIND.search(folded, 0, start) or _THEIRS.search(folded, 0, start))
