"""UK postcodes and outward codes, also as they are typed in a hurry ("e13 8 ab", "near hu 3")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlu.entities.found import Found
from nlu.entities.lookups import lookup

_AREAS = frozenset(lookup("postcodes")["areas"])
_ALSO_WORDS = frozenset(lookup("postcodes")["also_words"])
_OUT = r"(?P<area>[a-z]{1,2})(?P<district>\d[a-z\d]?)"
# The last two letters of a postcode are never C, I, K, M, O or V, which keeps "8am" and "8pm" out.
_INWARD = r"(?P<in1>\d)\s{0,2}(?P<in2>[abd-hjlnp-uw-z]{2})"
_FULL = re.compile(rf"\b{_OUT}[\s-]{{0,2}}{_INWARD}\b(?!\s*(?:old|olds)\b)")
_OUTCODE = re.compile(rf"\b{_OUT}\b(?!['’])")
_SECTOR = re.compile(rf"\b{_OUT}\s(?=\d\b)")
_PLACE_WORD = (
    r"\b(?:near|nr|nearby|in|around|round|from|by|at|to|live|lives|living|based|postcode(?:\s+is|'s|s)?"
    r"|post\s+code(?:\s+is)?|area|outside|is|its|it's)\s*:?\s+(?:the\s+)?"
)
_BEFORE = re.compile(_PLACE_WORD + "$")
_SPACED = re.compile(
    r"\b(?:near|nr|around|live\s+in|living\s+in|based\s+in|postcode(?:\s+is)?)\s+"
    r"(?P<out>(?P<area>[a-z]{1,2})\s(?P<district>\d{1,2}))\b(?!\s*(?:min|hour|mile|people|of|am\b|pm\b))"
)
_NOT_INWARD = frozenset({"yr"})


def postcodes(text: str, folded: str) -> list[Found]:
    """Postcodes and outward codes. The areas are the 124 of Great Britain and Northern Ireland."""
    found = list(_full(folded))
    for candidate in [*_spaced(folded), *_outcodes(text, folded)]:
        if not any(candidate.overlaps(known) for known in found):
            found.append(candidate)
    return sorted(found, key=lambda place: place.start)


def _full(folded: str) -> Iterator[Found]:
    for match in _FULL.finditer(folded):
        if match["area"].upper() not in _AREAS or match["in2"] in _NOT_INWARD:
            continue
        value = f"{match['area']}{match['district']} {match['in1']}{match['in2']}".upper()
        yield Found("place", value, match.start(), match.end(), type="postcode")


def _spaced(folded: str) -> Iterator[Found]:
    for match in _SPACED.finditer(folded):
        if match["area"].upper() in _AREAS:
            value = f"{match['area']}{match['district']}".upper()
            yield Found("place", value, match.start("out"), match.end("out"), type="outcode")


def _outcodes(text: str, folded: str) -> Iterator[Found]:
    for match in _OUTCODE.finditer(folded):
        area, code = match["area"].upper(), match.group()
        if area not in _AREAS or not _plausible(match["district"]):
            continue
        if _also_a_word(code) and not _clearly_a_place(text, folded, match):
            continue
        yield Found("place", code.upper(), match.start(), match.end(), type="outcode")


def _plausible(district: str) -> bool:
    """A district is 0 to 99, or one digit and a letter (central London)."""
    return district.isdigit() or district[1] in "abcdefghjkmnprstuvwxy"


def _also_a_word(code: str) -> bool:
    """Codes that are mostly something else: "m8" (mate), "im9" (I'm 9), "co2"."""
    return code in _ALSO_WORDS or code.startswith("im")


def _clearly_a_place(text: str, folded: str, match: re.Match[str]) -> bool:
    if match.group().startswith("im"):
        return False
    if text[match.start() : match.end()].isupper() and not text.isupper():
        return True
    return bool(_BEFORE.search(folded, 0, match.start()))
