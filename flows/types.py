"""What goes into the engine and what comes out. All of it is plain JSON underneath."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Json = Any
"""Anything that ``json.dumps`` takes."""


@dataclass(frozen=True, slots=True)
class Said:
    """The person typed something. ``understood`` is nlu's Understanding as a JSON object."""

    text: str
    understood: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Chose:
    """The person tapped a button; ``choice`` is one that was offered, or a command."""

    choice: str


@dataclass(frozen=True, slots=True)
class Found:
    """The search that the engine asked for, answered: directory's SearchAnswer as a JSON object."""

    answer: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Resumed:
    """A person handed the conversation back to the bot."""


Input = Said | Chose | Found | Resumed


@dataclass(frozen=True, slots=True)
class Button:
    """Something to tap. ``label`` is a key of the words; ``choice`` at most 60 bytes of
    ``[a-z0-9_:.-]`` (Telegram allows 64)."""

    label: str
    choice: str
    data: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Say:
    """Say the words with key ``words``, filled with ``data``, and offer ``buttons``."""

    words: str
    data: Mapping[str, Json] = field(default_factory=dict)
    buttons: tuple[Button, ...] = ()
    kind: str = "say"
    """say, understood or services"""
    services: tuple[Mapping[str, Json], ...] = ()
    """ServiceHit objects to show under the words."""


@dataclass(frozen=True, slots=True)
class Search:
    """Search the directory with ``query`` (directory's SearchQuery as JSON) and come back with
    :class:`Found`. The session waits; always the last event of an advance."""

    query: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class CallPerson:
    """The person asked for, or needs, a human. ``reason``: asked, stuck or limit."""

    reason: str


@dataclass(frozen=True, slots=True)
class Learned:
    """Facts worth a column of the conversation: persona, age_band, outcode, under_16."""

    facts: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Ended:
    """The flow is over. ``reason``: done, stopped, left, or erase (they asked, and confirmed, that the
    chat be deleted: the bot does it)."""

    reason: str


Event = Say | Search | CallPerson | Learned | Ended


@dataclass(frozen=True, slots=True)
class Advance:
    """The new session (JSON, to be stored whole) and what happened, in order."""

    session: Mapping[str, Json]
    events: tuple[Event, ...]
