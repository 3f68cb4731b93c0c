"""How long to wait before the next poll after something went wrong. Pure."""

from __future__ import annotations

from telegram.error import Conflict, InvalidToken, RetryAfter

from bot.telegram.errors import seconds_of

FIRST = 1.0
LONGEST = 60.0
REFUSED = 300.0
"""A token that was refused does not get better by asking often."""


def wait_after(problem: BaseException | None, in_a_row: int) -> float:
    """Seconds: what Telegram asks for, else doubling from one second to a minute.

    ``in_a_row`` counts the failures since something worked, this one included.
    """
    if isinstance(problem, RetryAfter):
        return seconds_of(problem)
    if isinstance(problem, InvalidToken):
        return REFUSED
    if isinstance(problem, Conflict):
        return LONGEST / 2
    return min(FIRST * 2.0 ** min(in_a_row - 1, 16), LONGEST)
