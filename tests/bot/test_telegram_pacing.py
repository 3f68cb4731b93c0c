from __future__ import annotations

from datetime import timedelta

from basics.clock import FixedClock
from bot.telegram.pacing import Pacing


def test_one_message_a_second_goes_to_a_chat(clock: FixedClock) -> None:
    pacing = Pacing()
    assert pacing.take("a", clock.now()) == 0
    clock.advance(timedelta(milliseconds=400))
    assert pacing.take("a", clock.now()) == 0.6
    clock.advance(timedelta(milliseconds=600))
    assert pacing.take("a", clock.now()) == 0


def test_other_chats_do_not_wait_for_one(clock: FixedClock) -> None:
    pacing = Pacing()
    assert pacing.take("a", clock.now()) == pacing.take("b", clock.now()) == 0


def test_thirty_a_second_go_out_overall(clock: FixedClock) -> None:
    pacing = Pacing()
    now = clock.now()
    assert [pacing.take(f"chat {n}", now) for n in range(30)] == [0] * 30
    assert pacing.take("one more", now) == 1
    assert pacing.take("one more", now + timedelta(seconds=1)) == 0


def test_any_window_of_a_second_holds_at_most_thirty(clock: FixedClock) -> None:
    pacing = Pacing()
    sent = []
    for step in range(60):
        now = clock.now() + timedelta(milliseconds=50 * step)
        sent += [now for n in range(5) if pacing.take(f"{step}-{n}", now) == 0]
    for start in sent:
        assert sum(start <= at < start + timedelta(seconds=1) for at in sent) <= 30


def test_asking_too_early_does_not_push_the_turn_back(clock: FixedClock) -> None:
    pacing = Pacing()
    pacing.take("a", clock.now())
    for _ in range(5):
        assert pacing.take("a", clock.now()) == 1
    clock.advance(timedelta(seconds=1))
    assert pacing.take("a", clock.now()) == 0


def test_a_chat_rests_as_long_as_telegram_asks(clock: FixedClock) -> None:
    pacing = Pacing()
    pacing.rest("a", 7, clock.now())
    assert pacing.take("a", clock.now()) == 7
    assert pacing.take("b", clock.now()) == 0


def test_chats_of_long_ago_are_forgotten(clock: FixedClock) -> None:
    pacing = Pacing()
    for n in range(100):
        pacing.take(f"chat {n}", clock.now())
        clock.advance(timedelta(seconds=1))
    pacing.take("last", clock.now())
    assert len(pacing._chats) <= 2
