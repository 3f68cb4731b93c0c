"""What is known, turned into searches of the directory, and what more to search for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flows.definition import FlowSet, Limits
from flows.facts import Facts, worries

WIDE = 50
"""How many to ask for when some of them cannot be used."""
NEAR_KM = 5.0
WISHES = frozenset({"boredom", "new_hobby"})
"""Topics that say no more than that something to do is wanted."""

Errand = dict[str, Any]
"""One search: its ``query``, and what it is for: ``ages`` (a pair or None), ``gap`` (a slug) or
``close`` (next to what was wanted)."""


def plan(facts: Facts, shown: Sequence[str], limits: Limits) -> list[Errand]:
    """The searches to begin with: one, or one for each child."""
    ages: list[Any] = facts.get("ages") or [None]
    return [
        {"query": build(facts, age, shown, limits.shown), "ages": age}
        for age in ages[: limits.searches]
    ]


def build(facts: Facts, age: list[int] | None, shown: Sequence[str], limit: int) -> dict[str, Any]:
    """directory's SearchQuery as JSON. Only what is known is in it."""
    found: dict[str, Any] = {"limit": WIDE if _narrowed_later(facts) else limit}
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


def _narrowed_later(facts: Facts) -> bool:
    """Whether some of what the directory finds cannot be used (see ``fitting``)."""
    return bool(facts.get("online") or facts.get("not_interests"))


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
    limit = WIDE if query["limit"] == WIDE else 2
    narrow |= {key: [slug], "limit": limit, "exclude": exclude}
    return {"query": narrow, "gap": slug, "of": key}


def close_to(facts: Facts, flows: FlowSet, errand: Errand) -> Errand | None:
    """A search for what is close to what they want: worries that go with theirs, interests of the
    same group. None where there is no such thing."""
    topics, liked = facts.get("topics", ()), set(facts.get("interests", ()))
    near = {
        "topics": [near for topic in topics for near in flows.close_topics.get(topic, ())],
        "interests": [i for group in flows.groups.values() if liked & set(group) for i in group],
    }
    near = {
        key: [slug for slug in dict.fromkeys(slugs) if slug not in facts.get(f"not_{key}", ())]
        for key, slugs in near.items()
    }
    if not any(near.values()):
        return None
    kept = {k: v for k, v in errand["query"].items() if k not in ("topics", "interests", "text")}
    return {"query": {**kept, **{k: v for k, v in near.items() if v}}, "close": True}


def rest_of(facts: Facts, errand: Errand) -> Errand | None:
    """A search for anything to do there, for whoever likes something that is hardly to be had. None
    where there is a worry: something to do is no answer to that."""
    if worries(facts) or not facts.get("interests"):
        return None
    kept = {k: v for k, v in errand["query"].items() if k not in ("topics", "interests", "text")}
    return {"query": {**kept, "support": False}, "rest": True}


def fitting(facts: Facts, services: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The services that can be used: without what was ruled out and, where no place is wanted, only
    those that are online."""
    unwanted = set(facts.get("not_interests", ()))
    wanted = set(facts.get("interests", ()))
    return [
        service
        for service in services
        if (service.get("online") or not facts.get("online"))
        and (
            not unwanted & set(service.get("interests", ()))
            or wanted & set(service.get("interests", ()))
        )
    ]
