"""One message, turned into facts: what was understood of it, read in the light of the question asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from basics.vocabulary import vocabulary
from flows import corrections, slots
from flows.facts import Facts, add, drop, forget, remove, worries
from flows.phrases import Phrases

ADULTS = ("parent", "professional")
_LISTS = {
    "time_of_day": ("times", "times_of_day"),
    "access_need": ("access", "access_needs"),
    "audience": ("audiences", "audiences"),
}
NOT_ANSWERS = (
    "about_this_service",
    "talk_to_person",
    "feedback",
    "out_of_scope",
    "smalltalk",
    "worry",
)
_HOME = ZoneInfo("Europe/London")


@dataclass
class Lesson:
    """What one message taught."""

    new: dict[str, list[str]] = field(default_factory=dict)
    """New topics and interests."""
    changed: set[str] = field(default_factory=set)
    """Every kind of fact that is different now."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A message with what helps to read it."""

    text: str
    understood: Mapping[str, Any]
    expects: str | None
    """What was asked: age, place, need... ; None where nothing was."""
    last: Mapping[str, list[str]]
    """Topics and interests that the message before taught, for "no i meant"."""
    now: datetime
    phrases: Phrases

    @property
    def unsure(self) -> bool:
        return bool(self.understood.get("fallback"))

    @property
    def may_answer(self) -> bool:
        """Whether the message may be a bare answer, and is not plainly about something else."""
        return self.unsure or self.understood.get("request") not in NOT_ANSWERS

    def entities(self, kind: str, *, negated: bool = False) -> list[Mapping[str, Any]]:
        """The entities of one kind that were meant, or those that were ruled out."""
        return [
            entity
            for entity in self.understood.get("entities", ())
            if entity["entity"] == kind and bool(entity.get("negated")) is negated
        ]

    def slugs(self, key: str) -> list[str]:
        """Topics or interests that were understood; none where the understanding is unsure."""
        return [] if self.unsure else [str(item["slug"]) for item in self.understood.get(key, ())]


def learn(facts: Facts, heard: Heard) -> Lesson:
    """Merge a message into ``facts`` (changed in place) and say what it taught."""
    lesson = Lesson()
    _persona(facts, heard, lesson)
    _slugs(facts, heard, lesson)
    _ages(facts, heard, lesson)
    _place(facts, heard, lesson)
    _days(facts, heard, lesson)
    _lists(facts, heard, lesson)
    _cost(facts, heard, lesson)
    _wish(facts, heard, lesson)
    return lesson


def _persona(facts: Facts, heard: Heard, lesson: Lesson) -> None:
    persona = heard.understood.get("persona", "unknown")
    if heard.unsure or persona == "unknown" or persona == facts.get("persona"):
        return
    if persona == "young_person" and facts.get("persona") in ADULTS:
        # A parent who says "i am worried" is still a parent: only a button turns an adult back.
        return
    facts["persona"] = persona
    lesson.changed.add("persona")


def _slugs(facts: Facts, heard: Heard, lesson: Lesson) -> None:
    no_to = corrections.ruled_out(heard.phrases, heard.text)
    said = {
        key: [slug for slug in heard.slugs(key) if slug not in no_to.get(key, ())]
        for key in ("topics", "interests")
    }
    if corrections.corrects(heard.phrases, heard.text):
        for key, slugs in corrections.replaced(heard.last, said).items():
            for slug in slugs:
                if remove(facts, key, slug):
                    lesson.changed.add(key)
    for key, slugs in no_to.items():
        for slug in slugs:
            if drop(facts, key[:-1], slug):
                lesson.changed.add(key)
    for key, slugs in said.items():
        for slug in slugs:
            remove(facts, f"not_{key}", slug)
        new = add(facts, key, slugs)
        if new:
            lesson.new[key] = new
            lesson.changed.add(key)


def _ages(facts: Facts, heard: Heard, lesson: Lesson) -> None:
    found = [pair for e in heard.entities("age") if (pair := _age_pair(e["value"]))]
    if not found and heard.expects == "age":
        found = slots.ages(heard.text)
    if not found:
        return
    own = facts.get("persona") not in ADULTS and heard.expects == "age"
    if own or facts.get("persona") == "young_person":
        found = found[:1]
    elif (
        facts.get("persona") in ADULTS
        and heard.phrases.opens_with(heard.text, "also")
        and "ages" in facts
    ):
        found = facts["ages"] + [pair for pair in found if pair not in facts["ages"]]
    found = sorted(found)
    if found != facts.get("ages"):
        facts["ages"] = found
        facts.pop("no_age", None)
        lesson.changed.add("ages")


def _age_pair(value: Any) -> list[int] | None:
    try:
        low, _, high = str(value).partition("-")
        pair = [int(low), int(high or low)]
    except ValueError:
        return None
    return sorted(pair) if all(0 <= age <= 120 for age in pair) else None


