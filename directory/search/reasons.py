"""Why a service fits, and what we could not tell, in the words of ``content/reasons.yml``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from basics.vocabulary import vocabulary
from directory.phrasing import days_text, words
from directory.query import SearchQuery
from directory.search import bits
from directory.search.choosing import Candidate
from directory.search.statement import Limits
from directory.search.wanted import Wanted
from directory.words import stems

MOST_REASONS = 6
MOST_UNKNOWN = 3
_MOST_TAGS = 2
_LONG_AGO = timedelta(days=365)


def reasons(
    one: Candidate, card: Mapping[str, Any], wanted: Wanted, limits: Limits
) -> tuple[str, ...]:
    """The best reasons first, each true of this service and, where possible, of what was asked."""
    pattern = words()["reasons"]
    # What is for a particular group says so, whether that group was asked for or not.
    found = [*_about(one, card, wanted), *_groups(one)]
    if one.free:
        found.append(pattern["free"])
    age = _age(one, limits.query)
    if age:
        found.append(age)
    found.extend(_where_and_when(one, card, limits))
    if card.get("drop_in"):
        found.append(pattern["drop_in"])
    found.extend(_for_whom(one, wanted, limits.query))
    return tuple(dict.fromkeys(found))[:MOST_REASONS]


def _about(one: Candidate, card: Mapping[str, Any], wanted: Wanted) -> list[str]:
    pattern, labels = words()["reasons"], vocabulary()
    silent = words()["silent_topics"]
    interests = [slug for slug in wanted.interests if one.interests & bits.mask("interest", [slug])]
    topics = [
        slug
        for slug in wanted.topics
        if one.topics & bits.mask("topic", [slug]) and slug not in silent
    ]
    found = [pattern["interest"].format(label=labels.interests[s]) for s in interests[:_MOST_TAGS]]
    found += [pattern["topic"].format(label=labels.topics[slug]) for slug in topics[:_MOST_TAGS]]
    if not found and one.text_fit > 0:
        said = stems(f"{card['name']} {card['summary']}")
        for concept in wanted.concepts:
            if _contains(said, tuple(stems(concept.typed))):
                return [pattern["text"].format(words=concept.typed)]
    return found


def _contains(said: list[str], phrase: tuple[str, ...]) -> bool:
    return any(tuple(said[at : at + len(phrase)]) == phrase for at in range(len(said)))


def age_text(one: Candidate) -> str | None:
    """ "for ages 11 to 16"; None where the ages are not known."""
    pattern = words()["reasons"]
    if one.min_age is not None and one.max_age is not None:
        return str(pattern["age_range"].format(min=one.min_age, max=one.max_age))
    if one.min_age is not None:
        return str(pattern["age_from"].format(min=one.min_age))
    if one.max_age is not None:
        return str(pattern["age_to"].format(max=one.max_age))
    return str(pattern["age_all"]) if one.age_known else None


def _covers(one: Candidate, query: SearchQuery) -> bool:
    ages = [age for age in (query.min_age, query.max_age) if age is not None]
    low, high = one.min_age or 0, 200 if one.max_age is None else one.max_age
    return all(low <= age <= high for age in ages)


def _age(one: Candidate, query: SearchQuery) -> str | None:
    return age_text(one) if _covers(one, query) else None


def _where_and_when(one: Candidate, card: Mapping[str, Any], limits: Limits) -> list[str]:
    pattern, found = words()["reasons"], []
    if one.distance_km is not None:
        near = one.distance_km < 1
        key = "very_near" if near else "distance"
        found.append(pattern[key].format(km=f"{one.distance_km:g}"))
    elif one.anywhere and card.get("online"):
        found.append(pattern["online"])
    wished = bits.expand_days(limits.query.days)
    if one.slots is not None and wished:
        days = tuple(
            d for d in wished if one.slots & bits.slot_mask([d], limits.query.times_of_day)
        )
        if days:
            found.append(pattern["day"].format(days=days_text(days)))
    for time in (t for t in limits.query.times_of_day if t in words()["times_of_day"]):
        if one.slots is not None and one.slots & bits.slot_mask(limits.query.days, [time]):
            found.append(pattern["time_of_day"].format(time=words()["times_of_day"][time]))
    return found


def _groups(one: Candidate) -> list[str]:
    pattern, labels = words()["reasons"]["audience"], words()["audiences"]
    return [pattern.format(label=labels[slug]) for slug in bits.slugs("audience", one.audiences)]


def _for_whom(one: Candidate, wanted: Wanted, query: SearchQuery) -> list[str]:
    pattern, labels = words()["reasons"], words()["access_needs"]
    found = [
        pattern["access"].format(label=labels[slug])
        for slug in bits.slugs("access", one.access)
        if slug in wanted.access
    ]
    for language in query.languages:
        if f",{language.casefold()}," in one.languages:
            found.append(pattern["language"].format(language=language))
    return found


def unknowns(one: Candidate, card: Mapping[str, Any], limits: Limits) -> tuple[str, ...]:
    """What was asked for or matters and could not be told."""
    said, query = words()["unknown"], limits.query
    found = []
    asked_age = query.min_age is not None or query.max_age is not None
    if not one.age_known:
        found.append(said["age"])
    elif asked_age and not _covers(one, query):
        found.append(said["some_ages"])
    if one.free is None and not card.get("cost"):
        found.append(said["cost"])
    if one.slots is None and not card.get("when"):
        found.append(said["when"])
    elif one.slots is None and limits.slots is not None:
        found.append(said["time_of_day"])
    if one.distance_km is None and limits.origin is not None and not one.anywhere:
        found.append(said["where"])
    if query.access_needs and not one.access & bits.mask("access", query.access_needs):
        found.append(said["access"])
    if one.checked is None:
        found.append(said["checked"])
    elif limits.today - one.checked > _LONG_AGO:
        found.append(said["old"])
    return tuple(found)[:MOST_UNKNOWN]
