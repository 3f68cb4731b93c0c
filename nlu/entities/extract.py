"""All entities of one message, in order of where they were typed."""

from __future__ import annotations

from nlu.entities import negation
from nlu.entities.ages import ages, bare_ages
from nlu.entities.costs import costs
from nlu.entities.days import days
from nlu.entities.found import Found
from nlu.entities.needs import access_needs, audiences, languages
from nlu.entities.places import places
from nlu.entities.postcodes import postcodes
from nlu.entities.times import times_of_day
from nlu.text import fold


def extract(text: str) -> list[Found]:
    """The entities of ``text``, with offsets into it as typed. Never raises; "" gives []."""
    folded = fold(text)
    found = postcodes(text, folded)
    for rule in (places, ages, costs, days, times_of_day, languages, audiences, access_needs):
        found += [item for item in rule(folded) if not _clashes(item, found)]
    found += [age for age in bare_ages(folded, found) if not _clashes(age, found)]
    return negation.mark(folded, found)


def _clashes(item: Found, found: list[Found]) -> bool:
    """One stretch of text is one value; only "weeknights" is both a day and a time of day."""
    both = {"day", "time_of_day"}
    return any(
        item.overlaps(known)
        and not (item.entity != known.entity and {item.entity, known.entity} == both)
        for known in found
    )
