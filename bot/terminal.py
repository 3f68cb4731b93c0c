"""The terminal channel: one line in, replies out, as text to read or as JSON Lines."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any, TextIO

from basics.clock import Clock, SystemClock
from basics.errors import WaymarkError
from bot.messages import Inbound, Reply, TurnAnswer
from bot.ports import Chat
from bot.terminal_view import Texts, show

CHANNEL = "terminal"
_LOOK_AGAIN_SECONDS = 3.0


async def chat_loop(
    chat: Chat,
    lines: AsyncIterator[str],
    out: TextIO,
    *,
    as_json: bool = False,
    persona: str = "unknown",
    clock: Clock | None = None,
) -> None:
    """Greet, then answer line by line until ``lines`` ends.

    With ``as_json`` each turn is one JSON object; else replies are shown as text, and what staff
    write appears as it comes.
    """
    opened = await chat.open(CHANNEL, persona=persona)
    sending = _Sending(chat, opened.conversation_id, clock or SystemClock())
    if as_json:
        await _as_json(sending, opened.replies, lines, out)
    else:
        await _as_text(sending, lines, out)


def lines_of(stream: TextIO) -> AsyncIterator[str]:
    """The lines of ``stream`` as they are typed, without their ends.

    Read in a thread that does not keep the program alive: Ctrl-C ends it in the middle of a line.
    """
    loop = asyncio.get_running_loop()
    waiting: asyncio.Queue[str | None] = asyncio.Queue()

    def read() -> None:
        with suppress(ValueError, OSError, RuntimeError):
            for line in stream:
                loop.call_soon_threadsafe(waiting.put_nowait, line)
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(waiting.put_nowait, None)

    threading.Thread(target=read, daemon=True, name="terminal").start()
    return _drain(waiting)


async def _drain(waiting: asyncio.Queue[str | None]) -> AsyncIterator[str]:
    while (line := await waiting.get()) is not None:
        yield line.rstrip("\r\n")


class _Sending:
    """Puts lines into the conversation; each has a number of its own."""

    def __init__(self, chat: Chat, conversation_id: str, clock: Clock) -> None:
        self.chat = chat
        self.id = conversation_id
        self._clock = clock
        self._sent = 0

    async def send(self, *, text: str | None = None, choice: str | None = None) -> TurnAnswer:
        self._sent += 1
        return await self.chat.receive(
            Inbound(
                channel=CHANNEL,
                update_id=f"{self.id}:{self._sent}",
                conversation_id=self.id,
                received_at=self._clock.now(),
                text=text,
                choice=choice,
            )
        )


async def _as_json(
    sending: _Sending, greeting: list[Reply], lines: AsyncIterator[str], out: TextIO
) -> None:
    _print(out, _answer_json(TurnAnswer(replies=greeting, mode="bot")))
    async for line in lines:
        try:
            answer = await sending.send(**_typed(line))
        except WaymarkError as problem:
            error = {"code": problem.code, "message": problem.message, "hint": problem.hint}
            _print(out, {"error": error})
        else:
            _print(out, _answer_json(answer))


def _typed(line: str) -> dict[str, str]:
    """``{"choice": ...}`` or ``{"text": ...}`` of a JSON line; any other line is what was typed."""
    if line.lstrip().startswith("{"):
        with suppress(ValueError):
            given = json.loads(line)
            for key in ("choice", "text"):
                if list(given) == [key] and isinstance(given[key], str):
                    return {key: given[key]}
    return {"text": line}


def _answer_json(answer: TurnAnswer) -> dict[str, Any]:
    return {
        "replies": [
            {
                "kind": reply.kind,
                "author": reply.author,
                "text": reply.text,
                "buttons": [button.model_dump() for button in reply.buttons],
                "services": reply.services,
                "contacts": [contact.model_dump() for contact in reply.contacts],
            }
            for reply in answer.replies
        ],
        "mode": answer.mode,
        "case": answer.case.model_dump() if answer.case else None,
        "understood": answer.understood,
    }


def _print(out: TextIO, answer: dict[str, Any]) -> None:
    out.write(json.dumps(answer, ensure_ascii=False) + "\n")
    out.flush()


async def _as_text(sending: _Sending, lines: AsyncIterator[str], out: TextIO) -> None:
    screen = _Screen(sending, out)
    await screen.catch_up()
    watching = asyncio.create_task(screen.watch())
    try:
        async for line in lines:
            choice = screen.choice_of(line)
            try:
                await sending.send(**({"choice": choice} if choice else {"text": line}))
            except WaymarkError as problem:
                out.write(f"{problem}\n")
            await screen.catch_up()
    finally:
        watching.cancel()
        await asyncio.wait({watching})


class _Screen:
    """What has been shown, and which numbers mean which buttons."""

    def __init__(self, sending: _Sending, out: TextIO) -> None:
        self._sending = sending
        self._out = out
        self._texts = Texts()
        self._seen = 0
        self._buttons: list[str] = []
        self._showing = asyncio.Lock()

    async def catch_up(self) -> None:
        """Show what was said since the last time."""
        async with self._showing:
            replies = await self._sending.chat.replies_after(self._sending.id, self._seen)
            offered: list[str] = []
            for reply in replies:
                self._out.write(show(reply, self._texts, first_number=len(offered) + 1))
                offered += [button.choice for button in reply.buttons]
                self._seen = reply.seq
            if offered:
                self._buttons = offered
            self._out.flush()

    async def watch(self) -> None:
        """Show what comes without being asked for: a person of the team writes."""
        chat, conversation = self._sending.chat, self._sending.id
        while True:
            await chat.wait_for_news(conversation, _LOOK_AGAIN_SECONDS)
            if not chat.is_answering(conversation):
                await self.catch_up()

    def choice_of(self, line: str) -> str | None:
        """The button whose number was typed. A number that is on no button is an answer: an age."""
        typed = line.strip()
        if typed.isascii() and typed.isdigit() and 1 <= int(typed[:4]) <= len(self._buttons):
            return self._buttons[int(typed[:4]) - 1]
        return None
