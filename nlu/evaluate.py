"""How well messages are understood: figures on messages held back from training."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from basics.content import ContentError, load_yaml
from basics.vocabulary import vocabulary
from nlu.understanding import Entity, Understander, Understanding

HELD_BACK = Path(__file__).with_name("heldout") / "final.yml"
"""Written last and never looked into while tuning; development.yml beside it was."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A message and what should be understood of it."""

    text: str
    request: str
    persona: str
    topics: frozenset[str]
    interests: frozenset[str]
    entities: tuple[Entity, ...]


@dataclass(slots=True)
class Tally:
    """Hits, wrong extras and misses, of which F1 is made."""

    hits: int = 0
    extra: int = 0
    missed: int = 0

    @property
    def f1(self) -> float:
        return 2 * self.hits / max(2 * self.hits + self.extra + self.missed, 1)

    def add(self, said: Iterable[Any], wanted: Iterable[Any]) -> None:
        ours, theirs = Counter(said), Counter(wanted)
        both = sum((ours & theirs).values())
        self.hits += both
        self.extra += sum(ours.values()) - both
        self.missed += sum(theirs.values()) - both


@dataclass(slots=True)
class Report:
    """The figures; ``wrong`` holds (what, wanted, said) by label, never by text."""

    messages: int = 0
    request_right: int = 0
    persona_known: int = 0
    persona_right: int = 0
    fallback: int = 0
    acted_out_of_scope: int = 0
    out_of_scope: int = 0
    topics: Tally = field(default_factory=Tally)
    domains: Tally = field(default_factory=Tally)
    interests: Tally = field(default_factory=Tally)
    entities: Tally = field(default_factory=Tally)
    by_label: dict[str, Tally] = field(default_factory=dict)
    wrong: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def figures(self) -> dict[str, float]:
        """Shares between 0 and 1, by name."""
        return {
            "request accuracy": self.request_right / max(self.messages, 1),
            "persona accuracy where known": self.persona_right / max(self.persona_known, 1),
            "topics micro-F1": self.topics.f1,
            "domains micro-F1": self.domains.f1,
            "interests micro-F1": self.interests.f1,
            "entities exact micro-F1": self.entities.f1,
            "plain messages not understood": self.fallback
            / max(self.messages - self.out_of_scope, 1),
            "out of scope acted on": self.acted_out_of_scope / max(self.out_of_scope, 1),
        }


def held_back(path: Path = HELD_BACK) -> list[Wanted]:
    """The messages of ``path``; raises ContentError naming the first that cannot be used."""
    return [_wanted(path, item) for item in load_yaml(path)["messages"]]


def _wanted(path: Path, item: dict[str, Any]) -> Wanted:
    known = vocabulary()
    text, topics, interests = item["text"], item.get("topics", ()), item.get("interests", ())
    unknown = [s for s in topics if s not in known.topics]
    unknown += [s for s in interests if s not in known.interests]
    if unknown or item["request"] not in known.requests or item["persona"] not in known.personas:
        raise ContentError(f"{path.name}: “{text}” has a label that the vocabulary does not know.")
    return Wanted(
        text, item["request"], item["persona"], frozenset(topics), frozenset(interests),
        tuple(_entities(path, text, item.get("entities", ()))),
    )  # fmt: skip


def _entities(path: Path, text: str, items: Iterable[dict[str, Any]]) -> Iterable[Entity]:
    for item in items:
        typed = item["typed"]
        start = text.find(typed)
        if start < 0:
            raise ContentError(f"{path.name}: “{typed}” does not stand in “{text}”.")
        yield Entity(
            entity=item["entity"], value=item["value"], type=item.get("type"),
            negated=item.get("negated", False), start=start, end=start + len(typed),
        )  # fmt: skip


async def evaluate(understander: Understander, messages: Sequence[Wanted]) -> Report:
    """Ask ``understander`` about every message and count."""
    report = Report()
    for wanted in messages:
        _count(report, wanted, await understander.understand(wanted.text))
    return report


def _count(report: Report, wanted: Wanted, said: Understanding) -> None:
    report.messages += 1
    report.request_right += said.request == wanted.request
    if said.request != wanted.request:
        report.wrong["request", wanted.request, said.request] += 1
    if wanted.persona != "unknown":
        report.persona_known += 1
        report.persona_right += said.persona == wanted.persona
    outside = wanted.request == "out_of_scope"
    report.out_of_scope += outside
    report.acted_out_of_scope += outside and not said.fallback and said.request != "out_of_scope"
    report.fallback += not outside and said.fallback
    topics = {scored.slug for scored in said.topics}
    interests = {scored.slug for scored in said.interests}
    report.topics.add(topics, wanted.topics)
    report.domains.add(said.domains, vocabulary().domains_of(wanted.topics))
    report.interests.add(interests, wanted.interests)
    report.entities.add(map(_exact, said.entities), map(_exact, wanted.entities))
    for label in topics | interests | wanted.topics | wanted.interests:
        tally = report.by_label.setdefault(label, Tally())
        tally.add(
            [label] * (label in topics | interests),
            [label] * (label in wanted.topics | wanted.interests),
        )
    for label in (topics ^ wanted.topics) | (interests ^ wanted.interests):
        there = label in wanted.topics | wanted.interests
        report.wrong["missed" if there else "extra", label, ""] += 1


def _exact(entity: Entity) -> tuple[Any, ...]:
    return (
        entity.entity, str(entity.value).casefold(), entity.type, entity.negated, entity.start, entity.end,
    )  # fmt: skip


def table(report: Report) -> str:
    """The figures as lines of text."""
    lines = [f"{name:32} {value:6.3f}" for name, value in report.figures().items()]
    return "\n".join([f"{'messages':32} {report.messages:6d}", *lines])
