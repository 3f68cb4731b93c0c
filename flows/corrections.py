"""Being put right: "no i meant boxing", "not football", "actually hull"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from basics.vocabulary import vocabulary
from flows.phrases import Phrases, normal

CORRECTS = "correction"
"""The group of phrases that open a correction ("no i meant")."""
INSTEAD = "instead"
"""The group of phrases after which the new takes the place of the old ("actually", "only")."""
NO_TO = {"topics": "not_about", "interests": "negation"}
"""The groups of phrases that rule out what is named after them."""


def corrects(phrases: Phrases, text: str) -> bool:
    """Whether ``text`` opens like a correction of what came before."""
    return phrases.opens_with(text, CORRECTS) or phrases.opens_with(text, INSTEAD)


def ruled_out(phrases: Phrases, text: str) -> dict[str, list[str]]:
    """Topics and interests that ``text`` says no to by their own name: ``{"topics": [...]}``.

    An interest is ruled out by "not football"; a topic only by plainer words ("it's not about
    bullying"), since "can not sleep" and "no money" are the worry itself.
    """
    plain = f" {normal(text)} "
    fillers = phrases.groups.get("filler", frozenset())
    found: dict[str, list[str]] = {}
    for key, names in _names().items():
        said_no = _negation(phrases.groups.get(NO_TO[key], frozenset()), fillers)
        after = [plain[match.end() :] for match in said_no.finditer(plain)]
        slugs = [s for s, alternatives in names.items() if _begins(after, alternatives)]
        if slugs:
            found[key] = slugs
    return found


def _begins(texts: Sequence[str], names: tuple[str, ...]) -> bool:
    return any(text.startswith(f"{name} ") for text in texts for name in names)


def replaced(last: Mapping[str, list[str]], new: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """What was learned last and has been replaced by ``new`` of the same sort."""
    return {
        key: [slug for slug in last.get(key, []) if slug not in slugs]
        for key, slugs in new.items()
        if slugs and last.get(key)
    }


@lru_cache(maxsize=8)
def _negation(negations: frozenset[str], fillers: frozenset[str]) -> re.Pattern[str]:
    """ "dont want to", and up to three small words after it."""

    def either(words: frozenset[str]) -> str:
        return "|".join(sorted(map(re.escape, words), key=len, reverse=True))

    return re.compile(rf" (?:{either(negations)}) (?:(?:{either(fillers)}) ){{0,3}}")


@lru_cache(maxsize=1)
def _names() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """The names that people use for each slug: the words of its label and of the slug itself."""
    words = vocabulary()
    tables: dict[str, Any] = {"topics": words.topics, "interests": words.interests}
    return {
        key: {slug: _alternatives(slug, label) for slug, label in labels.items()}
        for key, labels in tables.items()
    }


def _alternatives(slug: str, label: str) -> tuple[str, ...]:
    parts = re.split(r",| and | or ", label)
    plain = [re.sub(r"^(being|feeling|the) ", "", normal(part)) for part in parts]
    return tuple(dict.fromkeys([p for p in plain if len(p) > 2] + [slug.replace("_", " ")]))
