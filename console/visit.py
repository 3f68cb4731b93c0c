"""Who is asking: a signed-in member of staff in one browser."""

from __future__ import annotations

from dataclasses import dataclass

from safeguarding.roles import allows
from safeguarding.tables import Role


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff, as pages show them."""

    id: str
    name: str
    email: str
    role: str
    has_password: bool


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of a signed-in browser."""

    staff: Person
    session_id: str
    csrf: str

    def may(self, role: Role) -> bool:
        """Whether this person may do what ``role`` may."""
        return allows(self.staff.role, role)

    @property
    def may_respond(self) -> bool:
        """Whether this person may take cases and reply."""
        return self.may(Role.RESPONDER)
