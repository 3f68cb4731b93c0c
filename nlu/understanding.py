"""What was understood of one message, and who can understand one."""

from __future__ import annotations

from typing import Protocol

from pydantic import BaseModel, ConfigDict

from basics.vocabulary import vocabulary


class Scored(BaseModel):
    """A slug of the vocabulary with a calibrated score between 0 and 1."""

    model_config = ConfigDict(frozen=True)
    slug: str
    score: float


class Entity(BaseModel):
    """One value that was typed. ``start`` and ``end`` are offsets into the text as typed."""

    model_config = ConfigDict(frozen=True)
    entity: str
    value: str | int
    type: str | None = None
    """For a place: postcode, outcode, town or area."""
    negated: bool = False
    start: int
    end: int


class Understanding(BaseModel):
    """One message, understood. Only topics and interests that the bot would act on are listed."""

    model_config = ConfigDict(frozen=True)
    request: str
    confidence: float
    persona: str = "unknown"
    topics: tuple[Scored, ...] = ()
    interests: tuple[Scored, ...] = ()
    entities: tuple[Entity, ...] = ()
    language: str = "en"
    fallback: bool = False
    """Not sure enough to act: ask, do not guess."""
    degraded: bool = False
    """The NLU server did not answer; only what simple local rules can tell is here."""

    @property
    def domains(self) -> tuple[str, ...]:
        """The domains of the topics, in the vocabulary's order."""
        return vocabulary().domains_of(topic.slug for topic in self.topics)

    def values(self, entity: str) -> tuple[str | int, ...]:
        """The values of one kind of entity that were not ruled out."""
        return tuple(e.value for e in self.entities if e.entity == entity and not e.negated)


class Understander(Protocol):
    """Anything that understands a message. Never raises for an outage: it answers ``degraded``."""

    async def understand(self, text: str) -> Understanding: ...
