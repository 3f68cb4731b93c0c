"""Crisis contacts: which few numbers to give to whom. The numbers are data, dated and sourced."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from basics.content import load_yaml
from basics.vocabulary import vocabulary
from safeguarding.assessment import Tier

CONTENT = Path(__file__).with_name("content")
NATIONS = ("england", "wales", "scotland", "northern_ireland")
MOST = 4
"""More numbers than this on one phone screen help nobody."""
URGENT_CATEGORIES = frozenset({"immediate_danger", "overdose", "weapon"})
"""Here 999 goes first even where the tier is not immediate."""

_TEXT = {"type": "string", "minLength": 1}
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["contacts"],
    "additionalProperties": False,
    "properties": {
        "contacts": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": [
                    "id", "name", "detail", "hours", "nations", "audience", "categories", "order",
                    "confidence", "checked", "source",
                ],
                "anyOf": [{"required": ["phone"]}, {"required": ["sms"]}, {"required": ["url"]}],
                "properties": {
                    "id": _TEXT, "name": _TEXT, "detail": _TEXT, "phone": _TEXT, "sms": _TEXT,
                    "url": _TEXT, "hours": _TEXT, "source": _TEXT,
                    "nations": {"type": "array", "minItems": 1, "items": {"enum": list(NATIONS)}},
                    "audience": {"type": "array", "minItems": 1, "items": {"enum": ["child", "adult"]}},
                    "categories": {
                        "oneOf": [
                            {"const": "any"},
                            {
                                "type": "array", "minItems": 1,
                                "items": {"enum": list(vocabulary().risk_categories)},
                            },
                        ]
                    },
                    "min_age": {"type": "integer"}, "max_age": {"type": "integer"},
                    "specific": {"type": "boolean"}, "order": {"type": "integer"},
                    "confidence": {"enum": ["high", "medium", "low"]},
                    "checked": {"type": ["string", "null"], "pattern": r"^20\d\d-(0[1-9]|1[0-2])$"},
                },
            },
        }
    },
}  # fmt: skip


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
    """Confidence high and checked: the only ones that reach anyone."""

    def is_for(self, categories: frozenset[str]) -> bool:
        return self.categories is None or bool(self.categories & categories)


def load_contacts(path: Path = CONTENT / "contacts.yml") -> tuple[Contact, ...]:
    """Every entry of the file; a mistake in it is a ContentError with file and line."""
    return tuple(_contact(entry) for entry in load_yaml(path, _SCHEMA)["contacts"])


@lru_cache(maxsize=1)
def all_contacts() -> tuple[Contact, ...]:
    """The contacts that ship with Waymark, those not verified among them."""
    return load_contacts()


def select(
    categories: Iterable[str],
    tier: Tier,
    *,
    nation: str = "england",
    persona: str = "young_person",
    age: int | str | None = None,
    contacts: tuple[Contact, ...] | None = None,
) -> tuple[ContactCard, ...]:
    """At most :data:`MOST` verified contacts, the most fitting first.

    ``age`` is years or a band ("10-12", "adult"); an unknown age, like an unknown persona, is
    taken to be a child's. 999 goes first where life may be at risk, else last.
    """
    wanted = frozenset(categories)
    audience = "adult" if persona in ("parent", "professional") else "child"
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
    fitting.sort(key=lambda contact: (not contact.specific, contact.order))
    return _with_emergency(
        fitting, urgent=tier is Tier.IMMEDIATE or bool(wanted & URGENT_CATEGORIES)
    )


def help_card(
    *, nation: str = "england", persona: str = "young_person", age: int | str | None = None
) -> tuple[ContactCard, ...]:
    """What "help" shows at any time: someone to talk to, and 999."""
    return select((), Tier.CONCERN, nation=nation, persona=persona, age=age)


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


def _with_emergency(fitting: list[Contact], *, urgent: bool) -> tuple[ContactCard, ...]:
    emergency = [contact for contact in fitting if contact.id == "emergency"]
    others = [contact for contact in fitting if contact.id != "emergency"]
    others = others[: MOST - len(emergency)]
    chosen = emergency + others if urgent else others + emergency
    return tuple(contact.card for contact in chosen)


def _contact(entry: dict[str, Any]) -> Contact:
    checked = entry["checked"]
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
        verified=entry["confidence"] == "high" and checked is not None,
    )  # fmt: skip
