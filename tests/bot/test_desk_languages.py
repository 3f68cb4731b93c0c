from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.desk import SafeguardingDesk
from bot.ports import Who
from safeguarding.assessment import Assessment, Tier
from safeguarding.hours import Hours

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
DESK = SafeguardingDesk(Hours.from_config({"mon": "09:00-17:00"}))
POLISH = Assessment(
    tier=Tier.CONCERN, categories=("other",), rules=("screen.language",), language="pl"
)


@pytest.mark.parametrize(
    ("persona", "contact"), [("young_person", "Childline"), ("parent", "Samaritans")]
)
def test_a_message_in_another_language_gets_its_card_and_contacts(
    persona: str, contact: str
) -> None:
    draft = DESK.safety(POLISH, Who(persona), NOW, 0)
    assert "Polski" in draft.text
    assert "type: person" in draft.text
    assert draft.kind == "safety"
    assert contact in {each.name for each in draft.contacts}


def test_a_risk_in_another_language_gets_the_reply_to_the_risk_first() -> None:
    found = POLISH.model_copy(
        update={"tier": Tier.HIGH, "categories": ("self_harm",), "rules": ("self_harm.cutting",)}
    )
    english = found.model_copy(update={"language": None})
    who = Who("young_person")
    assert DESK.safety(found, who, NOW, 0).text.startswith(DESK.safety(english, who, NOW, 0).text)


def test_a_worry_in_english_says_nothing_of_languages() -> None:
    found = POLISH.model_copy(update={"rules": ("other.hint",), "language": None})
    assert "English" not in DESK.safety(found, Who("young_person"), NOW, 0).text
