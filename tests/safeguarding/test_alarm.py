from __future__ import annotations

import json
import threading
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from basics.clock import FixedClock
from safeguarding import normaliser
from safeguarding.alarm import CLEARS_AFTER, Alarm, Fault, Kind, layer_at_work, layer_of
from safeguarding.screen import Screen


def test_a_fault_is_told_with_its_layer_and_since_when(clock: FixedClock) -> None:
    alarm = Alarm(clock)
    began = clock.now()
    alarm.fault("model", Kind.EXCEPTION, "RuntimeError")
    clock.advance(timedelta(minutes=10))
    alarm.fault("model", Kind.EXCEPTION, "RuntimeError")
    assert alarm.standing == (
        Fault("model", Kind.EXCEPTION, since=began, last=clock.now(), times=2),
    )


def test_it_clears_by_itself_a_quarter_of_an_hour_after_the_last_fault(clock: FixedClock) -> None:
    alarm = Alarm(clock)
    alarm.fault("rules", Kind.TIME_OUT)
    clock.advance(CLEARS_AFTER - timedelta(seconds=1))
    assert alarm.standing
    alarm.fault("rules", Kind.TIME_OUT)
    clock.advance(CLEARS_AFTER - timedelta(seconds=1))
    assert alarm.standing
    clock.advance(timedelta(seconds=1))
    assert alarm.standing == ()


def test_after_a_quiet_time_a_fault_is_a_new_one(clock: FixedClock) -> None:
    alarm = Alarm(clock)
    alarm.fault("rules", Kind.TIME_OUT)
    clock.advance(timedelta(hours=1))
    alarm.fault("rules", Kind.TIME_OUT)
    (found,) = alarm.standing
    assert (found.since, found.times) == (clock.now(), 1)


def test_what_could_not_be_loaded_stays(clock: FixedClock) -> None:
    alarm = Alarm(clock)
    alarm.fault("rules", Kind.LOAD)
    clock.advance(timedelta(days=3))
    assert [fault.layer for fault in alarm.standing] == ["rules"]


def test_the_longest_standing_comes_first(clock: FixedClock) -> None:
    alarm = Alarm(clock)
    alarm.fault("model", Kind.EXCEPTION)
    clock.advance(timedelta(minutes=1))
    alarm.fault("rules", Kind.TIME_OUT)
    assert [fault.layer for fault in alarm.standing] == ["model", "rules"]


def test_each_fault_is_counted_by_kind_and_logged_without_words(clock: FixedClock) -> None:
    counted: list[tuple[str, str]] = []
    alarm = Alarm(clock, lambda layer, kind: counted.append((layer, kind)))
    with capture_logs() as logs:
        alarm.fault("memory", Kind.EXCEPTION, "KeyError")
        alarm.fault("memory", Kind.EXCEPTION, "KeyError")
    assert counted == [("memory", "exception")] * 2
    assert {json.dumps(line) for line in logs} == {
        json.dumps(
            {
                "layer": "memory",
                "kind": "exception",
                "error": "KeyError",
                "event": "screening_fault",
                "log_level": "error",
            }
        )
    }


def test_the_layer_is_the_innermost_part_that_broke(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError

    screen = Screen.from_folder()
    monkeypatch.setattr(normaliser, "_drop_repeats", broken)
    with pytest.raises(RuntimeError) as caught:
        screen.assess("hello")
    assert layer_of(caught.value) == "normaliser"


def test_a_fault_from_elsewhere_is_of_the_whole_screen() -> None:
    with pytest.raises(ZeroDivisionError) as caught:
        print(1 // 0)
    assert layer_of(caught.value) == "screen"


def test_the_layer_of_a_thread_that_hangs_can_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    inside, go_on = threading.Event(), threading.Event()

    def hang(pieces: object) -> object:
        inside.set()
        go_on.wait(20)
        return pieces

    screen = Screen.from_folder()
    monkeypatch.setattr(normaliser, "_drop_repeats", hang)
    thread = threading.Thread(target=screen.assess, args=("hello",))
    thread.start()
    assert inside.wait(20)
    found = layer_at_work(thread.ident or 0)
    go_on.set()
    thread.join()
    assert found == "normaliser"
    assert layer_at_work(-1) == "screen"


def test_an_error_may_name_its_layer_itself() -> None:
    class NotBuilt(Exception):
        layer = "model"

    assert layer_of(NotBuilt()) == "model"
