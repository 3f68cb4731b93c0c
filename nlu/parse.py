"""From the JSON that Rasa's ``/model/parse`` answers to an :class:`Understanding`."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from basics.errors import WaymarkError
from basics.vocabulary import vocabulary
from nlu import language
from nlu.understanding import Entity, Scored, Understanding

SURE = 0.40
"""Below this confidence of the request the bot asks instead of acting (figures: docs/nlu.md)."""
CLEAR = 0.10
"""Two requests closer together than this are a near-tie."""
_ABOUT_NEEDS = frozenset({"worry", "find_activity", "find_support"})


class BadAnswer(WaymarkError):
    """The server answered, but not with a parse."""

    code = "nlu_bad_answer"


class _Ranked(BaseModel):
    name: str | None
    confidence: float = Field(ge=0.0, le=1.0)


class _Parse(BaseModel):
    """The part of Rasa's answer that we use. Our components add topics, interests and persona."""

    model_config = ConfigDict(extra="ignore")
    intent: _Ranked
    intent_ranking: list[_Ranked] = []
    entities: list[Entity] = []
    topics: list[Scored] = []
    interests: list[Scored] = []
    persona: str = "unknown"


def understanding_from(answer: Any, text: str) -> Understanding:
    """``answer`` as an Understanding of ``text``; raises :class:`BadAnswer` for any other shape."""
    try:
        parse = _Parse.model_validate(answer)
    except ValidationError as problem:
        raise BadAnswer("The NLU server's answer has another shape than a parse.") from problem
    words = vocabulary()
    request = parse.intent.name
    if request not in words.requests or parse.persona not in words.personas:
        raise BadAnswer("The NLU server's model has other labels than the vocabulary.")
    spoken = language.detect(text)
    return Understanding(
        request=request,
        confidence=parse.intent.confidence,
        persona=parse.persona,
        topics=_known(parse.topics, words.topics),
        interests=_known(parse.interests, words.interests),
        entities=tuple(e for e in parse.entities if 0 <= e.start < e.end <= len(text)),
        language=spoken,
        fallback=_unsure(parse) or spoken != language.ENGLISH,
    )


def _known(found: list[Scored], slugs: dict[str, str]) -> tuple[Scored, ...]:
    return tuple(sorted((s for s in found if s.slug in slugs), key=lambda s: -s.score))


def _unsure(parse: _Parse) -> bool:
    """Low confidence or a near-tie; but a tie between requests about the same need is no doubt
    where topics or interests say what it is about."""
    if parse.intent.confidence < SURE:
        return not (parse.intent.name in _ABOUT_NEEDS and (parse.topics or parse.interests))
    rivals = [r for r in parse.intent_ranking if r.name != parse.intent.name]
    best = max(rivals, key=lambda r: r.confidence, default=None)
    if best is None or parse.intent.confidence - best.confidence >= CLEAR:
        return False
    both_about_needs = {parse.intent.name, best.name} <= _ABOUT_NEEDS
    return not (both_about_needs and (parse.topics or parse.interests or parse.entities))
