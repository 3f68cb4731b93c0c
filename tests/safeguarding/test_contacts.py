from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from basics.content import ContentError
from basics.vocabulary import vocabulary
from safeguarding.assessment import Tier
from safeguarding.contacts import (
    MOST,
    NATIONS,
    Contact,
    age_range,
    all_contacts,
    emergency_first,
    help_card,
    load_contacts,
    select,
    urgent_categories,
)

PERSONAS = ("young_person", "parent", "professional", "unknown")
AGES: tuple[int | str | None, ...] = (
    None, 10, 13, 15, 16, 18, 19, "10-12", "13-15", "16-19", "adult",
)  # fmt: skip
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
HOURS = (None, NOON, NIGHT)
BY_ID = {contact.id: contact for contact in all_contacts()}
CATEGORIES = vocabulary().risk_categories
VERIFIED = {contact.id for contact in all_contacts() if contact.verified}
ENTRY = """
contacts:
  - {id: line, name: A line, detail: Someone., phone: "1", hours: Day and night., open: OPEN, nations: [england],
     audience: [child], categories: any, order: 1, confidence: CONFIDENCE, checked: CHECKED,
     source: a page}
"""


def write(tmp_path: Path, confidence: str, checked: str, opening: str = "always") -> Path:
    path = tmp_path / "contacts.yml"
    text = ENTRY.replace("CONFIDENCE", confidence).replace("CHECKED", checked)
    text = text.replace("OPEN", opening)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("nation", NATIONS)
@pytest.mark.parametrize("persona", PERSONAS)
@pytest.mark.parametrize("age", AGES)
def test_the_whole_table_holds_for_every_category_tier_and_hour(
    nation: str, persona: str, age: int | str | None
) -> None:
    for category, tier, now in itertools.product(CATEGORIES, Tier, HOURS):
        cards = select([category], tier, nation=nation, persona=persona, age=age, now=now)
        ids = [card.id for card in cards]
        shown = (category, tier, now, ids)
        assert "emergency" in ids, shown
        assert 2 <= len(ids) <= MOST, shown
        assert len(set(ids)) == len(ids), shown
        assert set(ids) <= VERIFIED, shown
        others = [BY_ID[name] for name in ids if name != "emergency"]
        audience = "adult" if persona in ("parent", "professional") or age == "adult" else "child"
        low, high = age_range(age, audience)
        for contact in others:
            assert nation in contact.nations and audience in contact.audience, shown
            assert contact.ages[0] <= low <= contact.ages[1], shown
            assert contact.is_for(frozenset([category])), shown
        # Somebody who talks with people of every age that this one may have, day and night.
        assert any(c.opening is None and c.ages[1] >= min(high, 120) for c in others), shown
        if audience == "child" and low <= 18:
            assert others[0].id == "childline", shown


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


def place_of_999(category: str, tier: Tier, persona: str = "young_person") -> int:
    ids = [card.id for card in select([category], tier, persona=persona)]
    return -1 if ids[-1] == "emergency" else ids.index("emergency")


@pytest.mark.parametrize("category", CATEGORIES)
def test_999_goes_first_wherever_life_is_at_risk(category: str) -> None:
    for persona in PERSONAS:
        assert place_of_999(category, Tier.IMMEDIATE, persona) == 0


FIRST_AT_HIGH = {"overdose", "immediate_danger", "weapon", "suicidal_intent", "plan_or_means"}


@pytest.mark.parametrize("category", CATEGORIES)
def test_at_high_999_goes_first_where_it_could_be_minutes_and_second_elsewhere(
    category: str,
) -> None:
    assert place_of_999(category, Tier.HIGH) == (0 if category in FIRST_AT_HIGH else 1)
    adult = FIRST_AT_HIGH | {"missing"}
    assert place_of_999(category, Tier.HIGH, "parent") == (0 if category in adult else 1)


@pytest.mark.parametrize("category", CATEGORIES)
def test_at_concern_999_comes_after_somebody_to_talk_to(category: str) -> None:
    assert place_of_999(category, Tier.CONCERN) == (0 if category == "overdose" else -1)


def test_one_sign_among_several_is_enough_for_999_to_go_first() -> None:
    found = ["self_harm", "suicidal_intent"]
    assert emergency_first(found, Tier.HIGH, persona="young_person")
    assert not emergency_first(["self_harm"], Tier.HIGH, persona="young_person")
    assert urgent_categories() == FIRST_AT_HIGH | {"missing"}


class TestHours:
    """A line with hours of its own; none that ships and is verified has any yet."""

    WEEKDAYS = '{mon: "09:00-17:00"}'

    @pytest.fixture
    def contacts(self, tmp_path: Path) -> tuple[Contact, ...]:
        (made,) = load_contacts(write(tmp_path, "high", "2026-11", self.WEEKDAYS))
        daytime = replace(made, specific=True, order=0, hours="Mondays, 9am to 5pm.")
        return (daytime, *all_contacts())

    def test_it_goes_first_while_it_answers_and_says_its_hours(
        self, contacts: tuple[Contact, ...]
    ) -> None:
        first = select(["bullying_threat"], Tier.CONCERN, now=NOON, contacts=contacts)[0]
        assert (first.id, first.detail) == ("line", "Someone. Mondays, 9am to 5pm.")

    def test_while_it_is_closed_somebody_who_answers_goes_before_it(
        self, contacts: tuple[Contact, ...]
    ) -> None:
        cards = select(["bullying_threat"], Tier.CONCERN, now=NIGHT, contacts=contacts)
        assert cards[0].id == "childline"
        assert "line" not in {card.id for card in cards[:3]}

    def test_where_there_is_room_a_closed_line_is_shown_last_and_says_so(
        self, contacts: tuple[Contact, ...]
    ) -> None:
        few = (contacts[0], BY_ID["emergency"], BY_ID["childline"])
        cards = select(["bullying_threat"], Tier.CONCERN, now=NIGHT, contacts=few)
        assert [card.id for card in cards] == ["childline", "line", "emergency"]
        assert cards[1].detail == "Someone. Mondays, 9am to 5pm. Closed right now."

    def test_without_a_time_it_comes_after_those_who_always_answer(
        self, contacts: tuple[Contact, ...]
    ) -> None:
        few = (contacts[0], BY_ID["emergency"], BY_ID["childline"])
        cards = select(["bullying_threat"], Tier.CONCERN, contacts=few)
        assert [card.id for card in cards] == ["childline", "line", "emergency"]
        assert cards[1].detail == "Someone. Mondays, 9am to 5pm."

    def test_lines_with_hours_never_crowd_out_one_that_always_answers(
        self, contacts: tuple[Contact, ...]
    ) -> None:
        crowd = tuple(replace(contacts[0], id=f"line{n}") for n in range(5))
        cards = select([], Tier.CONCERN, now=NOON, contacts=(*crowd, *all_contacts()))
        assert [card.id for card in cards][2:] == ["childline", "emergency"]

    def test_a_line_whose_hours_nobody_has_checked_reaches_nobody(self, tmp_path: Path) -> None:
        (made,) = load_contacts(write(tmp_path, "high", "2026-11", "null"))
        assert not made.verified


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
    assert ids[:2] == ["emergency", "childline"]


def test_a_contact_without_a_way_to_reach_it_is_refused_with_its_line(tmp_path: Path) -> None:
    path = write(tmp_path, "high", "2026-11")
    path.write_text(path.read_text(encoding="utf-8").replace('phone: "1", ', ""), encoding="utf-8")
    with pytest.raises(ContentError, match=r"contacts\.yml"):
        load_contacts(path)
