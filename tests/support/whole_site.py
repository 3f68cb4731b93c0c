"""The chat page and its API over the real rooms: screen, flows, words, demo directory.

Only Rasa is left out: the local understanding stands in, as it does when the server is down.
"""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from fastapi import FastAPI
from starlette.types import ASGIApp

from basics.clock import FixedClock
from basics.errors import WaymarkError
from bot.chat import ChatService
from bot.desk import SafeguardingDesk
from bot.flow_engine import FlowEngine
from bot.messages import Contact
from bot.parts import Parts
from bot.web import api, pages
from bot.web.errors import on_waymark_error
from bot.wording import Wording
from directory.demo.loader import load_demo
from directory.directory import Directory
from flows.loader import load as load_flows
from nlu.local import LocalUnderstander
from safeguarding.contacts import help_card
from safeguarding.hours import Hours
from safeguarding.screen import FailSafe, Screen
from storage.crypto import Cipher, new_key
from storage.database import Database
from storage.signals import Signals
from waymark.finding import DirectoryFinder
from waymark.http import SecurityHeaders


@dataclass(frozen=True)
class Behind:
    """What stands behind the served page."""

    chat: ChatService
    parts: Parts


@asynccontextmanager
async def whole_site(migrated: Path, folder: Path) -> AsyncIterator[tuple[ASGIApp, Behind]]:
    """The application on a copy of the migrated database, on a Monday at half past ten."""
    path = folder / "waymark.db"
    shutil.copyfile(migrated, path)
    database = Database(f"sqlite:///{path}", Cipher([new_key()]))
    clock = FixedClock(datetime(2026, 11, 23, 10, 30, tzinfo=UTC))
    await load_demo(database, now=clock.now())
    parts = Parts(
        database=database,
        assessor=FailSafe.loading(Screen.from_folder),
        understander=LocalUnderstander(),
        flow=FlowEngine(load_flows()),
        words=Wording.load(),
        finder=DirectoryFinder(Directory(database), clock),
        desk=SafeguardingDesk(Hours.from_config({"mon": "09:00-18:00"})),
        clock=clock,
        signals=Signals(),
    )
    chat, app = ChatService(parts), FastAPI(openapi_url=None)
    contacts = [
        Contact(**{name: getattr(card, name) for name in Contact.model_fields})
        for card in help_card(nation="england")
    ]
    app.add_exception_handler(WaymarkError, on_waymark_error)
    app.include_router(pages.router(chat, clock=clock, contacts=contacts))
    app.include_router(api.router(chat, clock=clock))
    try:
        yield SecurityHeaders(app, https=False), Behind(chat, parts)
    finally:
        await chat.settle()
        await database.close()
