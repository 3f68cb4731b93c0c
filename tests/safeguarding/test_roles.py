from __future__ import annotations

import pytest

from safeguarding.roles import allows
from safeguarding.tables import Role


@pytest.mark.parametrize(
    ("role", "needed", "may"),
    [
        (Role.VIEWER, Role.VIEWER, True),
        (Role.VIEWER, Role.RESPONDER, False),
        (Role.LEAD, Role.RESPONDER, True),
        (Role.RESPONDER, Role.ADMINISTRATOR, False),
        (Role.ADMINISTRATOR, Role.LEAD, True),
        ("king", Role.VIEWER, False),
        (Role.ADMINISTRATOR, "throne", False),
    ],
)
def test_a_role_may_do_what_the_ones_before_it_may(role: str, needed: str, may: bool) -> None:
    assert allows(role, needed) is may
