"""``waymark chat``: the terminal channel."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from dateutil import parser as dates

from basics.clock import Clock, FixedClock, SystemClock
from basics.errors import InvalidInput
from bot.terminal import chat_loop, lines_of
from waymark.cli.common import say
from waymark.rasa import understanding
from waymark.settings import load_settings
from waymark.wiring import assembled


class Persona(StrEnum):
    """Who is chatting."""

    YOUNG_PERSON = "young_person"
    PARENT = "parent"
    PROFESSIONAL = "professional"


def chat(
    persona: Annotated[
        Persona | None, typer.Option("--as", help="Who you are; asked or worked out if left out.")
    ] = None,
    at: Annotated[
        str | None,
        typer.Option(help='Set the clock, e.g. "2026-11-23 16:30" (UK time). It stands still.'),
    ] = None,
    as_json: Annotated[
        bool,
        typer.Option("--json", help='One JSON object a turn; {"choice": "..."} taps a button.'),
    ] = False,
) -> None:
    """Chat in the terminal. One line in, replies out; a new conversation each start."""
    clock: Clock = FixedClock(_moment(at)) if at else SystemClock()
    asyncio.run(_chat(str(persona or "unknown"), clock, as_json))


async def _chat(persona: str, clock: Clock, as_json: bool) -> None:
    settings = load_settings()
    async with (
        understanding(settings) as rasa,
        assembled(settings, rasa.urls, clock=clock) as waymark,
    ):
        await rasa.ready(say)
        await chat_loop(
            waymark.chat,
            lines_of(sys.stdin),
            sys.stdout,
            as_json=as_json,
            persona=persona,
            clock=clock,
        )


def _moment(text: str) -> datetime:
    try:
        moment = dates.parse(text)
    except (ValueError, OverflowError) as problem:
        raise InvalidInput(
            f"--at: “{text}” is not a time.", hint='Write it like "2026-11-23 16:30".'
        ) from problem
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo("Europe/London"))
    return moment.astimezone(UTC)
