from __future__ import annotations

from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter

from bot.telegram.backoff import LONGEST, REFUSED, wait_after


def test_waits_double_up_to_a_minute() -> None:
    waits = [wait_after(NetworkError("down"), n) for n in range(1, 9)]
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]


def test_many_failures_do_not_overflow() -> None:
    assert wait_after(NetworkError("down"), 100_000) == LONGEST


def test_telegram_says_how_long() -> None:
    assert wait_after(RetryAfter(17), 1) == 17


def test_a_refused_token_is_tried_seldom() -> None:
    assert wait_after(InvalidToken("no"), 1) == REFUSED


def test_another_poller_gets_time_to_end() -> None:
    assert wait_after(Conflict("two"), 1) == LONGEST / 2
