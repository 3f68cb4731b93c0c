"""What a search asks for: its words with their synonyms, its tags, and how much each counts."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from rapidfuzz import fuzz, process

from directory.phrasing import words as content
from directory.places import find_in_text
from directory.query import SearchQuery
from directory.tagging import content as tagging_content
from directory.tagging import meant_by
from directory.words import Phrase, faint, stem, stems, stopwords, synonyms, tokens

_LONGEST_TEXT = 400
"""Words of a message that are read; the rest of a very long one changes nothing."""
_MOST_CONCEPTS = 8
_MEANT_WEIGHT = 0.8
"""Of a tag that the words point to, against 1 for one that was asked for outright."""
_SILENT_WEIGHT = 0.3
"""Of a topic that any activity answers (boredom), where something better is asked for too."""
_FAINT_WEIGHT = 0.2
_SHORTEST_TO_CORRECT = 5
_LEAST_LIKENESS = 88
_GROUP_OF_TOPIC = {
    "young_carer": "young_carers",
    "gender_sexuality": "lgbtq",
    "disability_or_illness": "send",
    "learning_support": "send",
    "moving_home_or_country": "refugee",
    "in_care": "other",
}
"""Whoever has this on their mind may be meant by what is for that group."""
_PLACE_PHRASE = re.compile(r"\b(?:near|in|around|by|at|from)\s+([\w' -]{2,40})$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that the words ask for: any of ``phrases`` will do."""

    phrases: tuple[Phrase, ...]
    typed: str
    weight: float = 1.0
    having: int = 0
    """About how many services have it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for, each with a weight. Empty means anything."""

    concepts: tuple[Concept, ...] = ()
    interests: Mapping[str, float] = field(default_factory=dict)
    topics: Mapping[str, float] = field(default_factory=dict)
    audiences: frozenset[str] = frozenset()
    access: frozenset[str] = frozenset()
    nowhere: bool = False
    """Words were typed, and no service has any of them: there is nothing to find."""

    @property
    def anything(self) -> bool:
        return not (self.concepts or self.interests or self.topics)

    @property
    def groups(self) -> frozenset[str]:
        """The groups asked for, and those that they may belong to by what is on their mind."""
        told = {_GROUP_OF_TOPIC[slug] for slug in self.topics if slug in _GROUP_OF_TOPIC}
        return self.audiences | told

    @property
    def total(self) -> float:
        """The most that a service can score."""
        weights = [concept.weight for concept in self.concepts]
        return sum(weights) + sum(self.interests.values()) + sum(self.topics.values())


def place_in(text: str) -> tuple[str | None, str]:
    """A place named in the words themselves, and the words without it: "boxing near TW3"."""
    postcode = find_in_text(text)
    if postcode is None:
        return None, text
    rest = text.replace(postcode, " ")
    return postcode, re.sub(r"\b(?:near|in|around|by|at)\s*$", " ", rest.strip())


def town_in(text: str) -> tuple[str | None, str]:
    """What may be a town at the end: "drama in hull". The caller looks whether there is such a place."""
    found = _PLACE_PHRASE.search(text.strip().rstrip("?!. "))
    return (found[1], text[: found.start()]) if found else (None, text)


def read(query: SearchQuery, text: str) -> Wanted:
    """Weigh up ``query``, with ``text`` for its words. Word weights still lack their rarity."""
    words = stems(text)[:_LONGEST_TEXT]
    meant = meant_by(words)
    interests = dict.fromkeys(query.interests, 1.0)
    topics = dict.fromkeys(query.topics, 1.0)
    for slug in meant.interests:
        interests.setdefault(slug, _MEANT_WEIGHT)
    for slug in meant.topics:
        topics.setdefault(slug, _MEANT_WEIGHT)
    concepts = tuple(_concepts(text))
    _soften(interests, topics, concepts)
    return Wanted(
        concepts=concepts,
        interests=interests,
        topics=topics,
        audiences=frozenset(query.audiences) | frozenset(meant.audiences),
        access=frozenset(query.access_needs) | frozenset(meant.access),
    )


def _soften(
    interests: dict[str, float], topics: dict[str, float], concepts: Iterable[Concept]
) -> None:
    silent = set(content()["silent_topics"])
    sharper = any(slug not in silent for slug in topics) or bool(interests) or any(concepts)
    if sharper:
        for slug in silent & set(topics):
            topics[slug] = _SILENT_WEIGHT


def _concepts(text: str) -> Iterable[Concept]:
    typed = tokens(text)[:_LONGEST_TEXT]
    words = [stem(word) for word in typed]
    groups, place = synonyms(), 0
    while place < len(words):
        length = next(
            (n for n in range(min(4, len(words) - place), 0, -1)
             if tuple(words[place : place + n]) in groups),
            0,
        )  # fmt: skip
        if length:
            phrase = tuple(words[place : place + length])
            yield Concept(groups[phrase], " ".join(typed[place : place + length]))
        elif typed[place] not in stopwords() and (len(typed[place]) > 1):
            yield Concept(((words[place],),), typed[place])
        place += max(1, length)


def with_rarity(wanted: Wanted, frequencies: Mapping[str, int], services: int) -> Wanted:
    """Weigh words by how rare they are among ``services``; correct or drop those that none has.

    A word of ``faint`` counts little however rare it is here.
    """
    kept: dict[tuple[Phrase, ...], Concept] = {}
    for concept in wanted.concepts:
        phrases = tuple(p for p in concept.phrases if all(word in frequencies for word in p))
        if not phrases:
            continue
        having = sum(min(frequencies[word] for word in phrase) for phrase in phrases)
        rarity = math.log(1 + services / (1 + having)) / math.log(2 + services)
        weight = max(0.05, min(1.0, rarity))
        if all(set(phrase) <= faint() for phrase in concept.phrases):
            weight *= _FAINT_WEIGHT
        kept[phrases] = Concept(phrases, concept.typed, weight, having)
    best = sorted(kept.values(), key=lambda concept: -concept.weight)[:_MOST_CONCEPTS]
    nowhere = bool(wanted.concepts) and not (best or wanted.interests or wanted.topics)
    return replace(wanted, concepts=tuple(best), nowhere=nowhere)


def stems_of(wanted: Wanted) -> set[str]:
    """Every stem whose frequency matters."""
    return {word for concept in wanted.concepts for phrase in concept.phrases for word in phrase}


def corrected(text: str) -> str:
    """``text`` with slips of the finger in words that we know put right ("boxng": "boxing")."""
    return " ".join(_put_right(word) for word in tokens(text)[:_LONGEST_TEXT])


@lru_cache(maxsize=20_000)
def _put_right(word: str) -> str:
    known = _known_words()
    if len(word) < _SHORTEST_TO_CORRECT or word in known or stem(word) in known:
        return word
    best = process.extractOne(word, known, scorer=fuzz.ratio, score_cutoff=_LEAST_LIKENESS)
    return str(best[0]) if best and best[0][0] == word[0] else word


@lru_cache(maxsize=1)
def _known_words() -> dict[str, str]:
    """The words of the synonyms and of the tagging terms, and their stems."""
    found = {word for phrase in synonyms() for word in phrase} | stopwords()
    data = tagging_content()
    for section in ("interests", "topics"):
        for terms in data[section].values():
            for phrases in terms.values():
                found |= {word for phrase in phrases for word in tokens(phrase)}
    return {word: word for word in sorted(found) if len(word) >= _SHORTEST_TO_CORRECT - 1}
