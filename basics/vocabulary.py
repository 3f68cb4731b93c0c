"""The fixed vocabulary, read once from ``vocabulary.yml``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from basics.content import load_yaml


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Slugs and labels. Dictionaries keep the order of the file."""

    domains: dict[str, str]
    topics: dict[str, str]
    interests: dict[str, str]
    domain_of_topic: dict[str, str]
    framework_of_topic: dict[str, tuple[str, ...]]
    requests: tuple[str, ...]
    personas: tuple[str, ...]
    entities: tuple[str, ...]
    days: tuple[str, ...]
    times_of_day: tuple[str, ...]
    access_needs: tuple[str, ...]
    audiences: tuple[str, ...]
    framework_areas: tuple[str, ...]
    risk_tiers: tuple[str, ...]
    risk_categories: tuple[str, ...]

    def domains_of(self, topics: Iterable[str]) -> tuple[str, ...]:
        """The domains that ``topics`` belong to, in the order of the file, each once."""
        found = {self.domain_of_topic[topic] for topic in topics if topic in self.domain_of_topic}
        return tuple(domain for domain in self.domains if domain in found)


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The vocabulary that ships with Waymark."""
    data: dict[str, Any] = load_yaml(Path(__file__).with_name("vocabulary.yml"))
    domains = data["domains"]
    topics = {
        slug: (name, topic) for name, d in domains.items() for slug, topic in d["topics"].items()
    }
    lists = {
        key: tuple(data[key])
        for key in (
            "requests", "personas", "entities", "days", "times_of_day", "access_needs", "audiences",
            "framework_areas", "risk_tiers", "risk_categories",
        )
    }  # fmt: skip
    return Vocabulary(
        domains={slug: domain["label"] for slug, domain in domains.items()},
        topics={slug: topic["label"] for slug, (_, topic) in topics.items()},
        interests=dict(data["interests"]),
        domain_of_topic={slug: domain for slug, (domain, _) in topics.items()},
        framework_of_topic={slug: tuple(t["framework"]) for slug, (_, t) in topics.items()},
        **lists,
    )
