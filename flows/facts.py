"""What a conversation has learned: topics, interests, ages, place, days and the rest.

Facts are a plain dictionary inside the session. Only what is known is in it:

======================= ===========================================================
persona                 young_person, parent or professional
topics, interests       slugs, in the order they were learned
not_topics,             slugs that were ruled out
not_interests
ages                    pairs ``[min, max]``; one for a young person, several for children
no_age                  true: would rather not say
place, place_kind       an outward code, a town or an area as typed; never a full postcode
place_name              what the directory calls it, once it was found
online                  true: no place wanted, online and national services only
days, not_days, times,  slugs of the vocabulary
access, audiences,
languages
free                    true: must cost nothing
wants                   activity, support or any
text                    words to search for where no slug fits
radius_km               a wider circle that was asked for
======================= ===========================================================
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from basics.vocabulary import vocabulary

Facts = dict[str, Any]

NEEDS = (
    "topics", "interests", "not_topics", "not_interests", "wants", "text", "days", "not_days",
    "times", "free", "access", "audiences", "languages", "online", "radius_km",
)  # fmt: skip
"""What somebody is looking for, as against who and where they are."""

LIGHT = frozenset({"boredom", "new_hobby", "giving_back", "physical_activity"})
"""Topics that are wishes rather than worries."""
BANDS = ((10, 12), (13, 15), (16, 19))
"""Bands of the Children's Code; above is adult. A child under 10 has none: a child it is."""


def add(facts: Facts, key: str, values: list[Any]) -> list[Any]:
    """Add to a list of facts what is not there yet; the values that were new."""
    known = facts.get(key, [])
    new = [v for i, v in enumerate(values) if v not in known and v not in values[:i]]
    if new:
        facts[key] = [*known, *new]
    return new


def remove(facts: Facts, key: str, value: Any) -> bool:
    """Take one value out of a list of facts; whether it was there."""
    known = facts.get(key, [])
    if value not in known:
        return False
    left = [other for other in known if other != value]
    if left:
        facts[key] = left
    else:
        facts.pop(key)
    return True


def drop(facts: Facts, kind: str, slug: str) -> bool:
    """Rule out a topic or an interest (``kind``: topic or interest); whether anything changed."""
    key = f"{kind}s"
    if slug not in getattr(vocabulary(), key, {}):
        return False
    gone = remove(facts, key, slug)
    ruled_out = add(facts, f"not_{key}", [slug])
    return gone or bool(ruled_out)


def worries(facts: Facts) -> bool:
    """Whether something is on their mind that is more than a wish for something to do."""
    return any(topic not in LIGHT for topic in facts.get("topics", ()))


def take(facts: Facts, given: Mapping[str, Any]) -> None:
    """Learn what a step or button of a definition states: lists are added to, the rest replaced."""
    for key, value in given.items():
        if isinstance(value, list):
            add(facts, key, value)
        else:
            facts[key] = value


def forget(facts: Facts, keys: tuple[str, ...]) -> None:
    """Forget these facts; ``needs`` stands for everything that somebody is looking for."""
    for key in keys:
        for name in NEEDS if key == "needs" else (key,):
            facts.pop(name, None)
        if key == "place":
            facts.pop("place_kind", None)
            facts.pop("place_name", None)
            facts.pop("online", None)
        if key == "ages":
            facts.pop("no_age", None)


def columns(facts: Facts) -> dict[str, Any]:
    """The facts that the conversation has columns for: persona, age_band, outcode, under_16."""
    found: dict[str, Any] = {"persona": facts.get("persona", "unknown")}
    adult = facts.get("persona") in ("parent", "professional")
    ages = facts.get("ages", [])
    if adult:
        found |= {"age_band": "adult", "under_16": False}
    elif len(ages) == 1:  # several are those of others
        youngest = ages[0][0]
        found["under_16"] = youngest < 16
        if youngest >= BANDS[0][0]:
            found["age_band"] = age_band(youngest)
    if facts.get("place_kind") == "outcode":
        found["outcode"] = facts["place"]
    return found


def age_band(age: int) -> str:
    """The band that ``age`` (10 or more) falls in."""
    return next((f"{low}-{high}" for low, high in BANDS if age <= high), "adult")


def summary(session: Mapping[str, Any]) -> dict[str, Any]:
    """What was understood so far, with labels, as channels show it and as answers carry it."""
    facts: Facts = session.get("facts", {})
    words = vocabulary()
    topics = [slug for slug in facts.get("topics", []) if slug in words.topics]
    return {
        "domains": [_domain(slug, topics) for slug in words.domains_of(topics)],
        "interests": [
            {"slug": slug, "label": words.interests[slug]}
            for slug in facts.get("interests", [])
            if slug in words.interests
        ],
        "ages": [age_words(pair) for pair in facts.get("ages", [])],
        "place": facts.get("place_name") or facts.get("place"),
        "online": bool(facts.get("online")),
        "persona": facts.get("persona", "unknown"),
        "wants": facts.get("wants"),
        "text": facts.get("text", ""),
        "free": bool(facts.get("free")),
        **{
            key: list(facts.get(key, []))
            for key in ("days", "not_days", "times", "access", "audiences", "languages")
        },
        "not_topics": _labels(facts, "topics"),
        "not_interests": _labels(facts, "interests"),
    }


def age_words(pair: list[int]) -> str:
    """An age as other rooms read it: "13", or "13-15" for a range."""
    low, high = pair
    return str(low) if low == high else f"{low}-{high}"


def _domain(slug: str, topics: list[str]) -> dict[str, Any]:
    words = vocabulary()
    return {
        "slug": slug,
        "label": words.domains[slug],
        "topics": [
            {"slug": topic, "label": words.topics[topic]}
            for topic in topics
            if words.domain_of_topic[topic] == slug
        ],
    }


def _labels(facts: Facts, key: str) -> list[dict[str, str]]:
    labels: dict[str, str] = getattr(vocabulary(), key)
    return [
        {"slug": slug, "label": labels[slug]}
        for slug in facts.get(f"not_{key}", [])
        if slug in labels
    ]
