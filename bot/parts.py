"""Everything that a conversation is made of, handed round as one thing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from basics.clock import Clock, SystemClock
from bot.ports import Desk, Finder, Flow, Who, Words
from bot.screening_pool import ScreeningPool
from bot.telegram.age_policy import belongs_on_the_web
from nlu.understanding import Understander
from safeguarding.alarm import Alarm
from safeguarding.assessment import Assessor
from safeguarding.normaliser import LIMIT
from storage.database import Database
from storage.signals import Signals

PUSHED = frozenset({"telegram"})
"""Channels to which we send; the others come and fetch."""
SCREENING = ScreeningPool()
"""The threads that screen, shared by everything in this process. None is started before the first
message."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Times in seconds, lengths in characters."""

    screen_seconds: float = 0.5
    """A screen that takes longer counts as failed, which counts as a risk. From when a thread takes
    the message up."""
    screen_wait_seconds: float = 2.0
    """How long a message may wait for a thread to screen it. Longer is an overload, and a risk."""
    understand_seconds: float = 2.5
    """A little over the client's own limit of 2 s, which should speak first."""
    search_seconds: float = 5.0
    understood_chars: int = 2_000
    """How much of a long message the bot reads. All of it is screened and kept."""
    text_chars: int = LIMIT
    """Of a longer text the first and the last part are kept. As much as the screen reads whole, so
    that nothing is kept that was not screened."""
    history: int = 6
    """How many of the person's earlier messages the screen sees."""
    searches: int = 4
    """Searches in one turn before the turn counts as a fault."""
    attempts: int = 3
    """Turns that may fail on one message, or one after the other, before a person is called."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The rooms and tools that a turn works with."""

    database: Database
    assessor: Assessor
    understander: Understander
    flow: Flow
    words: Words
    finder: Finder
    desk: Desk
    clock: Clock
    signals: Signals
    limits: Limits = field(default_factory=Limits)
    alarm: Alarm = field(default_factory=lambda: Alarm(SystemClock()))
    """Told of every fault in screening."""
    screening: ScreeningPool = field(default_factory=lambda: SCREENING)
    belongs_on_the_web: Callable[[Who], bool] = belongs_on_the_web
    """Whether somebody is too young for the channel they are on."""
    web_address: str | None = None
    """Where the web chat is, for people who should not be on another channel."""
