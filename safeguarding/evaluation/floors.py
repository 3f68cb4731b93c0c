"""The floors of ``floors.yml``: figures that no change may fall below without being noticed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from basics.content import load_yaml
from safeguarding.assessment import Assessor
from safeguarding.evaluation.measures import Outcome, screened, share
from safeguarding.evaluation.messages import DATA, read
from safeguarding.evaluation.picks import (
    LIMIT_SCHEMAS,
    MEASURE_SCHEMA,
    ONE_LIMIT,
    PICK_SCHEMA,
    Limit,
    Pick,
)

FLOORS = Path(__file__).with_name("floors.yml")
RULES, ALL = "rules", "all"
_FILES = {"type": "array", "minItems": 1, "items": {"type": "string", "pattern": r"^[\w./-]+$"}}
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["floors"],
    "additionalProperties": False,
    "properties": {
        "floors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["files", "with", "lines", "measure"],
                "additionalProperties": False,
                "properties": {
                    "files": _FILES,
                    "with": {"enum": [RULES, ALL]},
                    "lines": PICK_SCHEMA,
                    "measure": MEASURE_SCHEMA,
                    **LIMIT_SCHEMAS,
                },
                "oneOf": ONE_LIMIT,
            },
        }
    },
}


@dataclass(frozen=True, slots=True)
class Floor:
    """A limit to one figure, and what it is measured on."""

    files: tuple[Path, ...]
    assessor: str
    """``rules`` or ``all``."""
    pick: Pick
    measure: str
    limit: Limit

    def problem(self, outcomes: Sequence[Outcome]) -> str | None:
        """What is wrong with the figure, in one sentence; None where it keeps to the limit."""
        found = share(self.pick.of(outcomes), self.measure)
        where = f"{', '.join(path.name for path in self.files)}, {self.assessor}, {self.pick}"
        if found.value is None:
            return f"{where}: there are no such lines."
        if self.limit.holds(found.value):
            return None
        wanted = f"{self.limit.name.replace('_', ' ')} {self.limit.value:.1%}"
        return f"{where}: {self.measure} is {found.hits} of {found.lines}, not {wanted}."


def load_floors(path: Path = FLOORS, data: Path = DATA) -> list[Floor]:
    """The floors; file names are taken from ``data``. ContentError names what is not right."""
    return [
        Floor(
            files=tuple(data / name for name in item["files"]),
            assessor=item["with"],
            pick=Pick(**item["lines"]),
            measure=item["measure"],
            limit=Limit.read(item),
        )
        for item in load_yaml(path, _SCHEMA)["floors"]
    ]


def problems(floors: Sequence[Floor], assessors: Mapping[str, Assessor]) -> list[str]:
    """Every floor that is broken, in one sentence each. Floors for an assessor that is not among
    ``assessors`` (``rules``, ``all``) are left out."""
    screened_once: dict[tuple[str, tuple[Path, ...]], list[Outcome]] = {}
    found = []
    for floor in floors:
        if floor.assessor not in assessors:
            continue
        key = (floor.assessor, floor.files)
        if key not in screened_once:
            messages = read(floor.files).messages
            screened_once[key] = screened(assessors[floor.assessor], messages)
        found.append(floor.problem(screened_once[key]))
    return [problem for problem in found if problem]
