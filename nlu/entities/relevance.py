"""Which values go with what a message asks for."""

from __future__ import annotations

from nlu.entities.found import Found

_LIMITS = frozenset({"day", "time_of_day", "cost"})


def goes_with(item: Found, request: str) -> bool:
    """Days, times and prices count only where they limit what is wanted, so a worry or a greeting
    has none; a message that is not for us has no entities at all."""
    if request == "out_of_scope":
        return False
    return not (request in ("worry", "smalltalk") and item.entity in _LIMITS)
