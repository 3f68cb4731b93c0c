"""Everything put together: the rooms, handed what they need. Only this floor reads settings."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from basics.clock import Clock, SystemClock
from basics.content import ContentError
from bot.chat import ChatService
from bot.desk import SafeguardingDesk
from bot.flow_engine import FlowEngine
from bot.parts import Parts
from bot.takeover import TakeoverService
from bot.wording import Wording
from directory.directory import Directory
from flows.loader import load as load_flows
from nlu.client import RasaUnderstander
from nlu.local import LocalUnderstander
from nlu.understanding import Understander
from safeguarding.alarm import Alarm
from safeguarding.hours import Hours
from safeguarding.screen import FailSafe
from storage.database import Database
from storage.signals import Signals
from waymark.finding import DirectoryFinder
from waymark.metered import MeteredChat
from waymark.metrics import Metrics
from waymark.opening import open_database
from waymark.screening import make_assessor as make_assessor
from waymark.screening import phrase_screen
from waymark.settings import Settings

Check = Callable[[], dict[str, Any]]


@dataclass(slots=True)
class Waymark:
    """One assembled service."""

    settings: Settings
    clock: Clock
    database: Database
    signals: Signals
    assessor: FailSafe
    alarm: Alarm
    """Told of every fault in screening, and asked by /health/ready and the console."""
    understander: RasaUnderstander
    directory: Directory
    hours: Hours
    parts: Parts
    turns: ChatService
    chat: MeteredChat
    takeover: TakeoverService
    metrics: Metrics
    rule_meanings: dict[str, str] = field(default_factory=dict)
    """What each risk rule looks for, in words for staff, by its id."""
    channels: dict[str, Check] = field(default_factory=dict)
    """Health of channels that are pushed to, by name; asked by /health/ready."""


def make_understander(settings: Settings, clock: Clock, servers: list[str]) -> RasaUnderstander:
    """The client of the Rasa servers at ``servers``."""
    return RasaUnderstander(
        servers,
        timeout_s=settings.understanding.timeout_seconds,
        local=LocalUnderstander(),
        clock=clock,
    )


@asynccontextmanager
async def assembled(
    settings: Settings, servers: list[str], *, clock: Clock | None = None
) -> AsyncIterator[Waymark]:
    """Waymark over the settings' database and the Rasa servers at ``servers``."""
    clock = clock or SystemClock()
    async with open_database(settings) as database:
        understander = make_understander(settings, clock, servers)
        try:
            waymark = assemble(settings, clock, database, understander, understander)
            # The first time takes longer, and the first message must not be late for that.
            await asyncio.to_thread(waymark.assessor.assess, "hello, is anyone there?")
            yield waymark
            await waymark.turns.settle()
        finally:
            await understander.close()


def assemble(
    settings: Settings,
    clock: Clock,
    database: Database,
    understander: Understander,
    client: RasaUnderstander,
) -> Waymark:
    """Put the rooms together over an open database."""
    signals, metrics, assessor = Signals(), Metrics(), make_assessor()
    alarm = Alarm(clock, lambda layer, kind: metrics.screening_faults.labels(kind, layer).inc())
    assessor.watched_by(alarm)
    hours = Hours.from_config(dict(settings.hours.week), settings.hours.closed_on)
    directory = Directory(database)
    parts = Parts(
        database=database,
        assessor=assessor,
        understander=understander,
        flow=FlowEngine(load_flows()),
        words=Wording.load(),
        finder=DirectoryFinder(directory, clock),
        desk=SafeguardingDesk(hours, settings.service.nation),
        clock=clock,
        signals=signals,
        alarm=alarm,
        web_address=settings.service.public_url or f"http://127.0.0.1:{settings.server.port}",
    )
    turns = ChatService(parts)
    return Waymark(
        settings=settings,
        clock=clock,
        database=database,
        signals=signals,
        assessor=assessor,
        alarm=alarm,
        understander=client,
        directory=directory,
        hours=hours,
        parts=parts,
        turns=turns,
        chat=MeteredChat(turns, metrics),
        takeover=TakeoverService(parts),
        metrics=metrics,
        rule_meanings=_rule_meanings(),
    )


def _rule_meanings() -> dict[str, str]:
    try:
        return {rule.id: rule.means for rule in phrase_screen().rules.rules}
    except ContentError:
        # The screen says so itself, and everything counts as a risk then.
        return {}
