"""Stand-ins for what a conversation needs from other rooms, for tests. They ship with the package
and keep to the same protocols as the real ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from basics.clock import Clock
from bot.desk import SafeguardingDesk
from bot.parts import Limits, Parts
from bot.plan import COMMANDS
from bot.ports import Who
from directory.query import SearchAnswer, SearchQuery, ServiceHit
from flows.types import (
    Advance,
    Button,
    CallPerson,
    Chose,
    Ended,
    Found,
    Input,
    Learned,
    Resumed,
    Said,
    Say,
    Search,
)
from nlu.understanding import Understanding
from safeguarding.alarm import Alarm
from safeguarding.assessment import Assessment, Tier
from safeguarding.hours import Hours
from storage.database import Database
from storage.signals import Signals


class KeyWords:
    """Words that are their own key, with their data: ``heard(text=hello)``."""

    def say(
        self, key: str, data: Mapping[str, Any] | None = None, *, who: Who, seed: int = 0
    ) -> str:
        inside = ", ".join(f"{name}={value}" for name, value in sorted((data or {}).items()))
        return f"{key}({inside})" if inside else key


class WordAssessor:
    """Finds a risk where a word of ``signs`` is in the text; ``broken`` makes it raise."""

    def __init__(self, signs: Mapping[str, Assessment] | None = None) -> None:
        self.signs = dict(signs) if signs is not None else DANGERS
        self.broken = False
        self.seen: list[tuple[str, tuple[str, ...]]] = []

    def assess(self, text: str, history: tuple[str, ...] = ()) -> Assessment:
        self.seen.append((text, history))
        if self.broken:
            raise RuntimeError(f"broken while reading {text!r}")
        hits = [found for word, found in self.signs.items() if word in text]
        return max(hits, key=lambda found: found.tier.rank, default=Assessment())


DANGERS = {
    "pills": Assessment(tier=Tier.IMMEDIATE, categories=("overdose",), rules=("t1",)),
    "knife": Assessment(tier=Tier.HIGH, categories=("weapon",), rules=("t2",)),
    "hopeless": Assessment(tier=Tier.CONCERN, categories=("passive_ideation",), rules=("t3",)),
}
"""Words that :class:`WordAssessor` takes for signs, unless told otherwise."""


class PlainUnderstander:
    """Takes everything for a wish for something to do; ``before`` runs first and may raise or wait."""

    def __init__(self) -> None:
        self.before: Callable[[str], Any] | None = None
        self.seen: list[str] = []

    async def understand(self, text: str) -> Understanding:
        self.seen.append(text)
        if self.before is not None:
            outcome = self.before(text)
            if hasattr(outcome, "__await__"):
                outcome = await outcome
            if outcome is not None:
                found: Understanding = outcome
                return found
        return Understanding(request="find_activity", confidence=0.9)


class EchoFlow:
    """Says what it heard and counts. ``find ...`` searches, ``person`` calls one, ``boom`` breaks."""

    def start(self, persona: str, now: datetime) -> Advance:
        return Advance({"heard": 0}, (Say("greeting", buttons=(Button("b.go", "go"),)),))

    def command(self, text: str) -> str | None:
        word = text.strip().lower()
        return word if word in COMMANDS else None

    def advance(self, session: Any, given: Input, now: datetime) -> Advance:
        session = {**session, "heard": session["heard"] + (not isinstance(given, Found))}
        match given:
            case Said(text=text) if text == "boom":
                raise RuntimeError(f"cannot take {text!r}")
            case Said(text=text) if text.startswith("find"):
                return Advance(session, (Say("searching"), Search({"text": text[5:]})))
            case Said(text=text):
                return Advance(session, (Say("heard", {"text": text}, _GO),))
            case Found(answer=answer):
                names = [hit["name"] for hit in answer["results"]]
                key = "search_failed" if answer.get("failed") else "found"
                shown = Say(key, {"names": names}, kind="services", services=answer["results"])
                return Advance(session, (shown,))
            case Resumed():
                return Advance(session, (Say("resumed", buttons=_GO),))
            case Chose(choice="person"):
                return Advance(session, (CallPerson("asked"),))
            case Chose(choice="stop"):
                return Advance(session, (Say("goodbye"), Ended("stopped")))
            case Chose(choice="erase"):
                return Advance(session, (Ended("erase"),))
            case Chose(choice="delete"):
                return Advance(session, (Say("sure", buttons=(Button("b.erase", "erase"),)),))
            case Chose(choice="go"):
                learned = Learned({"persona": "parent", "age_band": "adult", "outcode": "E13"})
                return Advance(session, (learned, Say("chose", {"choice": "go"}, _GO)))
            case Chose(choice=choice):
                return Advance(session, (Say("chose", {"choice": choice}, _GO),))


_GO = (Button("b.go", "go"), Button("b.more", "more"))


class ListFinder:
    """Finds the services that it was given; ``broken`` makes it raise."""

    def __init__(self, *names: str) -> None:
        self.names = names or ("Ink Club",)
        self.broken = False
        self.asked: list[SearchQuery] = []

    async def search(self, query: SearchQuery) -> SearchAnswer:
        self.asked.append(query)
        if self.broken:
            raise OSError("the directory is gone")
        return SearchAnswer(results=tuple(_service(name) for name in self.names))


def _service(name: str) -> ServiceHit:
    return ServiceHit(
        service_id=f"s-{name.lower().replace(' ', '-')}",
        name=name,
        organization="Larkspur Youth Arts",
        summary="Draw with others.",
        reasons=("it has drawing and painting",),
        fictional=True,
    )


def fake_parts(database: Database, clock: Clock, **others: Any) -> Parts:
    """Parts made of the stand-ins above, on a real database; ``others`` replace single ones."""
    made: dict[str, Any] = {
        "assessor": WordAssessor(),
        "understander": PlainUnderstander(),
        "flow": EchoFlow(),
        "words": KeyWords(),
        "finder": ListFinder(),
        "desk": SafeguardingDesk(Hours.from_config({"mon": "09:00-17:00"})),
        "signals": Signals(),
        "limits": Limits(),
        "alarm": Alarm(clock),
        **others,
    }
    return Parts(database=database, clock=clock, **made)
