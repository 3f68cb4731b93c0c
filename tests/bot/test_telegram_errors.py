from __future__ import annotations

from datetime import timedelta

from telegram.error import Forbidden, InvalidToken, RetryAfter

from bot.telegram.errors import kind_of, seconds_of


def test_kinds_say_nothing_of_the_message() -> None:
    assert kind_of(Forbidden("bot was blocked by the user")) == "telegram_forbidden"
    assert kind_of(InvalidToken("The token `1:secret` was rejected")) == "telegram_invalidtoken"
    assert kind_of(OSError("disk")) == "OSError"


def test_waits_are_seconds_however_the_client_says_them() -> None:
    assert seconds_of(RetryAfter(7)) == 7
    assert seconds_of(RetryAfter(timedelta(seconds=1.5))) == 1.5


def test_no_wait_is_shorter_than_a_second() -> None:
    assert seconds_of(RetryAfter(0)) == 1
