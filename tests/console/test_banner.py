from __future__ import annotations

from datetime import timedelta

import pytest

from basics.clock import FixedClock
from bot.fakes import fake_parts
from bot.takeover import TakeoverService
from console.banner import banner, with_banner
from console.deps import ConsoleDeps
from console.words import words
from safeguarding.alarm import LAYERS, Alarm, Kind
from storage.database import Database
from storage.signals import Signals
from tests.console.shift import Shift, make_app


@pytest.fixture
def alarm(clock: FixedClock) -> Alarm:
    return Alarm(clock)


@pytest.fixture
def deps(database: Database, clock: FixedClock, signals: Signals, alarm: Alarm) -> ConsoleDeps:
    takeover = TakeoverService(fake_parts(database, clock, signals=signals))
    return ConsoleDeps(database, takeover, clock, signals, faults=lambda: alarm.standing)


def test_without_a_fault_there_is_no_banner(deps: ConsoleDeps) -> None:
    assert banner(deps, words()) == ""
    assert with_banner("v1", deps) == "v1"


def test_faults_are_told_with_their_layers_and_since_when(
    deps: ConsoleDeps, alarm: Alarm, clock: FixedClock
) -> None:
    alarm.fault("model", Kind.TIME_OUT)
    clock.advance(timedelta(minutes=5))
    alarm.fault("rules", Kind.EXCEPTION)
    said = banner(deps, words())
    assert "since 10:00" in said and "the model and the phrase rules" in said
    assert "treated as high" in said


@pytest.mark.parametrize("layer", LAYERS)
def test_what_did_not_load_makes_every_message_a_risk(
    deps: ConsoleDeps, alarm: Alarm, layer: str
) -> None:
    alarm.fault(layer, Kind.LOAD)
    assert "Every message is treated as high" in banner(deps, words())


def test_a_live_page_changes_with_the_alarm_and_back(
    deps: ConsoleDeps, alarm: Alarm, clock: FixedClock
) -> None:
    alarm.fault("model", Kind.TIME_OUT)
    one = with_banner("v1", deps)
    alarm.fault("rules", Kind.TIME_OUT)
    both = with_banner("v1", deps)
    clock.advance(timedelta(minutes=15))
    assert len({one, both, with_banner("v1", deps)}) == 3
    assert with_banner("v1", deps) == "v1"


async def test_every_signed_in_page_shows_it_and_nobody_else_sees_it(
    deps: ConsoleDeps, alarm: Alarm, database: Database, clock: FixedClock, signals: Signals
) -> None:
    shift = Shift(database, clock, signals, deps.takeover, make_app(deps))
    case = await shift.case()
    sam = await shift.signed_in()
    alarm.fault("model", Kind.TIME_OUT)
    for path in ("/staff", f"/staff/cases/{case}"):
        assert "could not be checked" in (await sam.get(path)).text
    assert "could not be checked" not in (await shift.browser().get("/staff/sign-in")).text
