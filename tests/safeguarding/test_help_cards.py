from __future__ import annotations

import itertools
import os
import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from basics.content import load_yaml
from safeguarding import help_cards
from safeguarding.assessment import Assessment, Tier
from safeguarding.help_cards import (
    MOST_WORDS,
    RULE,
    cards,
    is_only_language,
    language_name,
    language_reply,
    problems,
    with_language,
)
from safeguarding.hours import Hours
from safeguarding.language import CONTENT_FILE
from safeguarding.replies import SafetyReply, first_reply
from tests.support.reading_age import grade, sentences
from tests.support.reading_age import words as words_in

OFFICE = Hours.from_config(dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "09:00-17:00"))
STAFFED = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
CLOSING = datetime(2026, 11, 23, 16, 45, tzinfo=UTC)
CLOSED = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
MOMENTS = ((STAFFED, OFFICE), (CLOSING, OFFICE), (CLOSED, OFFICE), (STAFFED, Hours()))
STATES = ("staffed", "closing", "closed", "no hours set")
GOLDEN = Path(__file__).parents[1] / "golden" / "languages" / "help_cards.yml"
PERSONAS = ("young_person", "parent", "professional", "unknown")
DRAFTS = ("ar", "bn", "cy", "pl", "ro", "ur")
RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff]")


def only(language: str | None) -> Assessment:
    return Assessment(
        tier=Tier.CONCERN, categories=("other",), rules=(RULE,), language=language
    )  # fmt: skip


def reply(
    language: str, persona: str = "young_person", moment: datetime = STAFFED, hours: Hours = OFFICE
) -> SafetyReply:
    return language_reply(only(language), persona=persona, age=13, now=moment, hours=hours)


@pytest.fixture
def reviewed(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mapping[str, Any]]:
    """Every card as if somebody who speaks the language had reviewed it."""
    data = deepcopy(dict(cards()))
    for card in data["cards"].values():
        card["reviewed"] = {"by": "Somebody", "date": "2027-01-31"}
    monkeypatch.setattr(help_cards, "cards", lambda: data)
    yield data


def test_a_young_person_gets_plain_english_with_their_language_named() -> None:
    assert reply("pl").text == (
        "Thank you for writing. I think this is \u2068Polski\u2069 (Polish). I read English best. "
        "I may not understand you well.\n\n"
        "A person will look at this. They work until 5pm today.\n\n"
        "If you are in danger, ring 999. You can also use the numbers below.\n\n"
        "To talk to a person, type: person"
    )


def test_a_parent_out_of_hours_gets_plain_english_and_the_next_staffed_time() -> None:
    assert reply("so", "parent", CLOSED).text == (
        "Thank you for writing. We think this is \u2068Soomaali\u2069 (Somali). We read English best. "
        "We may not understand you well.\n\n"
        "Our team is not here now. A person will look tomorrow, Tuesday, from 9am.\n\n"
        "If anyone is in danger, ring 999. You can also use the numbers below.\n\n"
        "To talk to a person, type: person"
    )


def test_a_language_without_a_name_is_said_not_to_be_english() -> None:
    assert "I think this is not English." in reply("xx").text


def test_contacts_are_those_for_the_person() -> None:
    young = {card.id for card in reply("pl").contacts}
    parent = {card.id for card in reply("pl", "parent").contacts}
    assert "childline" in young
    assert "childline" not in parent
    assert "emergency" in young & parent


@pytest.mark.parametrize("code", DRAFTS)
def test_a_draft_reaches_nobody(code: str) -> None:
    assert cards()["cards"][code]["reviewed"] == {"by": None, "date": None}
    assert reply(code).text.startswith("Thank you for writing.")


@pytest.mark.parametrize("code", DRAFTS)
@pytest.mark.parametrize("persona", PERSONAS)
def test_a_reviewed_card_is_shown_in_its_own_language(
    code: str, persona: str, reviewed: Mapping[str, Any]
) -> None:
    text = reply(code, persona).text
    assert "Thank you" not in text
    assert "999" in text
    assert text.endswith("person")
    assert len(text.split()) <= MOST_WORDS


@pytest.mark.parametrize("code", ["ar", "ur"])
def test_each_paragraph_of_a_right_to_left_card_begins_from_the_right(
    code: str, reviewed: Mapping[str, Any]
) -> None:
    for paragraph in reply(code).text.split("\n\n"):
        assert paragraph[0] == "\u200f"


def test_a_card_with_a_name_but_no_date_is_not_reviewed(reviewed: Mapping[str, Any]) -> None:
    reviewed["cards"]["pl"]["reviewed"]["date"] = None
    assert reply("pl").text.startswith("Thank you")
    assert problems() == ["help_cards.yml: the card “pl” needs both who reviewed it and when."]


