"""Understanding without Rasa: entity rules and known phrases. Thin, honest, never slow."""

from __future__ import annotations

import re

from nlu import language
from nlu.entities import Found, extract, goes_with
from nlu.phrasebooks import interests_named, slugs
from nlu.text import fold, words
from nlu.understanding import Entity, Scored, Understanding

_MY_CHILD = re.compile(r"\bmy\s+[\w\s,&]{0,16}\b(?:year|yr)s?[\s-]*olds?\b")
_MYSELF = re.compile(
    r"\b(?:i'?m|i\s+am)\s+(?:only\s+|just\s+)?(?:[89]|1\d)\b|\bi\s+(?:like|love|hate|feel|can'?t)\b"
)
"""Someone who tells their own young age, or what they like or feel, is a young person."""
_LIKELY = 0.6
_SURE = 0.8


class LocalUnderstander:
    """Answers at once, with ``degraded=True``, from phrases alone.

    It names what is said in so many words and falls back to asking for everything else.
    """

    async def understand(self, text: str) -> Understanding:
        return understand_locally(text)


def understand_locally(text: str) -> Understanding:
    """What the rules can tell of ``text``. Offsets are into ``text`` as given."""
    found = extract(text)
    topics = slugs("topics", text)
    interests, _ = interests_named(text)
    request, confidence = _request(text, found, topics, interests)
    if request in ("talk_to_person", "about_this_service", "smalltalk", "feedback", "out_of_scope"):
        topics, interests = (), ()
    spoken = language.detect(text)
    sure = confidence > 0.0
    return Understanding(
        request=request,
        confidence=confidence,
        persona=_persona(text),
        topics=tuple(Scored(slug=slug, score=_LIKELY) for slug in topics),
        interests=tuple(Scored(slug=slug, score=_LIKELY) for slug in interests),
        entities=tuple(
            Entity(**item.as_dict()) for item in found if not sure or goes_with(item, request)
        ),
        language=spoken,
        fallback=not sure,
        degraded=True,
    )


def _request(
    text: str, found: list[Found], topics: tuple[str, ...], interests: tuple[str, ...]
) -> tuple[str, float]:
    """The request and how sure the rules are; 0.0 means that they cannot tell."""
    asked = slugs("requests", text)
    for request in ("talk_to_person", "about_this_service"):
        if request in asked:
            return request, _SURE
    short = len(words(fold(text))) <= 5
    if "out_of_scope" in asked and not (topics or interests):
        return "out_of_scope", _LIKELY
    if "find_support" in asked and not interests:
        return "find_support", _LIKELY
    if interests or "boredom" in topics or ("find_activity" in asked and not topics):
        return "find_activity", _LIKELY
    if topics:
        return "find_activity" if "find_activity" in asked else "worry", _LIKELY
    if "feedback" in asked:
        return "feedback", _LIKELY
    if found and short:
        return "find_activity", _LIKELY
    if "smalltalk" in asked and short:
        return "smalltalk", _SURE
    return ("find_activity", _LIKELY) if found else ("out_of_scope", 0.0)


def _persona(text: str) -> str:
    shown = slugs("personas", text)
    folded = fold(text)
    if "professional" in shown:
        return "professional"
    if "parent" in shown or _MY_CHILD.search(folded):
        return "parent"
    return "young_person" if "young_person" in shown or _MYSELF.search(folded) else "unknown"
