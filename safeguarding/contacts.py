"""Crisis contacts: which few numbers to give to whom. The numbers are data, dated and sourced."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from basics.content import load_yaml
from safeguarding.assessment import Tier
from safeguarding.contacts_schema import ALWAYS, CONTACTS_SCHEMA, NATIONS
from safeguarding.hours import Hours

__all__ = [
    "MOST", "NATIONS", "Contact", "ContactCard", "age_range", "all_contacts", "emergency_first",
    "help_card", "load_contacts", "select", "urgent_categories",
]  # fmt: skip

CONTENT = Path(__file__).with_name("content")
MOST = 4
"""More numbers than this on one phone screen help nobody."""
EMERGENCY = "emergency"
_ADULTS = frozenset({"parent", "professional"})


@dataclass(frozen=True, slots=True)
class ContactCard:
    """Somebody to ring or text, as people are shown it."""

    id: str
    name: str
    detail: str
    phone: str | None
    sms: str | None
    url: str | None
    checked: str
    """Year and month (ISO) of the last check against the source."""


@dataclass(frozen=True, slots=True)
class Contact:
    """One entry of the file, verified or not."""

    id: str
    card: ContactCard
    nations: frozenset[str]
    audience: frozenset[str]
    categories: frozenset[str] | None
    """None for any."""
    ages: tuple[int, int]
    specific: bool
    order: int
    verified: bool
    """Confidence high, checked, and known when it answers: the only ones that reach anyone."""
    hours: str
    """When it answers, as people are told."""
    opening: Hours | None
    """When it answers; None for day and night."""

    def is_for(self, categories: frozenset[str]) -> bool:
        return self.categories is None or bool(self.categories & categories)

    def is_open(self, now: datetime | None) -> bool:
        """Whether somebody answers at ``now``; without a time, whether somebody always does."""
        return self.opening is None or (now is not None and self.opening.is_staffed(now))


def load_contacts(path: Path = CONTENT / "contacts.yml") -> tuple[Contact, ...]:
    """Every entry of the file; a mistake in it is a ContentError with file and line."""
    return tuple(_contact(entry) for entry in load_yaml(path, CONTACTS_SCHEMA)["contacts"])


@lru_cache(maxsize=1)
def all_contacts() -> tuple[Contact, ...]:
    """The contacts that ship with Waymark, those not verified among them."""
    return load_contacts()


@lru_cache(maxsize=1)
def _file() -> Mapping[str, Any]:
    data: Mapping[str, Any] = load_yaml(CONTENT / "contacts.yml", CONTACTS_SCHEMA)
    return data


def emergency_first(
    categories: Iterable[str], tier: Tier, *, persona: str, age: int | str | None = None
) -> bool:
    """Whether 999 goes before anything else: life is at risk, or may be (``first_999``)."""
    if tier is Tier.IMMEDIATE:
        return True
    audience = _audience(persona, age)
    return any(
        audience in entry["audience"] and tier.rank >= Tier(entry["from"]).rank
        for category, entry in _file()["first_999"].items()
        if category in categories
    )


def urgent_categories() -> frozenset[str]:
    """Where 999 goes first, for some at least, although the tier is not immediate."""
    return frozenset(_file()["first_999"])


def select(
    categories: Iterable[str],
    tier: Tier,
    *,
    nation: str = "england",
    persona: str = "young_person",
    age: int | str | None = None,
    now: datetime | None = None,
    contacts: tuple[Contact, ...] | None = None,
) -> tuple[ContactCard, ...]:
    """At most :data:`MOST` verified contacts, the most fitting first.

    ``age`` is years or a band ("10-12", "adult"); an unknown age, like an unknown persona, is
    taken to be a child's. 999 goes first where life may be at risk (:func:`emergency_first`),
    second where something serious was said, and last elsewhere. Who does not answer at ``now``
    comes after those who do, and says when; without ``now`` so does everybody with hours.
    """
    wanted = frozenset(categories)
    audience = _audience(persona, age)
    youngest, _ = age_range(age, audience)
    fitting = [
        contact
        for contact in (all_contacts() if contacts is None else contacts)
        if contact.verified
        and nation in contact.nations
        and audience in contact.audience
        and contact.is_for(wanted)
        # Nobody is sent to a line that may turn them away for being too young.
        and contact.ages[0] <= youngest <= contact.ages[1]
    ]
    fitting.sort(key=lambda each: (not each.is_open(now), not each.specific, each.order))
    emergency = [contact for contact in fitting if contact.id == EMERGENCY]
    others = _few([contact for contact in fitting if contact.id != EMERGENCY], len(emergency))
    at = 1 if tier.rank >= Tier.HIGH.rank else len(others)
    if emergency_first(wanted, tier, persona=persona, age=age):
        at = 0
    return tuple(_shown(contact, now) for contact in [*others[:at], *emergency, *others[at:]])


def help_card(
    *, nation: str = "england", persona: str = "young_person", age: int | str | None = None
) -> tuple[ContactCard, ...]:
    """What "Help now" shows at any time: 999, and someone to talk to."""
    return select((), Tier.IMMEDIATE, nation=nation, persona=persona, age=age)


def _few(fitting: list[Contact], taken: int) -> list[Contact]:
    """The first few; if nobody among them answers day and night, the last gives way to one."""
    few, rest = fitting[: MOST - taken], fitting[MOST - taken :]
    always = [contact for contact in rest if contact.opening is None]
    if always and all(contact.opening is not None for contact in few):
        return [*few[:-1], always[0]]
    return few


def _shown(contact: Contact, now: datetime | None) -> ContactCard:
    """The card; it says the hours of a line that has any, and that it is closed where we know."""
    if contact.opening is None:
        return contact.card
    closed = now is not None and not contact.is_open(now)
    parts = (contact.card.detail, contact.hours, _file()["closed_now"] if closed else "")
    return replace(contact.card, detail=" ".join(filter(None, parts)))


def _audience(persona: str, age: int | str | None) -> str:
    return "adult" if persona in _ADULTS or age == "adult" else "child"


def age_range(age: int | str | None, audience: str = "child") -> tuple[int, int]:
    """The years that ``age`` may mean: (13, 13), (10, 12) for a band, (18, 120) for an adult."""
    if isinstance(age, int):
        return age, age
    if age == "adult" or (age is None and audience == "adult"):
        return 18, 120
    if age and "-" in age:
        low, _, high = age.partition("-")
        if low.isdigit() and high.isdigit():
            return int(low), int(high)
    return 10, 18


def _contact(entry: dict[str, Any]) -> Contact:
    checked, opening = entry["checked"], entry["open"]
    categories = entry["categories"]
    return Contact(
        id=entry["id"],
        card=ContactCard(
            id=entry["id"], name=entry["name"], detail=entry["detail"], phone=entry.get("phone"),
            sms=entry.get("sms"), url=entry.get("url"), checked=checked or "",
        ),
        nations=frozenset(entry["nations"]),
        audience=frozenset(entry["audience"]),
        categories=None if categories == "any" else frozenset(categories),
        ages=(entry.get("min_age", 0), entry.get("max_age", 120)),
        specific=entry.get("specific", False),
        order=entry["order"],
        verified=entry["confidence"] == "high" and None not in (checked, opening),
        hours=entry["hours"],
        opening=None if opening in (ALWAYS, None) else Hours.from_config(opening),
    )  # fmt: skip
