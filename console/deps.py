"""What the console is given by whoever wires it up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from basics.clock import Clock
from bot.ports import Takeover
from safeguarding.alarm import Fault
from safeguarding.hours import Hours
from storage.database import Database
from storage.signals import Signals


@dataclass(frozen=True, slots=True)
class ConsoleDeps:
    """The console's ports and settings; it reads no configuration and no environment itself."""

    database: Database
    takeover: Takeover
    clock: Clock
    signals: Signals
    service_name: str = "Waymark"
    hours: Hours | None = None
    """When staff watch the queue: what young people are told too. None to show nothing."""
    is_https: bool = False
    """Whether people reach the pages by https: the cookie is then kept to it."""
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/London"))
    rule_meanings: Mapping[str, str] = field(default_factory=dict)
    """What each phrase rule means, by its id; a rule that is not here is shown by its id."""
    faults: Callable[[], Sequence[Fault]] = tuple
    """The faults in screening that stand just now."""
    look_again_seconds: float = 5.0
    """How long a live page waits for a signal before it looks by itself: what a signal from
    another process costs at most."""
    idle_stream_seconds: float = 15.0
    """How often a live page that has no news is sent a line, so that proxies keep it open."""
