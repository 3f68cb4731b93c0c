"""Which lines a gate or a floor is about, and the limit it sets to a share of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from safeguarding.assessment import Tier
from safeguarding.evaluation.intervals import Share, lines_to_prove
from safeguarding.evaluation.measures import MEASURES, Outcome
from safeguarding.evaluation.message import GATE, RISK, UNSORTED
from safeguarding.model.lines import KINDS

NOT_GIVEN = "not_given"
_NAME = {"type": "string", "pattern": "^[a-z_]{1,40}$"}
_SHARE = {"type": "number", "minimum": 0, "maximum": 1}
PICK_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["kind"],
    "additionalProperties": False,
    "properties": {
        "kind": {"enum": [RISK, *KINDS, UNSORTED, GATE]},
        "tier": {"enum": ["immediate", "high", "concern", NOT_GIVEN]},
        "category": _NAME,
        "group": _NAME,
        "files": {"type": "string", "minLength": 1},
    },
}
LIMIT_SCHEMAS: dict[str, Any] = {"at_least": _SHARE, "at_most": _SHARE, "more_than": _SHARE}
ONE_LIMIT = [{"required": [name]} for name in LIMIT_SCHEMAS]
MEASURE_SCHEMA: dict[str, Any] = {"enum": sorted(MEASURES)}


@dataclass(frozen=True, slots=True)
class Pick:
    """Lines by what they are labelled with; None picks all."""

    kind: str
    tier: str | None = None
    category: str | None = None
    group: str | None = None
    files: str | None = None

    def of(self, outcomes: Iterable[Outcome]) -> list[Outcome]:
        """Those of ``outcomes`` that are picked."""
        return [outcome for outcome in outcomes if self._picks(outcome)]

    def _picks(self, outcome: Outcome) -> bool:
        message = outcome.message
        return (
            message.kind == self.kind
            and self.tier in (None, message.tier or NOT_GIVEN)
            and self.category in (None, message.category)
            and self.group in (None, message.group)
            and (self.files is None or fnmatchcase(message.file, self.files))
        )


@dataclass(frozen=True, slots=True)
class Limit:
    """What a share may be, 0 to 1."""

    name: str
    """``at_least``, ``at_most`` or ``more_than``."""
    value: float

    @classmethod
    def read(cls, data: dict[str, Any]) -> Limit:
        """The one limit of a gate or floor as it stands in its file."""
        name = next(name for name in LIMIT_SCHEMAS if name in data)
        return cls(name, data[name])

    def holds(self, share: float) -> bool:
        if self.name == "at_least":
            return share >= self.value
        if self.name == "at_most":
            return share <= self.value
        return share > self.value

    def beyond_chance(self, share: Share) -> bool:
        """Whether a share that breaks the limit breaks it with the whole of its interval. Where the
        limit is all or none, one line that breaks it is enough."""
        low, high = share.interval
        if self.name == "at_most":
            return self.value <= 0 or low > self.value
        return self.value >= 1 or high < self.value

    @property
    def lines_to_prove(self) -> int:
        """How many lines a flawless result needs to prove it; 1 where none would be enough."""
        needed = lines_to_prove(1 - self.value if self.name == "at_most" else self.value)
        return needed or 1


def tier_name(tier: Tier | None) -> str:
    """The tier as picks name it."""
    return str(tier) if tier else NOT_GIVEN
