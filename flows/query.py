"""What is known, turned into searches of the directory, and what more to search for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flows.definition import Limits
from flows.facts import Facts

WIDE = 50
"""How many to ask for when only the online ones can be used."""
NEAR_KM = 5.0
WISHES = frozenset({"boredom", "new_hobby"})
"""Topics that say no more than that something to do is wanted."""

Errand = dict[str, Any]
"""One search: its ``query``, and what it is for: ``ages`` (a pair) or ``gap`` (a slug)."""


def plan(facts: Facts, shown: Sequence[str], limits: Limits) -> list[Errand]:
    """The searches to begin with: one, or one for each child."""
    ages: list[Any] = facts.get("ages") or [None]
    return [
        {"query": build(facts, age, shown, limits.shown), "ages": age}
        for age in ages[: limits.searches]
    ]


def build(facts: Facts, age: list[int] | None, shown: Sequence[str], limit: int) -> dict[str, Any]:
    """directory's SearchQuery as JSON. Only what is known is in it."""
    found: dict[str, Any] = {"limit": WIDE if facts.get("online") else limit}
    if facts.get("place") and not facts.get("online"):
        found |= {"near": facts["place"], "radius_km": float(facts.get("radius_km", NEAR_KM))}
    if age is not None:
        found |= {"min_age": age[0], "max_age": age[1]}
    topics, interests = facts.get("topics", []), facts.get("interests", [])
    if interests:
        # What they like says it better than "bored" does.
        topics = [topic for topic in topics if topic not in WISHES]
    lists = {
        "topics": topics, "interests": interests, "days": facts.get("days"),
        "not_days": facts.get("not_days"), "times_of_day": facts.get("times"),
        "access_needs": facts.get("access"), "audiences": facts.get("audiences"),
        "languages": facts.get("languages"), "exclude": shown,
    }  # fmt: skip
    found |= {key: list(values) for key, values in lists.items() if values}
    if facts.get("free"):
        found["free_only"] = True
    if facts.get("text"):
        found["text"] = facts["text"]
    support = _support(facts)
    if support is not None:
        found["support"] = support
    return found


def _support(facts: Facts) -> bool | None:
    """Helpers, activities or either: only said where no topic or interest says it better."""
    if facts.get("topics") or facts.get("interests"):
        return None
    return {"support": True, "activity": False}.get(str(facts.get("wants")))


def gaps(facts: Facts, services: Iterable[Mapping[str, Any]], errand: Errand) -> list[Errand]:
    """More searches for what the first answer left out, so that each worry and wish gets something."""
    topics = [t for t in facts.get("topics", []) if t not in WISHES]
    interests = facts.get("interests", [])
    if len(topics) + len(interests) < 2:
        return []
    services = list(services)
    taken = [service["service_id"] for service in services]
    found: list[Errand] = []
    for key, slugs in (("topics", topics), ("interests", interests)):
        covered = {slug for service in services for slug in service.get(key, ())}
        for slug in slugs:
            if slug not in covered:
                found.append(_gap(errand["query"], key, slug, taken))
    return found


def _gap(query: Mapping[str, Any], key: str, slug: str, taken: list[str]) -> Errand:
    narrow = {k: v for k, v in query.items() if k not in ("topics", "interests", "text", "exclude")}
    exclude = [*query.get("exclude", ()), *taken]
    limit = max(2, int(query["limit"]) if int(query["limit"]) == WIDE else 2)
    narrow |= {key: [slug], "limit": limit, "exclude": exclude}
    return {"query": narrow, "gap": slug, "of": key}


def fitting(facts: Facts, services: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The services that can be used: where no place is wanted, those that are online."""
    if facts.get("online"):
        return [service for service in services if service.get("online")]
    return list(services)
