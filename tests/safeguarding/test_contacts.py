from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from basics.content import ContentError
from basics.vocabulary import vocabulary
from safeguarding.assessment import Tier
from safeguarding.contacts import (
    MOST,
    NATIONS,
    URGENT_CATEGORIES,
    all_contacts,
    help_card,
    load_contacts,
    select,
)

PERSONAS = ("young_person", "parent", "professional", "unknown")
AGES: tuple[int | str | None, ...] = (None, 10, 13, 15, 16, 18, 19, "10-12", "13-15", "16-19")
CATEGORIES = vocabulary().risk_categories
VERIFIED = {contact.id for contact in all_contacts() if contact.verified}
ENTRY = """
contacts:
  - {id: line, name: A line, detail: Someone., phone: "1", hours: all day, nations: [england],
     audience: [child], categories: any, order: 1, confidence: CONFIDENCE, checked: CHECKED,
     source: a page}
"""


def write(tmp_path: Path, confidence: str, checked: str) -> Path:
    path = tmp_path / "contacts.yml"
    text = ENTRY.replace("CONFIDENCE", confidence).replace("CHECKED", checked)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("nation", NATIONS)
@pytest.mark.parametrize("persona", PERSONAS)
def test_nobody_is_ever_given_a_number_that_is_not_verified(nation: str, persona: str) -> None:
    for category, tier, age in itertools.product(CATEGORIES, Tier, AGES):
        cards = select([category], tier, nation=nation, persona=persona, age=age)
        assert {card.id for card in cards} <= VERIFIED


@pytest.mark.parametrize(
    ("confidence", "checked", "verified"),
    [
        ("high", "2026-11", True),
        ("high", "null", False),
        ("medium", "2026-11", False),
        ("low", "2026-11", False),
    ],
)
def test_verified_is_high_confidence_and_a_date(
    tmp_path: Path, confidence: str, checked: str, verified: bool
) -> None:
    contacts = load_contacts(write(tmp_path, confidence, checked))
    assert contacts[0].verified is verified
    assert bool(select([], Tier.CONCERN, contacts=contacts)) is verified


@pytest.mark.parametrize("nation", NATIONS)
@pytest.mark.parametrize("persona", PERSONAS)
def test_everybody_gets_someone_to_talk_to_and_999(nation: str, persona: str) -> None:
    for category, tier, age in itertools.product(CATEGORIES, Tier, AGES):
        cards = select([category], tier, nation=nation, persona=persona, age=age)
        ids = [card.id for card in cards]
        assert "emergency" in ids
        assert 2 <= len(ids) <= MOST
        assert len(set(ids)) == len(ids)


def test_999_goes_first_where_life_may_be_at_risk_and_last_elsewhere() -> None:
    assert select(["self_harm"], Tier.IMMEDIATE)[0].id == "emergency"
    assert select(["self_harm"], Tier.CONCERN)[-1].id == "emergency"
    for category in URGENT_CATEGORIES:
        assert select([category], Tier.HIGH)[0].id == "emergency"


def test_a_child_is_given_childline_and_an_adult_is_not() -> None:
    child = select(["emotional_abuse"], Tier.HIGH, age=12)
    adult = select(["emotional_abuse"], Tier.HIGH, persona="parent")
    assert "childline" in {card.id for card in child}
    assert "childline" not in {card.id for card in adult}


def test_nobody_is_sent_to_a_line_that_is_not_for_their_age() -> None:
    by_id = {contact.id: contact for contact in all_contacts()}
    for category, age in itertools.product(CATEGORIES, (10, 12, 15, 16, 18, 19)):
        for card in select([category], Tier.HIGH, age=age):
            low, high = by_id[card.id].ages
            assert low <= age <= high, (card.id, age)


def test_an_unknown_age_is_taken_to_be_a_childs() -> None:
    by_id = {contact.id: contact for contact in all_contacts()}
    for category in CATEGORIES:
        for card in select([category], Tier.HIGH):
            assert by_id[card.id].ages[0] <= 10


@pytest.mark.parametrize("nation", NATIONS)
def test_nobody_is_sent_to_a_line_of_another_nation(nation: str) -> None:
    by_id = {contact.id: contact for contact in all_contacts()}
    for category, persona in itertools.product(CATEGORIES, PERSONAS):
        for card in select([category], Tier.HIGH, nation=nation, persona=persona):
            assert nation in by_id[card.id].nations


def test_every_card_says_how_to_reach_it_and_when_it_was_checked() -> None:
    for contact in all_contacts():
        card = contact.card
        assert card.phone or card.sms or card.url
        assert card.name and card.detail
        if contact.verified:
            assert card.checked >= "2026"


def test_the_help_card_needs_no_worry_to_be_named() -> None:
    ids = [card.id for card in help_card()]
    assert "childline" in ids
    assert ids[-1] == "emergency"


def test_a_contact_without_a_way_to_reach_it_is_refused_with_its_line(tmp_path: Path) -> None:
    path = write(tmp_path, "high", "2026-11")
    path.write_text(path.read_text(encoding="utf-8").replace('phone: "1", ', ""), encoding="utf-8")
    with pytest.raises(ContentError, match=r"contacts\.yml"):
        load_contacts(path)
