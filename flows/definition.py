"""A flow, read from its file and made ready to run: steps, the buttons they offer, and where they lead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from basics.errors import WaymarkError
from flows.phrases import Phrases

WAITING = frozenset({"ask", "offer"})
"""Kinds of steps at which a person is waited for."""


class FlowProblem(WaymarkError):
    """A flow cannot be used as it is written; the message names the flow and the step."""

    code = "flow_problem"


@dataclass(frozen=True, slots=True)
class Tap:
    """One button of a step, and what tapping it (or saying the same in words) does."""

    choice: str
    label: str
    go: str | None = None
    """A step of the same flow; None stays and asks again."""
    flow: str | None = None
    """Another flow to go over to."""
    learn: Mapping[str, Any] = field(default_factory=dict)
    forget: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    """Groups of typed phrases that mean this button at this step."""
    when: tuple[str, ...] = ()
    """Conditions for offering it."""


@dataclass(frozen=True, slots=True)
class Turning:
    """One line of a route: take it if all conditions hold."""

    when: tuple[str, ...]
    go: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step. ``words`` is a key of the words; ``exits`` are the named ways out besides ``go``."""

    name: str
    kind: str
    words: str | None = None
    again: str | None = None
    unclear: str | None = None
    why: str | None = None
    expects: str | None = None
    menu: str | None = None
    go: str | None = None
    flow: str | None = None
    exits: Mapping[str, str] = field(default_factory=dict)
    also: Mapping[str, str] = field(default_factory=dict)
    """More keys of words that a step of this kind uses."""
    taps: tuple[Tap, ...] = ()
    route: tuple[Turning, ...] = ()
    learn: Mapping[str, Any] = field(default_factory=dict)
    forget: tuple[str, ...] = ()
    reason: str | None = None

    @property
    def waits(self) -> bool:
        """Whether the flow stops here until the person says or taps something."""
        return self.kind in WAITING

    def targets(self) -> list[str]:
        """Every step of the same flow that this one can lead to by its own exits."""
        found = [self.go, *self.exits.values(), *(tap.go for tap in self.taps if not tap.flow)]
        found += [turning.go for turning in self.route]
        return [target for target in found if target is not None]


@dataclass(frozen=True)
class Flow:
    """A compiled flow. ``revision`` is a hash of everything in the definition."""

    name: str
    title: str
    audience: str
    start: str
    safe: str
    """Where it is always right to go on from: it looks at what is known and asks what is missing."""
    opens: Mapping[str, str]
    """The step that shows or asks for each of: age, place, topic, service..."""
    lost: tuple[str, ...]
    """Steps for words that were not understood the second, third... time running."""
    steps: Mapping[str, Step]
    revision: str

    @cached_property
    def tap_of(self) -> dict[str, Tap]:
        """The first button with each choice, so that a button of an earlier message still works."""
        found: dict[str, Tap] = {}
        for step in self.steps.values():
            for tap in step.taps:
                found.setdefault(tap.choice, tap)
        return found


@dataclass(frozen=True, slots=True)
class Command:
    """Something that can be said or tapped at every step."""

    name: str
    words: str | None
    taps: tuple[Tap, ...] = ()


@dataclass(frozen=True, slots=True)
class Area:
    """A place to tap. ``near`` goes to the search; ``places`` are offered first where it is large."""

    slug: str
    label: str
    near: str
    places: tuple[Area, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a conversation may go before a person is called instead."""

    steps: int = 50
    """Steps in one advance."""
    turns: int = 200
    """Messages and taps in one session."""
    searches: int = 4
    """Searches in one turn."""
    shown: int = 5
    """Services shown at a time."""


@dataclass(frozen=True)
class FlowSet:
    """Every flow of a folder, with the commands, phrases and menus that they share."""

    flows: Mapping[str, Flow]
    default: str
    commands: Mapping[str, Command]
    phrases: Phrases
    areas: Mapping[str, Area]
    groups: Mapping[str, tuple[str, ...]]
    """Interests by group, for choosing by tap."""
    age_bands: Mapping[str, tuple[int, int]]
    """Ages of children to choose by tap."""
    close_topics: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For a worry, others that are close to it."""
    limits: Limits = field(default_factory=Limits)

    def flow(self, name: str) -> Flow:
        """The flow with ``name``, or the default one."""
        return self.flows.get(name) or self.flows[self.default]

    def command(self, text: str) -> str | None:
        """The global command that ``text`` is the typed form of, if it is one."""
        return self.phrases.command(text)
