from __future__ import annotations

import pytest

from bot.ports import Who
from bot.telegram.age_policy import belongs_on_the_web


@pytest.mark.parametrize(
    ("channel", "persona", "band", "expected"),
    [
        ("telegram", "young_person", "10-12", True),
        ("telegram", "unknown", "13-15", True),
        ("telegram", "young_person", "16-19", False),
        ("telegram", "young_person", None, False),
        ("telegram", "parent", "13-15", False),
        ("telegram", "professional", "adult", False),
        ("web", "young_person", "10-12", False),
        ("terminal", "young_person", "13-15", False),
    ],
)
def test_who_belongs_on_the_web(
    channel: str, persona: str, band: str | None, expected: bool
) -> None:
    assert belongs_on_the_web(Who(persona, band, channel)) is expected
