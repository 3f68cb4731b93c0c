"""Nothing that was said, and no token, may come into a log, however badly things go."""

from __future__ import annotations

import logging

import pytest
from structlog.testing import capture_logs

from basics.clock import FixedClock
from bot.fakes import ListFinder, PlainUnderstander, fake_parts
from bot.sender import Outcome, Sender
from bot.takeover import TakeoverService
from safeguarding import staff as accounts
from storage.database import Database
from tests.bot.helpers import talk

SECRET = "xylophone"


async def test_no_log_line_holds_what_was_said(
    database: Database, clock: FixedClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    finder, understander = ListFinder(), PlainUnderstander()

    def fail(text: str) -> None:
        raise ValueError(f"cannot read {text}")

    async def no_delivery(*given: object) -> Outcome:
        raise RuntimeError(f"cannot send {given}")

    understander.before = fail
    finder.broken = True
    parts = fake_parts(database, clock, finder=finder, understander=understander)
    with capture_logs() as logs:
        me = await talk(parts, "telegram")
        await me.say(f"hello {SECRET}")
        await me.say(f"find {SECRET}")
        await me.say("boom")
        await me.send("photo", f"my {SECRET}")
        await me.tap(f"no {SECRET}")
        await me.say(f"{SECRET} pills")
        parts.assessor.broken = True  # type: ignore[attr-defined]
        await me.say(f"another {SECRET}")
        async with database.transaction() as session:
            sam = await accounts.add_staff(
                session, "s@example.org", "Sam", "responder", clock.now()
            )
            case = await parts.desk.live_case(session, me.id)
        assert case is not None
        takeover = TakeoverService(parts)
        await takeover.claim(case.case_id, sam.id)
        await takeover.reply(case.case_id, sam.id, f"dear {SECRET}")
        await Sender(database, "telegram", no_delivery, clock, parts.signals).send_due()
        await me.chat.export(me.id)
        await me.chat.erase(me.id)
    assert {"understanding_failed", "search_failed", "turn_failed", "screening_failed"} <= {
        entry["event"] for entry in logs
    }
    everything = repr(logs) + caplog.text
    assert SECRET not in everything
    assert "chat-1" not in everything
