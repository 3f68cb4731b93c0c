"""What the Telegram client raises, as we log it and act on it: kinds, never the messages.

A message of the client may hold the token ("the token ... was rejected") or a piece of an answer.
"""

from __future__ import annotations

from datetime import timedelta

from telegram.error import RetryAfter, TelegramError


def kind_of(problem: BaseException) -> str:
    """A short stable name for a log line or a column: ``telegram_forbidden``, ``OSError``."""
    name = type(problem).__name__
    return f"telegram_{name.lower()}" if isinstance(problem, TelegramError) else name


def seconds_of(problem: RetryAfter) -> float:
    """How long Telegram asks us to wait, in seconds; at least one."""
    wait = problem.retry_after
    seconds = wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
    return max(seconds, 1.0)
