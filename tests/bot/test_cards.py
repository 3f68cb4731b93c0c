from __future__ import annotations

from datetime import date
from typing import Any

from bot.card_words import load_card_words
from bot.cards import contact_card, service_card
from bot.messages import Contact
from directory.query import ServiceHit

WORDS = load_card_words()


def card(**fields: Any) -> list[str]:
    hit = ServiceHit(
        **{
            "service_id": "s1",
            "name": "Beckton Art Club",
            "organization": "Beckton Arts",
            "summary": "",
            "reasons": ("it has drawing and painting", "it is free"),
            **fields,
        }
    )
    return service_card(hit.model_dump(mode="json"), 2, WORDS).splitlines()


def test_a_full_card_says_everything_that_is_known() -> None:
    assert card(
        min_age=11,
        max_age=16,
        distance_km=1.23,
        where="Beckton Hall, E6",
        cost="Free",
        when="Tuesdays, 4:30 pm to 6 pm",
        how_to_start="Just turn up",
        phone="020 7946 0000",
        email="hello@example.org",
        url="https://example.org",
        last_checked=date(2026, 11, 3),
    ) == [
        "2. Beckton Art Club",
        "By Beckton Arts",
        "Why it fits: it has drawing and painting, it is free",
        "Where: Beckton Hall, E6, about 1.2 km (0.8 miles) away",
        "When: Tuesdays, 4:30 pm to 6 pm",
        "Cost: Free",
        "Ages: 11 to 16",
        "How to start: Just turn up",
        "Call: 020 7946 0000",
        "Email: hello@example.org",
        "Website: https://example.org",
        "Last checked 3 November 2026",
    ]


def test_what_is_not_known_is_said() -> None:
    lines = card(unknown=("we do not know the cost", "we do not know the times"))
    assert "Not known yet: we do not know the cost; we do not know the times" in lines
    assert lines[-1] == "We do not know when this was last checked."


def test_a_made_up_service_says_so_right_under_its_name() -> None:
    assert card(fictional=True)[1] == "This is a made-up example. Please do not go there."


def test_a_service_with_one_name_is_not_named_twice() -> None:
    assert not any(line.startswith("By ") for line in card(organization="Beckton Art Club"))


def test_a_hidden_place_shows_only_how_far_it_is() -> None:
    assert "Where: about 12 km (7.5 miles) away" in card(distance_km=12.04)


def test_ages_that_are_open_at_an_end() -> None:
    assert "Ages: 16 and over" in card(min_age=16)
    assert "Ages: up to 18" in card(max_age=18)
    assert "Age: 13" in card(min_age=13, max_age=13)


def test_a_referral_is_said() -> None:
    assert any("need an adult to ask" in line for line in card(referral_needed=True))


def test_a_card_is_one_paragraph_whatever_the_directory_holds() -> None:
    lines = card(how_to_start="Ring us.\n\nOr  come {name} by.")
    assert "How to start: Ring us. Or come {name} by." in lines
    assert "" not in lines


def test_a_contact_is_short_and_says_how() -> None:
    contact = Contact(
        name="Papyrus",
        detail="Day and night.",
        phone="0800 068 4141",
        sms="88247",
        checked="2026-11-01",
    )
    assert contact_card(contact, WORDS) == (
        "Papyrus: call 0800 068 4141 or text 88247\nDay and night."
    )


def test_a_contact_with_only_a_website() -> None:
    contact = Contact(name="CEOP", detail="", url="https://example.org", checked="2026-11-01")
    assert contact_card(contact, WORDS) == "CEOP: https://example.org"


def test_a_number_that_is_its_own_name_is_said_once() -> None:
    contact = Contact(name="999", detail="Police.", phone="999", checked="2026-11-01")
    assert contact_card(contact, WORDS) == "Call 999\nPolice."
