"""What is ruled out: "not mondays", "any day but tuesday", "weekends are no good"."""

from __future__ import annotations

import re

from nlu.entities.found import Found

_LINK = r"(?:\s+(?:on|in|at|near|around|the|any|a|an|every|to|of|go|going|for|really|most|be))*\s*$"
_BEFORE = re.compile(
    r"(?:\b(?:not|no|never|except(?:\s+for)?|excluding|apart\s+from|other\s+than|bar|avoid|without"
    r"|instead\s+of|rather\s+than|anything\s+but|nowhere|no\s+more|neither|nor)"
    r"|\b(?:can'?t|cannot|cant|could\s?n'?t|won'?t|don'?t|doesn'?t|dont|doesnt)"
    r"(?:\s+(?:do|does|make|manage|come|go|want|like|get|be|have))*"
    r"|\b(?:any|every|all|anything|anywhere|any\s?day|every\s?day|any\s?time|anytime)\b[^.,;!?]{0,20}\bbut"
    r"|\b(?:busy|working|works?|not\s+(?:free|available|around|about|able)|isn'?t\s+(?:free|available)))"
    + _LINK
)
_AFTER = re.compile(
    r"\s*(?:(?:is|are|'s)\s*)?(?:not\b|no\s+good|no\b|out\b(?!side)|rubbish|bad\b|isn'?t\b|aren'?t\b|isnt\b"
    r"|arent\b|doesn'?t\s+work|don'?t\s+work|dont\s+work|doesnt\s+work|won'?t\s+work|wont\s+work"
    r"|i\s+can'?t\b|i\s+cant\b|we\s+can'?t\b|she\s+can'?t\b|he\s+can'?t\b)"
)
_NOT_THIS_AGE = re.compile(r"\bnot\s+$|\bisn'?t\s+$|\baint\s+$|\bain't\s+$")
_JOIN = re.compile(r"\s*(?:,|/|&|\bor\b|\band\b|\bnor\b|\bn\b)\s*(?:(?:or|and|on|in|not)\s+)*")
_FINE_AFTER = re.compile(
    r"\s*(?:is|are|'s|would\s+be|works?)\s+(?:fine|ok|okay|good|great|best|alright|better)"
)


def mark(folded: str, found: list[Found]) -> list[Found]:
    """``found`` again, with ``negated`` set where a value is ruled out."""
    marked: list[Found] = []
    for value in sorted(found, key=lambda item: item.start):
        out = _ruled_out(folded, value) or (
            bool(marked)
            and marked[-1].negated
            and marked[-1].entity == value.entity
            and bool(_JOIN.fullmatch(folded, marked[-1].end, value.start))
            and not _FINE_AFTER.match(folded, value.end)
        )
        marked.append(value.ruled_out() if out else value)
    return marked


def _ruled_out(folded: str, value: Found) -> bool:
    if value.entity in ("cost", "access_need"):
        return False
    if value.entity == "age":
        # "no 15" corrects an age; only "not 15" rules one out.
        return bool(_NOT_THIS_AGE.search(folded, 0, value.start))
    if _BEFORE.search(folded, 0, value.start):
        return True
    return value.entity in ("day", "time_of_day") and bool(_AFTER.match(folded, value.end))