def test_a_card_in_a_language_without_a_name_is_a_problem(reviewed: Mapping[str, Any]) -> None:
    del reviewed["names"]["cy"]
    assert problems() == ["help_cards.yml: the card “cy” has no name."]


def test_the_cards_that_ship_have_no_problem() -> None:
    assert problems() == []


def test_every_answer_is_word_for_word_the_one_that_was_read(
    request: pytest.FixtureRequest,
) -> None:
    said = {
        f"{persona}, {state}": _said(persona, *moment)
        for persona in PERSONAS
        for state, moment in zip(STATES, MOMENTS, strict=True)
    }
    request.getfixturevalue("reviewed")
    said |= {
        f"{code}, once reviewed, {persona}": _said(persona, STAFFED, OFFICE, code)
        for code in DRAFTS
        for persona in ("young_person", "parent")
    }
    if os.environ.get("WAYMARK_UPDATE_GOLDEN") == "1":
        GOLDEN.write_text(
            yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=100), "utf-8"
        )
    assert said == yaml.safe_load(GOLDEN.read_text("utf-8")), "WAYMARK_UPDATE_GOLDEN=1 accepts it"


def _said(persona: str, moment: datetime, hours: Hours, code: str = "uk") -> dict[str, Any]:
    found = reply(code, persona, moment, hours)
    return {"text": found.text.split("\n\n"), "contacts": [card.id for card in found.contacts]}


def test_cards_are_marked_with_the_direction_of_their_letters() -> None:
    for card in cards()["cards"].values():
        for text in card["text"].values():
            assert bool(RIGHT_TO_LEFT.search(text)) == (card["direction"] == "rtl")


def test_plain_english_is_very_easy() -> None:
    texts = [
        reply("pl", persona, moment, hours).text
        for persona, (moment, hours) in itertools.product(PERSONAS, MOMENTS)
    ]
    plain = [text.replace("\u2068Polski\u2069 (Polish)", "French") for text in texts]
    assert grade(plain) <= 2.5
    for text in plain:
        assert all(len(words_in(sentence)) <= 12 for sentence in sentences(text)), text
        assert len(words_in(text)) <= MOST_WORDS
        assert "{" not in text and "?" not in text


def test_out_of_hours_nobody_is_said_to_be_there() -> None:
    for persona, (moment, hours) in itertools.product(PERSONAS, MOMENTS[2:]):
        assert "Our team is not here now." in reply("pl", persona, moment, hours).text


def test_every_language_that_can_be_told_has_a_name() -> None:
    known = load_yaml(CONTENT_FILE)
    codes = {code for codes in known["scripts"].values() for code in codes}
    codes |= {*known["latin"], *known["letters"], *known["telling"]}
    assert codes == set(cards()["names"])
    assert set(cards()["cards"]) <= codes


def test_a_name_keeps_its_direction_within_english() -> None:
    assert language_name("ur") == "\u2068اردو\u2069 (Urdu)"
    assert language_name("tl") == "\u2068Tagalog\u2069"
    assert language_name("xx") is None


@pytest.mark.parametrize(
    ("rules", "failed", "expected"),
    [
        ((RULE,), False, True),
        ((RULE, "self_harm.cutting"), False, False),
        (("self_harm.cutting",), False, False),
        ((), False, False),
        ((RULE,), True, False),
    ],
)
def test_only_language_means_that_nothing_else_was_found(
    rules: tuple[str, ...], failed: bool, expected: bool
) -> None:
    assert is_only_language(Assessment(rules=rules, language="pl", failed=failed)) is expected


def test_a_reply_to_a_risk_says_that_a_person_reads_the_rest() -> None:
    found = Assessment(tier=Tier.HIGH, categories=("self_harm",), rules=("x",), language="pl")
    short = SafetyReply("Thank you for telling me. If you are in danger, ring 999.")
    text = with_language(short, found, persona="young_person").text
    assert text.startswith(short.text + "\n\n")
    assert "\u2068Polski\u2069 (Polish)" in text


def test_a_reply_to_a_risk_is_never_longer_than_the_screen() -> None:
    found = Assessment(tier=Tier.HIGH, categories=("self_harm",), rules=("x",), language="pl")
    for persona, (moment, hours) in itertools.product(PERSONAS, MOMENTS):
        plain = first_reply(found, persona=persona, age=13, now=moment, hours=hours)
        longer = with_language(plain, found, persona=persona)
        assert longer.text.startswith(plain.text)
        assert longer.contacts == plain.contacts
        assert len(longer.text.split()) <= max(MOST_WORDS, len(plain.text.split()))
    full = SafetyReply(" ".join(["word"] * MOST_WORDS))
    assert with_language(full, found, persona="parent") == full


def test_a_reply_to_english_stays_as_it_is() -> None:
    found = Assessment(tier=Tier.HIGH, categories=("self_harm",), rules=("x",))
    plain = SafetyReply("Thank you for telling me.")
    assert with_language(plain, found, persona="young_person") is plain
