"""A conversation as staff read it: every message with its author, its marks and what came with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from console.label_view import Marking, marking
from console.marking import Piece, marks_of, pieces
from console.times import local_day, local_time
from console.words import Words
from safeguarding.assessment import Tier
from safeguarding.labels import Label
from safeguarding.queue import Sign
from storage.conversations import Author, Message
from storage.outbox import Delivery


@dataclass(frozen=True, slots=True)
class Line:
    """One message. ``day`` is set on the first of a day; ``tier`` where it raised the case."""

    seq: int
    author: str
    name: str
    day: str | None
    time: str
    iso: str
    pieces: list[Piece]
    lead: str = ""
    """What it was where it was not simply typed: a tap, a photo, a change."""
    tier: str | None = None
    signs: list[str] = field(default_factory=list)
    services: list[str] = field(default_factory=list)
    contacts: list[str] = field(default_factory=list)
    buttons: list[str] = field(default_factory=list)
    delivery: str = ""
    """Whether it has arrived, where the channel tells; empty where there is nothing to say."""
    explained: bool = False
    """Whether the list of what raised the case says why."""
    marking: Marking | None = None


@dataclass(frozen=True, slots=True)
class Around:
    """What lines are read with: signs and labels by message, staff names and deliveries, who reads,
    clock and words."""

    signs: Mapping[str, Sequence[Sign]]
    """Those of every case of the conversation."""
    explained: frozenset[str]
    """The messages whose signs belong to the case that is shown."""
    labels: Mapping[str, Sequence[Label]]
    reader: str
    may_mark: bool
    staff: Mapping[str, str]
    deliveries: Mapping[str, str]
    now: datetime
    zone: ZoneInfo
    words: Words


def lines_of(messages: Iterable[Message], around: Around) -> list[Line]:
    """The lines of a transcript in order, with the day over the first line of each day."""
    made: list[Line] = []
    last_day = None
    for message in messages:
        day = local_day(message.created_at, around.now, around.zone)
        made.append(_line(message, around, None if day == last_day else day))
        last_day = day
    return made


def _line(message: Message, around: Around, day: str | None) -> Line:
    signs = around.signs.get(message.id, ())
    payload = message.payload if isinstance(message.payload, dict) else {}
    words = around.words
    return Line(
        seq=message.seq,
        author=message.author,
        name=_name(message, payload, around),
        day=day,
        time=local_time(message.created_at, around.zone),
        iso=message.created_at.isoformat(timespec="seconds"),
        pieces=_pieces(message.text, signs),
        lead=_lead(message, payload, words),
        tier=_gravest(signs),
        signs=words.labels("categories", _categories(signs)),
        services=_texts(payload.get("services"), "name"),
        contacts=_contacts(payload.get("contacts")),
        buttons=_texts(payload.get("buttons"), "label"),
        delivery=_delivery(around.deliveries.get(message.id), words),
        explained=message.id in around.explained,
        marking=_marking(message, signs, around),
    )


def _marking(message: Message, signs: Sequence[Sign], around: Around) -> Marking | None:
    """The place to mark what a person wrote. A button that raised nothing holds our own words."""
    tier = Tier(_gravest(signs) or Tier.NONE)
    written = bool(message.text.strip()) and message.kind != "choice"
    if message.author != Author.PERSON or (tier is Tier.NONE and not written):
        return None
    return marking(
        message.id,
        tier,
        around.labels.get(message.id, ()),
        reader=around.reader,
        may_mark=around.may_mark,
        words=around.words,
    )


def _name(message: Message, payload: Mapping[str, Any], around: Around) -> str:
    if message.author == Author.STAFF:
        known = around.staff.get(message.staff_id or "") or payload.get("author_name")
        return str(known or around.words.label("authors", "staff"))
    return around.words.label("authors", message.author)


def _pieces(text: str, signs: Sequence[Sign]) -> list[Piece]:
    if not text:
        return []
    return pieces(text, (mark for sign in signs for mark in marks_of(sign.spans, sign.tier)))


def _lead(message: Message, payload: Mapping[str, Any], words: Words) -> str:
    if message.author != Author.PERSON:
        return ""
    leads = []
    if payload.get("edited"):
        leads.append("Changed a message into:")
    if payload.get("left_out"):
        leads.append(f"Very long: {payload['left_out']} characters in the middle were not kept.")
    if message.kind == "choice":
        leads.append("Tapped:")
    if message.kind == "attachment":
        what = words.label("attachments", str(payload.get("attachment") or "other"))
        leads.append(f"Sent {what}. It was not opened or kept.")
    return " ".join(leads)


def _gravest(signs: Sequence[Sign]) -> str | None:
    known = [Tier(sign.tier) for sign in signs if sign.tier in list(Tier)]
    gravest = max(known, key=lambda tier: tier.rank, default=Tier.NONE)
    return None if gravest is Tier.NONE else str(gravest)


def _categories(signs: Sequence[Sign]) -> list[str]:
    return list(dict.fromkeys(slug for sign in signs for slug in sign.categories))


def _delivery(state: str | None, words: Words) -> str:
    shown = (str(Delivery.PENDING), str(Delivery.FAILED))
    return words.label("deliveries", state) if state in shown else ""


def _texts(items: Any, key: str) -> list[str]:
    if not isinstance(items, list):
        return []
    return [str(item[key]) for item in items if isinstance(item, dict) and item.get(key)]


def _contacts(items: Any) -> list[str]:
    if not isinstance(items, list):
        return []
    made = []
    for item in items:
        if isinstance(item, dict) and item.get("name"):
            name = str(item["name"])
            ways = [str(item[key]) for key in ("phone", "sms", "url") if item.get(key)]
            made.append(" ".join([name, *(way for way in ways if way not in name)]))
    return made
