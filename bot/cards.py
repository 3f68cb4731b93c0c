"""Services and crisis contacts as plain text: a few short lines each, no markup to go wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.card_words import CardWords, fill
from bot.messages import Contact

KM_PER_MILE = 1.609344


def service_card(service: Mapping[str, Any], number: int, words: CardWords) -> str:
    """One service (a ServiceHit as JSON) as lines; never an empty line inside."""
    return "\n".join(" ".join(line.split()) for line in _lines(service, number, words))


def _lines(service: Mapping[str, Any], number: int, words: CardWords) -> Iterator[str]:
    card = words.card
    yield fill(card["title"], number=number, name=service["name"])
    if service.get("fictional"):
        yield card["demo"]
    organization = service.get("organization")
    if organization and organization != service["name"]:
        yield fill(card["by"], organization=organization)
    if service.get("reasons"):
        yield fill(card["why"], reasons=", ".join(service["reasons"]))
    where = _where(service, words)
    if where:
        yield fill(card["where"], where=where)
    for key, line in (("when", "when"), ("cost", "cost")):
        if service.get(key):
            yield fill(card[line], **{key: service[key]})
    ages = _ages(service, words)
    if ages:
        yield ages
    yield from _how(service, words)
    if service.get("unknown"):
        yield fill(card["unknown"], things="; ".join(service["unknown"]))
    checked = service.get("last_checked")
    yield fill(card["checked"], date=words.day(checked)) if checked else card["not_checked"]


def _how(service: Mapping[str, Any], words: CardWords) -> Iterator[str]:
    """How to begin and whom to ask."""
    card = words.card
    if service.get("how_to_start"):
        yield fill(card["start"], how=service["how_to_start"])
    if service.get("referral_needed"):
        yield card["referral"]
    if service.get("phone"):
        yield fill(card["phone"], phone=service["phone"])
    if service.get("email"):
        yield fill(card["email"], email=service["email"])
    if service.get("url"):
        yield fill(card["site"], url=service["url"])


def _where(service: Mapping[str, Any], words: CardWords) -> str | None:
    where, km = service.get("where"), service.get("distance_km")
    if km is None:
        return str(where) if where else None
    line = words.card["away" if where else "away_only"]
    return fill(line, where=where, km=_short(km), miles=_short(km / KM_PER_MILE))


def _ages(service: Mapping[str, Any], words: CardWords) -> str | None:
    low, high = service.get("min_age"), service.get("max_age")
    if low is None and high is None:
        return None
    if low is None:
        return fill(words.card["ages_to"], max=high)
    if high is None:
        return fill(words.card["ages_from"], min=low)
    return fill(words.card["ages_one" if low == high else "ages_range"], min=low, max=high)


def contact_card(contact: Contact, words: CardWords) -> str:
    """One crisis contact: whom, how, and when it is open. Telegram makes the numbers tappable."""
    ways = []
    if contact.phone:
        ways.append(fill(words.contact["call"], phone=contact.phone))
    if contact.sms:
        ways.append(fill(words.contact["text"], sms=contact.sms))
    if contact.url:
        ways.append(contact.url)
    how = words.contact["or"].join(ways)
    first = f"{contact.name}: {how}" if how else contact.name
    if contact.name == contact.phone:
        # 999 is its own name.
        first = how[:1].upper() + how[1:]
    return f"{first}\n{contact.detail}" if contact.detail else first


def all_cards(
    services: Sequence[Mapping[str, Any]], contacts: Sequence[Contact], words: CardWords
) -> list[str]:
    """The cards of one reply, contacts first: they are what must not be scrolled for."""
    return [
        *(contact_card(contact, words) for contact in contacts),
        *(service_card(service, n, words) for n, service in enumerate(services, start=1)),
    ]


def _short(number: float) -> str:
    """One decimal below ten, none from there on, where it would say too much."""
    return f"{number:.1f}" if number < 10 else f"{number:.0f}"
