"""Scripted conversations: played against the flows, written down, kept as golden files.

A golden file is YAML: ``about``, ``flow``, ``turns`` (``say`` with what is understood of it, ``tap``,
or ``hand_back``) and the ``transcript`` that came of it, which can be read like a conversation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from basics.content import load_yaml
from basics.vocabulary import vocabulary
from flows.definition import FlowSet
from flows.loader import schema
from flows.talk import Find, Talk
from flows.types import Button, CallPerson, Ended, Event, Learned, Say, Search

_MARK = "transcript: |2\n"
# The 2 tells YAML the margin, since a transcript may begin with an indented line.


class Words(Protocol):
    """Words by key, as bot's Wording has them."""

    def say(
        self, key: str, data: Mapping[str, Any] | None = None, *, audience: str, seed: int = 0
    ) -> str: ...

    def label(self, key: str, data: Mapping[str, Any] | None = None) -> str: ...


@dataclass(frozen=True, slots=True)
class Script:
    """What a person says and taps, turn by turn, and what is expected to come of it."""

    path: Path
    flow: str
    facts: Mapping[str, Any]
    turns: tuple[Mapping[str, Any], ...]
    transcript: str | None


def read_script(path: Path) -> Script:
    """The script in ``path``. Raises ContentError naming the line of a mistake."""
    data = load_yaml(path, schema("script"))
    return Script(
        path, data["flow"], data.get("facts", {}), tuple(data["turns"]), data.get("transcript")
    )


def play(flow_set: FlowSet, script: Script, *, find: Find, words: Words, now: datetime) -> str:
    """The transcript of ``script``: every line said, button offered, search made, thing learned."""
    talk = Talk(flow_set, find=find, now=now)
    lines = list(_written(talk.begin(script.flow, script.facts), talk, words, 0))
    for number, turn in enumerate(script.turns, 1):
        lines += ["", *_asked(turn)]
        lines += _written(take_turn(talk, turn), talk, words, number)
    return "\n".join(lines) + "\n"


def write_golden(script: Script, transcript: str) -> None:
    """Put ``transcript`` into the script's file, leaving the rest of it as it was written."""
    head = script.path.read_text(encoding="utf-8").split(_MARK)[0].rstrip() + "\n"
    body = "".join(f"  {line}".rstrip() + "\n" for line in transcript.splitlines())
    script.path.write_text(head + _MARK + body, encoding="utf-8")


def take_turn(talk: Talk, turn: Mapping[str, Any]) -> list[Event]:
    """Do one turn of a script."""
    if "tap" in turn:
        return talk.tap(turn["tap"])
    if "say" in turn:
        return talk.say(turn["say"], understanding(turn["say"], turn.get("understood", {})))
    return talk.hand_back()


def _asked(turn: Mapping[str, Any]) -> Iterator[str]:
    if "tap" in turn:
        yield f"you tap: {turn['tap']}"
    elif "say" in turn:
        yield f"you: {turn['say']}"
    else:
        yield "(a person hands the chat back)"


def _written(events: list[Event], talk: Talk, words: Words, seed: int) -> Iterator[str]:
    audience = talk.understood["persona"]
    for event in events:
        match event:
            case Say():
                yield from _said(event, words, audience, seed)
            case Search():
                yield f"  (search: {_plain(event.query)})"
            case Learned():
                yield f"  (learned: {_plain(event.facts)})"
            case CallPerson():
                yield f"  (a person is called: {event.reason})"
            case Ended():
                yield f"  (the end: {event.reason})"


def _said(say: Say, words: Words, audience: str, seed: int) -> Iterator[str]:
    kind = "" if say.kind == "say" else f" ({say.kind})"
    first, *rest = words.say(say.words, say.data, audience=audience, seed=seed).splitlines()
    yield f"waymark{kind}: {first}"
    yield from (f"  {line}".rstrip() for line in rest)
    yield from (f"  * {service['name']}" for service in say.services)
    if say.buttons:
        yield "  " + " ".join(_button(button, words) for button in say.buttons)


def _button(button: Button, words: Words) -> str:
    return f"[{words.label(button.label, button.data)} | {button.choice}]"


def _plain(data: Mapping[str, Any]) -> str:
    def value(given: Any) -> str:
        return "+".join(map(str, given)) if isinstance(given, list) else str(given)

    return ", ".join(f"{key} {value(given)}" for key, given in data.items())


_ENTITIES = {
    "age": "age", "place": "place", "day": "day", "not_day": "day", "time": "time_of_day",
    "cost": "cost", "access": "access_need", "audience": "audience", "language": "language",
}  # fmt: skip


def understanding(text: str, short: Mapping[str, Any]) -> dict[str, Any]:
    """nlu's Understanding as JSON, from the short form of a script: ``{topics: [sleep], age: 13}``."""
    entities = [
        _entity(text, name, kind, value)
        for name, kind in _ENTITIES.items()
        for value in _many(short.get(name))
    ]
    return {
        "request": short.get("request", "find_activity"),
        "confidence": 0.0 if short.get("fallback") else 0.9,
        "persona": short.get("persona", "unknown"),
        "topics": [{"slug": slug, "score": 0.9} for slug in short.get("topics", ())],
        "interests": [{"slug": slug, "score": 0.9} for slug in short.get("interests", ())],
        "domains": list(vocabulary().domains_of(short.get("topics", ()))),
        "entities": entities,
        "language": "en",
        "fallback": bool(short.get("fallback")),
        "degraded": bool(short.get("degraded")),
    }


def _entity(text: str, name: str, kind: str, value: Any) -> dict[str, Any]:
    found = re.search(rf"{re.escape(str(value))}\w*", text, re.IGNORECASE)
    start, end = found.span() if found else (0, 0)
    entity = {
        "entity": kind,
        "value": value,
        "negated": name == "not_day",
        "start": start,
        "end": end,
    }
    if kind == "place":
        postcode = re.fullmatch(r"[A-Z]{1,2}\d\w?( \d[A-Z]{2})?", str(value))
        entity["type"] = ("postcode" if postcode.group(1) else "outcode") if postcode else "town"
    return entity


def _many(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]
