"""What has to fit: access needs, a language, and who a group is for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlu.entities.found import Found
from nlu.entities.lookups import lookup
from nlu.phrases import Hit, PhraseBook

_ACCESS: PhraseBook[str] = PhraseBook.of(lookup("access_needs")["phrases"])
_AUDIENCE: PhraseBook[str] = PhraseBook.of(lookup("audiences")["phrases"])
_PEOPLE: PhraseBook[str] = PhraseBook.of(lookup("audiences")["people"])
_LANGUAGES: PhraseBook[str] = PhraseBook.of(lookup("languages")["languages"])
_SPOKEN_BEFORE = re.compile(
    r"\b(?:speaks?|spoke|spoken|speaking|talks?|in|into|learn(?:ing|t)?|teach(?:es)?|understands?|language\s+is|"
    r"knows?|first\s+language|uses?|using|signs?|translated?\s+(?:to|into)|interpreter\s+for|fluent\s+in|"
    r"good|better|my|lessons\s+in|practi[sc]e|only|or|and|read|improve\s+(?:my|his|her|their))\s+(?:\w+\s+)?$"
)
_SPOKEN_AFTER = re.compile(
    r"\s*(?:speak\w*|language|lessons?|class(?:es)?|interpreter|translator|translation|isn'?t|is\s+not|isnt|"
    r"is\s+(?:my|his|her|our|their)|as\s+a|conversation|tutor|course|club\s+for|and\s+\w+\s+speak)"
)
_LEAD = re.compile(r"(?:has|have|got|with|bad|severe)\s+")
_TEST_AFTER = re.compile(r"\s*(?:test|tests|assessments?|diagnosis|referral|pathway|waiting)\b")
_GROUP = (
    r"(?:group|groups|club|clubs|service|services|session|sessions|meet|meetup|meet[\s-]?ups|youth|space|spaces|project|class|classes|support|"
    r"night|team|teams|choir|swim|swimming|gym|football|only|hub|network|boxing|rugby|cricket|dance|stuff|friendly|things|people|kids|teens|activities)"
)
_GROUP_AFTER = re.compile(rf"\s*(?:\w+\s+)?(?:\w+\s+)?{_GROUP}\b")
_GROUP_BEFORE = re.compile(
    rf"\b(?:for|{_GROUP}|just|only|all|other|with|meet|people\s+like)\s+(?:(?:for|other|just|only|young|people|who|are|that|is|with|kids|teens|families|a|the|if|you're|youre)\s+){{0,4}}$"
)


def access_needs(folded: str) -> list[Found]:
    """Access needs by phrase; a condition counts as one, the test for it does not."""
    return [
        Found("access_need", hit.payload, _after_lead(folded, hit), hit.end)
        for hit in _ACCESS.find(folded)
        if not _TEST_AFTER.match(folded, hit.end)
    ]


def _after_lead(folded: str, hit: Hit[str]) -> int:
    """Where the value itself starts: "anxiety" in "has anxiety"."""
    lead = _LEAD.match(folded, hit.start, hit.end)
    return lead.end() if lead else hit.start


def audiences(folded: str) -> list[Found]:
    """Groups asked for ("girls only", "a group for young carers"), not what somebody happens to be."""
    found = [Found("audience", h.payload, h.start, h.end) for h in _AUDIENCE.find(folded)]
    for hit in _PEOPLE.find(folded):
        candidate = Found("audience", hit.payload, hit.start, hit.end)
        asked = _GROUP_AFTER.match(folded, hit.end) or _GROUP_BEFORE.search(folded, 0, hit.start)
        if asked and not any(candidate.overlaps(known) for known in found):
            found.append(candidate)
    return sorted(found, key=lambda item: item.start)


def languages(folded: str) -> list[Found]:
    """Languages needed, spoken or to be learned; "nail polish" and "turkish food" are neither."""
    return list(_spoken(folded))


def _spoken(folded: str) -> Iterator[Found]:
    bare = folded.strip(" .,!?")
    for hit in _LANGUAGES.find(folded):
        typed = folded[hit.start : hit.end]
        certain = hit.phrase in lookup("languages")["certain"] or bare == typed
        if (
            certain
            or _SPOKEN_AFTER.match(folded, hit.end)
            or _SPOKEN_BEFORE.search(folded, 0, hit.start)
        ):
            yield Found("language", hit.payload, hit.start, hit.end)
