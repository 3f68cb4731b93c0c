"""The parts that safety replies are put together from: whose words, for what, and until when."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from basics.content import load_yaml
from safeguarding.hours import Hours
from safeguarding.replies_schema import REPLIES_SCHEMA

_FILE = Path(__file__).with_name("content") / "replies.yml"
_ADULTS = frozenset({"parent", "professional"})
_YOUNG, _FRIEND, _OTHER, _SELF = "young_person", "friend", "other", "self"
_ABOUT_SOMEBODY = "third_party"


@lru_cache(maxsize=1)
def words() -> Mapping[str, Any]:
    """The replies that ship with Waymark; a mistake in the file is a ContentError."""
    data: Mapping[str, Any] = load_yaml(_FILE, REPLIES_SCHEMA)
    return data


def own_words(persona: str) -> str:
    """Which of the two ways of speaking: to a young person, or to an adult."""
    return "adult" if persona in _ADULTS else _YOUNG


def group_of(categories: Collection[str]) -> str:
    """The first group of ``replies.yml`` that one of ``categories`` belongs to, or "other"."""
    for group, members in words()["groups"].items():
        if any(category in members for category in categories):
            return str(group)
    return _OTHER


@dataclass(frozen=True, slots=True)
class Voice:
    """Words for one kind of person: a young person, a friend, a parent, a professional."""

    name: str
    own: bool
    """An adult who may be writing about themselves."""

    @classmethod
    def of(cls, persona: str, categories: Collection[str]) -> Voice:
        """The voice for ``persona``; a young person who writes of somebody else is a friend."""
        about_somebody = _ABOUT_SOMEBODY in categories
        if persona in _ADULTS:
            return cls(persona, not about_somebody)
        return cls(_FRIEND if about_somebody else _YOUNG, False)

    def opening(self, categories: Collection[str]) -> str:
        """Thanks, and what has to be heard first."""
        return self._words("opening", categories)

    def act(self, categories: Collection[str]) -> str:
        """What to do now. Where the family must not hear of it, that is never left out."""
        act = self._words("now", categories)
        kin = words()["alike"].get(group_of(categories))
        if self.keep_from_family(categories) and kin != "family":
            return f"{act} {self.family}"
        return act

    def secret(self, categories: Collection[str]) -> str:
        """That it cannot be kept secret; who fears the family hears that it does not go there."""
        mine = words()[self.name]
        from_family = self.keep_from_family(categories) and mine.get("secret_from_family")
        return str(from_family or mine["secret"])

    @property
    def family(self) -> str:
        """Not to talk to the family about it."""
        return str(words()[self.name]["family"])

    def person(self, now: datetime, hours: Hours) -> str:
        """Who will read it, and when."""
        return timed(words()[self.name]["person"], now, hours)

    def keep_from_family(self, categories: Collection[str]) -> bool:
        """Whether it can put somebody in danger if the family hears of it."""
        return any(category in words()["not_to_the_family"] for category in categories)

    def _words(self, part: str, categories: Collection[str]) -> str:
        texts: Mapping[str, str] = words()[self.name][part]
        group = group_of(categories)
        if self.own and group in words()["self"]:
            return texts[_SELF]
        return texts.get(group) or texts.get(words()["alike"].get(group, "")) or texts[_OTHER]


def timed(
    variants: Mapping[str, str | Sequence[str]], now: datetime, hours: Hours, n: int = 0
) -> str:
    """The words for how the team is staffed at ``now``, with its times; the ``n``-th in turn."""
    texts = variants[_state(now, hours)]
    text = texts if isinstance(texts, str) else texts[n % len(texts)]
    return text.format(until=hours.staffed_until(now) or "", next=hours.next_staffed(now) or "")


def _state(now: datetime, hours: Hours) -> str:
    if hours.is_staffed(now):
        return "closing" if hours.closing_soon(now) and hours.next_opening(now) else "staffed"
    return "closed" if hours.next_opening(now) else "unknown"
