"""The known phrases for topics, interests, requests and personas (``nlu/phrasebook/*.yml``).

Read by the rules that work without Rasa and by the pipeline, so fit for both environments.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml

from nlu.phrases import PhraseBook
from nlu.text import fold

FOLDER = Path(__file__).with_name("phrasebook")
NAMES = ("topics", "interests", "requests", "personas")

_DISLIKED = re.compile(
    r"(?:\b(?:hates?|not(?:\s+(?:into|keen\s+on|really\s+into|bothered\s+about))?|except(?:\s+for)?|apart\s+from"
    r"|anything\s+but|instead\s+of|other\s+than|can'?t\s+stand|scared\s+of|sick\s+of|no|no\s+more)"
    r"|\b(?:don'?t|doesn'?t|didn'?t|never)\s+(?:really\s+)?(?:like|likes|liked|want|enjoy|fancy))"
    r"\s+(?:(?:doing|playing|the|any|do|going|to|a)\s+){0,2}$"
)


@cache
def phrase_lists(name: str) -> dict[str, list[str]]:
    """``{slug: [phrases]}`` of one of :data:`NAMES`, every phrase as text."""
    text = (FOLDER / f"{name}.yml").read_text(encoding="utf-8")
    # The base loader makes every scalar a string: "no" and "on" stay the words they are.
    lists: dict[str, list[str]] = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506
    return lists


@cache
def phrasebook(name: str) -> PhraseBook[str]:
    """One of :data:`NAMES`, ready to search with."""
    return PhraseBook.of(phrase_lists(name))


def slugs(name: str, text: str) -> tuple[str, ...]:
    """The slugs of ``name`` whose phrases stand in ``text``, each once, in order."""
    return tuple(dict.fromkeys(hit.payload for hit in phrasebook(name).find(text)))


def interests_named(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Interests named in so many words: those meant, and those only ruled out ("not football")."""
    folded = fold(text)
    meant: dict[str, None] = {}
    ruled_out: dict[str, None] = {}
    for hit in phrasebook("interests").find(text):
        group = ruled_out if _DISLIKED.search(folded, 0, hit.start) else meant
        group[hit.payload] = None
    return tuple(meant), tuple(slug for slug in ruled_out if slug not in meant)
