"""The one root of every error that Waymark raises on purpose."""

from __future__ import annotations


class WaymarkError(Exception):
    """Something went wrong that we can explain.

    ``code`` is stable (logs, JSON answers, tests); the message says what was wrong and where, in
    words that an operator or a young person could read; ``hint`` says what to do about it.
    """

    code = "waymark_error"

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}" if self.hint else self.message


class NotFound(WaymarkError):
    """The thing asked for does not exist, or not for the one who asks."""

    code = "not_found"


class InvalidInput(WaymarkError):
    """What was sent cannot be used; the message names the field."""

    code = "invalid_input"


class Conflict(WaymarkError):
    """Somebody else was first, or the thing has moved on since it was read."""

    code = "conflict"


class NotAllowed(WaymarkError):
    """The one who asks may not do this."""

    code = "not_allowed"
