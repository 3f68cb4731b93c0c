"""Topics, interests, audiences and access needs from words: for listings, and for searches.

A tag from here is a proposal: it is stored with the words that it came from, so that a person can
look at it and say no.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

from basics.content import load_yaml
from basics.vocabulary import vocabulary
from directory.records import ServiceRecord, TagKind, TagRecord
from directory.words import CONTENT, Phrase, stems

Strength = Literal["sure", "hint", "typed", "not"]

_LIST = {"type": "array", "items": {"type": "string", "minLength": 1}}
_TERMS = {
    "type": "object",
    "additionalProperties": False,
    "properties": {"sure": _LIST, "hint": _LIST, "typed": _LIST, "not": _LIST},
}
_SECTIONS: dict[str, TagKind] = {
    "interests": "interest",
    "topics": "topic",
    "audiences": "audience",
    "access": "access",
}


def schema() -> dict[str, Any]:
    """What ``tagging.yml`` must hold: only slugs of the vocabulary, and every topic and interest."""
    words = vocabulary()
    known = {
        "interests": list(words.interests),
        "topics": list(words.topics),
        "audiences": list(words.audiences),
        "access": list(words.access_needs),
    }
    sections: dict[str, Any] = {
        name: {
            "type": "object",
            "propertyNames": {"enum": slugs},
            "additionalProperties": _TERMS,
            "required": slugs if name in ("interests", "topics") else [],
        }
        for name, slugs in known.items()
    }
    sections |= {"support": _TERMS, "activity": _TERMS}
    sections["adults_only"] = {
        "type": "object",
        "required": ["phrases", "unless"],
        "additionalProperties": False,
        "properties": {"phrases": _LIST, "unless": _LIST},
    }
    return {
        "type": "object",
        "required": list(sections),
        "additionalProperties": False,
        "properties": sections,
    }


@lru_cache(maxsize=1)
def content() -> dict[str, Any]:
    """``tagging.yml``, checked."""
    data: dict[str, Any] = load_yaml(CONTENT / "tagging.yml", schema())
    return data


Mark = tuple[str, str, Strength]
"""(kind, slug, strength) that a phrase stands for."""


@dataclass(slots=True)
class _Lexicon:
    """Phrases by their first stem, so that a text is read once for all of them."""

    starts: dict[str, list[tuple[Phrase, Mark]]] = field(default_factory=dict)

    def add(self, phrase: str, mark: Mark) -> None:
        key = tuple(stems(phrase))
        if key:
            self.starts.setdefault(key[0], []).append((key, mark))

    def find(self, words: Sequence[str]) -> list[tuple[int, Phrase, Mark]]:
        """Every phrase in ``words`` with the place at which it starts."""
        return [
            (place, phrase, mark)
            for place, word in enumerate(words)
            for phrase, mark in self.starts.get(word, ())
            if tuple(words[place : place + len(phrase)]) == phrase
        ]


@lru_cache(maxsize=1)
def _lexicon() -> _Lexicon:
    lexicon = _Lexicon()
    data = content()
    for section, kind in _SECTIONS.items():
        for slug, terms in data[section].items():
            _add_terms(lexicon, kind, slug, terms)
    for kind_of in ("support", "activity"):
        _add_terms(lexicon, kind_of, kind_of, data[kind_of])
    for phrase in data["adults_only"]["phrases"]:
        lexicon.add(phrase, ("adults", "adults", "sure"))
    for phrase in data["adults_only"]["unless"]:
        lexicon.add(phrase, ("adults", "adults", "not"))
    return lexicon


def _add_terms(lexicon: _Lexicon, kind: str, slug: str, terms: dict[Strength, list[str]]) -> None:
    for strength, phrases in terms.items():
        for phrase in phrases:
            lexicon.add(phrase, (kind, slug, strength))


@dataclass(frozen=True, slots=True)
class Meant:
    """What the words of a search stand for."""

    interests: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    access: tuple[str, ...] = ()


def meant_by(words: Sequence[str]) -> Meant:
    """The tags that the stems of a search point to. What is typed counts at its first mention."""
    found: dict[str, dict[str, None]] = {kind: {} for kind in _SECTIONS.values()}
    hits = _without_exceptions(_lexicon().find(words))
    for _, _, (kind, slug, _) in hits:
        if kind in found:
            found[kind][slug] = None
    return Meant(*(tuple(found[kind]) for kind in _SECTIONS.values()))


def _without_exceptions(
    hits: Iterable[tuple[int, Phrase, Mark]],
) -> list[tuple[int, Phrase, Mark]]:
    """Leave out the hits that lie inside a phrase of the ``not`` list of the same slug."""
    hits = list(hits)
    spans = [
        (mark[:2], place, place + len(phrase)) for place, phrase, mark in hits if mark[2] == "not"
    ]
    return [
        (place, phrase, mark)
        for place, phrase, mark in hits
        if mark[2] != "not"
        and not any(
            mark[:2] == slug and start <= place and place + len(phrase) <= end
            for slug, start, end in spans
        )
    ]


@dataclass(slots=True)
class Read:
    """What the words of a listing say."""

    tags: list[TagRecord] = field(default_factory=list)
    is_support: bool | None = None
    is_activity: bool | None = None
    adults_only: str = ""
    """The words that say so; empty where nothing does."""


def read_listing(name: str, summary: str, description: str) -> Read:
    """Propose tags for a listing. The name weighs most, then the summary, then the rest."""
    weights: dict[tuple[str, str], float] = {}
    evidence: dict[tuple[str, str], str] = {}
    adults, young = "", False
    for text, sure, hint in ((name, 3.0, 3.0), (summary, 2.0, 1.5), (description, 2.0, 0.75)):
        hits = _lexicon().find(stems(text))
        young = young or any(mark == ("adults", "adults", "not") for _, _, mark in hits)
        for _, phrase, (kind, slug, strength) in _without_exceptions(hits):
            if kind == "adults":
                adults = adults or " ".join(phrase)
            elif strength != "typed":
                key = (kind, slug)
                weights[key] = weights.get(key, 0) + (sure if strength == "sure" else hint)
                evidence.setdefault(key, " ".join(phrase))
    read = Read(adults_only="" if young else adults)
    for (kind, slug), weight in weights.items():
        if weight >= 1.5 and kind in _SECTIONS.values():
            read.tags.append(TagRecord(kind, slug, "proposed", evidence[kind, slug]))  # type: ignore[arg-type]
    read.is_support = weights.get(("support", "support"), 0) >= 1.5 or None
    read.is_activity = weights.get(("activity", "activity"), 0) >= 1.5 or None
    return read


def apply(record: ServiceRecord, more: str = "") -> None:
    """Add what the words of ``record`` say to what its source states; nothing stated is changed.

    ``more``: categories that the source gives it in words of its own.
    """
    read = read_listing(
        record.name,
        f"{record.summary} . {more}",
        f"{record.description} . {record.fees_description}",
    )
    stated = {(tag.kind, tag.slug) for tag in record.tags}
    record.tags += [tag for tag in read.tags if (tag.kind, tag.slug) not in stated]
    if record.is_support is None and record.is_activity is None:
        record.is_support, record.is_activity = read.is_support, read.is_activity
    if read.adults_only and record.age_basis is None:
        record.minimum_age, record.age_basis = 18, "inferred"
