"""Each layer made to fail in turn: what the young person and the staff see then."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import event, select
from structlog.testing import capture_logs

from basics.clock import FixedClock
from bot import accept
from bot.fakes import fake_parts
from bot.flow_engine import FlowEngine
from bot.outbox import write
from bot.parts import Limits, Parts
from bot.screening_pool import ScreeningPool
from bot.sender import Delivered, Failed, Outcome, Sender
from bot.wording import Wording
from console.banner import banner
from console.deps import ConsoleDeps
from console.words import words
from flows.loader import load as load_flows
from safeguarding import memory, normaliser, patterns
from safeguarding.alarm import CLEARS_AFTER, Alarm
from safeguarding.assessment import Tier
from safeguarding.assessor import RiskAssessor
from safeguarding.failsafe import FailSafe
from safeguarding.memory import Memory
from safeguarding.model.reader import NOTHING, Reading
from safeguarding.screen import Screen
from safeguarding.tables import Case
from storage.conversations import Conversation, Message
from storage.database import Database
from storage.outbox import Delivery, OutboxItem
from tests.bot.helpers import Talk, count, talk, texts

HARMLESS = "do you know a drawing club near e13"
DANGER = "i want to kill myself tonight"


class Breaking:
    """Goes on as ``real`` does, until it is told to break or to hang."""

    def __init__(self, real: Callable[..., object]) -> None:
        self.real = real
        self.how = ""
        self.go_on = threading.Event()

    def __call__(self, *given: object) -> object:
        if self.how == "raises":
            raise RuntimeError(f"broken over {given!r}")
        if self.how == "hangs":
            self.go_on.wait(20)
        return self.real(*given)


@dataclass
class QuietModel:
    """A model that finds nothing; its method can be broken."""

    def read(self, tokens: Sequence[str]) -> Reading:
        return NOTHING


@dataclass
class English:
    """Takes everything for English."""

    def foreign(self, text: str) -> str | None:
        return None


@dataclass
class Scene:
    """Somebody who writes, over the real layers with one that can be broken."""

    me: Talk
    parts: Parts
    layer: Breaking

    async def case(self) -> Case:
        async with self.parts.database.reading() as session:
            return (await session.scalars(select(Case))).one()

    @property
    def banner(self) -> str:
        deps = ConsoleDeps(
            self.parts.database, None, self.parts.clock, self.parts.signals,  # type: ignore[arg-type]
            faults=lambda: self.parts.alarm.standing,
        )  # fmt: skip
        return banner(deps, words())


SEAMS: dict[str, tuple[object, str]] = {
    "normaliser": (normaliser, "_drop_repeats"),
    "rules": (patterns, "_walk"),
    "memory": (memory, "_met"),
    "model": (QuietModel, "read"),
    "language": (English, "foreign"),
}
"""Where each layer is broken. Model and language are stand-ins: what they are made of is their own
business."""
OWN = ("normaliser", "rules", "memory")
"""Layers whose name shows in the alarm: those that are broken inside a module of theirs."""


@pytest.fixture(scope="module")
def screen() -> Screen:
    return Screen.from_folder()


@pytest.fixture(params=SEAMS)
async def scene(
    request: pytest.FixtureRequest,
    screen: Screen,
    database: Database,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> Scene:
    holder, name = SEAMS[request.param]
    breaking = Breaking(getattr(holder, name))
    monkeypatch.setattr(holder, name, lambda *given: breaking(*given))
    alarm = Alarm(clock)
    whole = RiskAssessor(screen, Memory.load(), QuietModel(), English())
    safe = FailSafe(whole, spare=lambda: screen)
    safe.watched_by(alarm)
    parts = fake_parts(
        database, clock, assessor=safe, alarm=alarm,
        screening=ScreeningPool(), limits=Limits(screen_seconds=1.0),
    )  # fmt: skip
    me = await talk(parts)
    await me.say("hello")
    request.addfinalizer(breaking.go_on.set)
    return Scene(me, parts, breaking)


@pytest.fixture
def layer(request: pytest.FixtureRequest) -> Iterator[str]:
    yield request.node.callspec.params["scene"]


async def test_while_all_is_well_nobody_is_called(scene: Scene) -> None:
    assert (await scene.me.say(HARMLESS)).mode == "bot"
    assert scene.parts.alarm.standing == ()
    assert scene.banner == ""


@pytest.mark.parametrize("how", ["raises", "hangs"])
async def test_a_layer_that_fails_means_help_a_case_and_an_alarm(
    scene: Scene, layer: str, how: str
) -> None:
    scene.layer.how = how
    with capture_logs() as logs:
        answer = await scene.me.say(HARMLESS)
    assert answer.mode == "waiting"
    (reply,) = answer.replies
    assert reply.kind == "safety" and reply.contacts
    assert "could not read your message" in reply.text
    case = await scene.case()
    assert (case.tier, case.reason, case.unanswered) == ("high", "screening_failed", 1)
    (fault,) = scene.parts.alarm.standing
    assert str(fault.kind) == {"raises": "exception", "hangs": "time_out"}[how]
    assert fault.layer == layer or layer not in OWN
    assert "could not be checked" in scene.banner
    assert "drawing" not in repr(logs)


async def test_danger_is_still_found_where_the_rules_can_speak(scene: Scene, layer: str) -> None:
    scene.layer.how = "raises"
    answer = await scene.me.say(DANGER)
    assert answer.mode == "waiting" and answer.replies[0].contacts
    expected = Tier.HIGH if layer in ("normaliser", "rules") else Tier.IMMEDIATE
    case = await scene.case()
    assert (case.tier, case.reason) == (expected, "screening_failed")


async def test_when_the_layer_works_again_so_does_everything(
    scene: Scene, clock: FixedClock
) -> None:
    scene.layer.how = "raises"
    await scene.me.say(HARMLESS)
    scene.layer.how = ""
    await scene.me.tap("carry_on")
    assert (await scene.me.say(HARMLESS)).mode == "bot"
    assert (await scene.case()).state == "open"
    assert scene.banner
    clock.advance(CLEARS_AFTER)
    assert scene.banner == ""


async def test_a_database_that_cannot_write_acknowledges_nothing_and_counts_the_repeat_once(
    database: Database, clock: FixedClock
) -> None:
    me = await talk(fake_parts(database, clock))
    sent = me.inbound("i took pills")

    def refuse(_: object) -> None:
        raise OSError("the disk is full")

    event.listen(database.engine.sync_engine, "commit", refuse)
    with pytest.raises(OSError, match="full"):
        await me.chat.receive(sent)
    event.remove(database.engine.sync_engine, "commit", refuse)
    assert await count(database, Case) == 0
    answer = await me.chat.receive(sent)
    assert [reply.kind for reply in answer.replies] == ["safety"]
    assert (await me.chat.receive(sent)).repeated
    assert await count(database, Case) == 1
    assert await count(database, Message) == 3


async def test_words_that_are_broken_leave_help_from_another_file(
    database: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    flow = FlowEngine(load_flows())
    parts = fake_parts(database, clock, words=Wording.load(), flow=flow)
    me = await talk(parts)

    def broken(*_: object, **__: object) -> None:
        raise KeyError("gone")

    monkeypatch.setattr(parts.desk, "safety", broken)
    answer = await me.say("i took pills")
    assert answer.mode == "waiting"
    assert "999" in answer.replies[0].text and "0800 1111" in answer.replies[0].text


async def test_an_outbox_that_cannot_be_written_costs_neither_message_nor_case(
    database: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*given: object) -> object:
        await write(*given)  # type: ignore[arg-type]
        raise OSError("no outbox")

    me = await talk(fake_parts(database, clock), "telegram")
    monkeypatch.setattr(accept, "write", broken)
    answer = await me.say("i took pills")
    assert (answer.mode, answer.replies) == ("waiting", [])
    assert await count(database, Case) == 1
    assert ("person", "i took pills") in await me.lines()


async def test_a_channel_that_does_not_deliver_gets_help_in_danger_first_when_it_does(
    database: Database, clock: FixedClock
) -> None:
    outcomes: list[Outcome] = [Failed("down")]
    sent: list[str] = []

    async def deliver(item: OutboxItem, message: Message, _: Conversation) -> Outcome:
        sent.append(message.kind)
        return outcomes.pop() if outcomes else Delivered()

    parts = fake_parts(database, clock)
    me = await talk(parts, "telegram")
    assert texts(await me.say("i took pills"))
    sender = Sender(database, "telegram", deliver, clock, parts.signals)
    await sender.send_due()
    clock.advance(timedelta(minutes=6))
    await sender.send_due()
    assert sent[:2] == ["safety", "safety"]
    async with database.reading() as session:
        states = set(await session.scalars(select(OutboxItem.state)))
    assert states == {str(Delivery.SENT)}
