"""Chat page and console on one address, over real rooms: what a shift needs on both sides."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from fastapi import FastAPI
from starlette.types import ASGIApp

from basics.clock import FixedClock
from basics.errors import WaymarkError
from bot.chat import ChatService
from bot.desk import SafeguardingDesk
from bot.fakes import WordAssessor, fake_parts
from bot.flow_engine import FlowEngine
from bot.takeover import TakeoverService
from bot.web import api, pages
from bot.web.assets import Assets
from bot.web.errors import on_waymark_error
from bot.wording import Wording
from console.app import ConsoleDeps, router
from flows.loader import load as load_flows
from safeguarding.assessment import Assessment, Tier
from safeguarding.hours import Hours
from storage.crypto import Cipher, new_key
from storage.database import Database
from storage.signals import Signals
from tests.console.shift import Shift
from waymark.http import SecurityHeaders

HARM = "i cant do this anymore, i want to die tonight"
SIGNS = {
    "want to die": Assessment(
        tier=Tier.IMMEDIATE,
        categories=("suicidal_intent",),
        rules=("suicidal_intent.want_to_die",),
        spans=((26, 37),),
    )
}
"""What this site takes for a sign, so that these tests do not hang on the wording of a rule."""


@asynccontextmanager
async def console_site(migrated: Path, folder: Path) -> AsyncIterator[tuple[ASGIApp, Shift]]:
    """The application and the shift behind it, on a copy of the migrated database."""
    path = folder / "waymark.db"
    shutil.copyfile(migrated, path)
    database = Database(f"sqlite:///{path}", Cipher([new_key()]))
    clock, signals = FixedClock(datetime(2026, 11, 23, 21, 4, tzinfo=UTC)), Signals()
    hours = Hours.from_config({"mon": "09:00-22:00", "tue": "09:00-18:00"})
    parts = fake_parts(
        database,
        clock,
        signals=signals,
        assessor=WordAssessor(SIGNS),
        words=Wording.load(),
        flow=FlowEngine(load_flows()),
        desk=SafeguardingDesk(hours),
    )
    chat, takeover = ChatService(parts), TakeoverService(parts)
    deps = ConsoleDeps(
        database, takeover, clock, signals,
        hours=hours,
        look_again_seconds=3600,
    )  # fmt: skip
    app = FastAPI(openapi_url=None)
    app.add_exception_handler(WaymarkError, on_waymark_error)
    app.include_router(pages.router(chat, clock=clock, contacts=[]))
    app.include_router(api.router(chat, clock=clock))
    app.include_router(router(deps))
    app.mount("/static", Assets())
    try:
        yield SecurityHeaders(app, https=False), Shift(database, clock, signals, takeover, app)
    finally:
        await database.close()
