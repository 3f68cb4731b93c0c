"""One turn end to end, beside the same sentence through a plain Rasa assistant in the same run."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any

import httpx

from basics.clock import SystemClock
from bench.rasa_assistant import plain_assistant
from bench.sentences import SENTENCES
from bench.timing import HEAD, Timing, measure, timing
from bot.messages import Inbound
from directory.demo.loader import load_demo
from storage.migrate import upgrade
from waymark.rasa import Rasa, understanding
from waymark.settings import Settings, load_settings
from waymark.wiring import assembled

TIMES = 300


async def report() -> str:
    """Both, one after the other, on the same sentences."""
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings()
        settings.database.url = f"sqlite:///{Path(folder) / 'bench.db'}"
        settings.security.key_file = Path(folder) / "key"
        upgrade(settings.database_url)
        async with understanding(settings) as rasa:
            if rasa.child is None:
                raise RuntimeError("no model, or another Waymark is running here: end it first")
            await rasa.child.start()
            parse = await _parse(rasa)
            turn, first = await _turns(settings, rasa)
            places = rasa.places
        async with plain_assistant(places) as url:
            rival = await _rival(url)
    ratio = rival.p50 / turn.p50
    return "\n".join(
        (
            HEAD,
            turn.row("Waymark: a whole turn"),
            rival.row("plain Rasa assistant: the same sentence"),
            parse.row("of which: Rasa's parse alone, over HTTP"),
            first.row("Waymark: opening a conversation, with the greeting"),
            "",
            f"A turn takes {1 / ratio:.1f} times as long as the rival's (p50).",
        )
    )


async def _parse(rasa: Rasa) -> Timing:
    async with httpx.AsyncClient(trust_env=False) as http:

        async def parse(number: int) -> Any:
            text = SENTENCES[number % len(SENTENCES)]
            return await http.post(f"{rasa.urls[0]}/model/parse", json={"text": text})

        return await measure(parse, TIMES)


async def _turns(settings: Settings, rasa: Rasa) -> tuple[Timing, Timing]:
    clock = SystemClock()
    taken, opened = [], []
    async with assembled(settings, rasa.urls) as waymark:
        await load_demo(waymark.database, now=clock.now())
        for number in range(-10, TIMES):
            began = time.perf_counter()
            start = await waymark.chat.open("web")
            between = time.perf_counter()
            text = SENTENCES[number % len(SENTENCES)]
            key = f"{start.conversation_id}:{number}"
            await waymark.chat.receive(
                Inbound("web", key, start.conversation_id, clock.now(), text=text)
            )
            if number >= 0:
                opened.append(between - began)
                taken.append(time.perf_counter() - between)
    return timing(taken), timing(opened)


async def _rival(url: str) -> Timing:
    async with httpx.AsyncClient(trust_env=False, timeout=30.0) as http:

        async def turn(number: int) -> Any:
            text = SENTENCES[number % len(SENTENCES)]
            return await http.post(url, json={"sender": f"s{number}", "message": text})

        return await measure(turn, TIMES)
