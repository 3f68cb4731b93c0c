"""What each role may do: each can do what the one before can."""

from __future__ import annotations

from safeguarding.tables import Role

_ORDER = (Role.VIEWER, Role.RESPONDER, Role.LEAD, Role.ADMINISTRATOR)


def allows(role: str, needed: str) -> bool:
    """Whether somebody with ``role`` may do what needs ``needed``. An unknown role may do nothing."""
    known = [str(each) for each in _ORDER]
    return role in known and needed in known and known.index(role) >= known.index(needed)