def _place(facts: Facts, heard: Heard, lesson: Lesson) -> None:
    found = _said_place(heard)
    if found is None and heard.expects == "place" and not lesson.changed and heard.may_answer:
        found = slots.place(heard.text) if heard.phrases.search_words(heard.text) else None
    if found is None and (code := slots.full_postcode(heard.text)):
        # Typed as a postcode, so meant as one: where there is no such place, we say so.
        found = code, "outcode"
    if found is None or found[0] == facts.get("place"):
        return
    forget(facts, ("place",))
    facts["place"], facts["place_kind"] = found
    lesson.changed.add("place")


def _said_place(heard: Heard) -> tuple[str, str] | None:
    """The most exact place that was typed; of a postcode only the outward code."""
    order = ("postcode", "outcode", "area", "town", None)
    places = sorted(heard.entities("place"), key=lambda e: order.index(e.get("type")))
    if not places:
        return None
    value, kind = str(places[0]["value"]), places[0].get("type")
    if kind in ("postcode", "outcode"):
        return value.upper().split()[0], "outcode"
    return value[: slots.MAX_PLACE_CHARS], str(kind or "town")


def _days(facts: Facts, heard: Heard, lesson: Lesson) -> None:
    days = [day for e in heard.entities("day") if (day := _day(e["value"], heard.now))]
    not_days = [
        d for e in heard.entities("day", negated=True) if (d := _day(e["value"], heard.now))
    ]
    if days and corrections.corrects(heard.phrases, heard.text):
        facts.pop("days", None)
    for key, other, values in (("days", "not_days", days), ("not_days", "days", not_days)):
        for value in values:
            remove(facts, other, value)
        if add(facts, key, values):
            lesson.changed.add("days")


def _day(value: Any, now: datetime) -> str | None:
    words = vocabulary().days
    plain = str(value).lower().strip()
    ahead = {"today": 0, "tonight": 0, "tomorrow": 1}.get(plain)
    if ahead is not None:
        return words[(now.astimezone(_HOME) + timedelta(days=ahead)).weekday()]
    if plain in words:
        return plain
    return next((day for day in words if plain.startswith(day)), None)


def _lists(facts: Facts, heard: Heard, lesson: Lesson) -> None:
    for kind, (key, known) in _LISTS.items():
        allowed = getattr(vocabulary(), known)
        wanted = [str(e["value"]) for e in heard.entities(kind)]
        for entity in heard.entities(kind, negated=True):
            if remove(facts, key, str(entity["value"])):
                lesson.changed.add(key)
        # "other" is for staff to see, not something that a search could use.
        if add(facts, key, [v for v in wanted if v in allowed and v != "other"]):
            lesson.changed.add(key)
    languages = [str(e["value"]) for e in heard.entities("language")]
    if "languages_culture" not in facts.get("interests", ()) and add(facts, "languages", languages):
        lesson.changed.add("languages")


def _cost(facts: Facts, heard: Heard, lesson: Lesson) -> None:
    if any(str(e["value"]) in ("free", "0") for e in heard.entities("cost", negated=True)):
        if facts.pop("free", None):
            lesson.changed.add("free")
    elif any(str(e["value"]) in ("free", "0") for e in heard.entities("cost")) and not facts.get(
        "free"
    ):
        facts["free"] = True
        lesson.changed.add("free")


def _wish(facts: Facts, heard: Heard, lesson: Lesson) -> None:
    """What sort of thing is wanted, and words to search for where no slug fits them."""
    request = heard.understood.get("request")
    degraded = bool(heard.understood.get("degraded"))
    wish = {"find_activity": "activity", "find_support": "support"}.get(str(request))
    if heard.unsure:
        wish = None
    # Where the server is down, words that nobody understood are all that there is.
    if wish is None and not (degraded and heard.unsure):
        return
    if not lesson.new and _only_an_answer(heard, lesson):
        return  # "13" or "near hu3" reads as find_activity; it is only an answer
    if wish and facts.get("wants") in (None, "any") and facts.get("wants") != wish:
        facts["wants"] = wish
        lesson.changed.add("wants")
    if facts.get("interests") or worries(facts):
        facts.pop("text", None)
        return
    words = heard.phrases.search_words(without_entities(heard))
    if corrections.ruled_out(heard.phrases, heard.text):
        return  # "i dont like football" must not search for football
    if words and words != facts.get("text"):
        facts["text"] = words
        lesson.changed.add("text")


def _only_an_answer(heard: Heard, lesson: Lesson) -> bool:
    """Whether a message gave the age or place that was asked for, or nothing but facts."""
    asked = {"age": "ages", "place": "place"}.get(str(heard.expects))
    return asked in lesson.changed or (bool(lesson.changed) and slots.bare(without_entities(heard)))


def without_entities(heard: Heard) -> str:
    """The text without ages, places, days and the like, which are facts of their own."""
    text = heard.text[:400]
    spans = sorted((e["start"], e["end"]) for e in heard.understood.get("entities", ()))
    for start, end in reversed(spans):
        text = f"{text[:start]} {text[end:]}"
    return text
