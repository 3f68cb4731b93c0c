"""Mapping files: which heading of somebody's table is which of our fields.

```yaml
name: A council's upload sheet       # for people
columns:                             # our field: their heading, or several (the first with text)
  name: Service name
  description: [Long description, Description]
fixed: {licence: OGL v3}             # the same for every row
values:                              # their words to ours
  status: {Live: active}
join: {description: [Intro, Body]}   # several headings, one after the other
```
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from basics.content import load_yaml
from directory.importing.drafts import FIELDS
from directory.importing.report import ImportProblem

MAPPINGS = Path(__file__).parent / "mappings"

_HEADINGS = {
    "oneOf": [
        {"type": "string", "minLength": 1},
        {"type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 1},
    ]
}
_OURS = {"enum": list(FIELDS)}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["columns"],
    "additionalProperties": False,
    "properties": {
        "name": {"type": "string"},
        "source": {"type": "string", "minLength": 1, "maxLength": 200},
        "recognise": {"type": "array", "items": {"type": "string"}, "minItems": 2},
        "columns": {
            "type": "object", "propertyNames": _OURS, "additionalProperties": _HEADINGS,
            "required": ["name"],
        },
        "join": {
            "type": "object", "propertyNames": _OURS,
            "additionalProperties": {"type": "array", "items": {"type": "string"}, "minItems": 2},
        },
        "fixed": {
            "type": "object", "propertyNames": _OURS, "additionalProperties": {"type": "string"}
        },
        "values": {
            "type": "object", "propertyNames": _OURS,
            "additionalProperties": {"type": "object", "additionalProperties": {"type": "string"}},
        },
    },
}  # fmt: skip

_GUESSES: dict[str, tuple[str, ...]] = {
    "id": ("id", "service id", "reference", "unique id", "external id"),
    "name": ("name", "service name", "title", "service", "activity", "activity name", "group name"),
    "organization": ("organisation", "organization", "provider", "provider name", "run by", "organisation name"),
    "summary": ("summary", "intro", "short description"),
    "description": ("description", "details", "about", "long description", "service description"),
    "url": ("url", "website", "web site", "web", "link"),
    "email": ("email", "e mail", "contact email", "email address"),
    "phone": ("phone", "telephone", "tel", "contact phone", "phone number", "contact number"),
    "contact_name": ("contact", "contact name"),
    "status": ("status",),
    "ages": ("ages", "age", "age range", "age group", "who is it for", "ages catered for"),
    "minimum_age": ("minimum age", "min age", "age from"),
    "maximum_age": ("maximum age", "max age", "age to"),
    "fees": ("cost", "costs", "price", "fees", "fees text", "charge"),
    "free": ("free", "is free"),
    "times": ("times", "days and times", "when", "opening hours", "day and time", "schedule", "opening times"),
    "location_name": ("location name", "venue", "venue name", "location", "where"),
    "address_1": ("address", "address 1", "address line 1", "street", "location address 1"),
    "address_2": ("address 2", "address line 2"),
    "city": ("town", "city", "location city", "address town"),
    "postcode": ("postcode", "post code", "postal code", "location postcode"),
    "latitude": ("latitude", "lat", "location latitude"),
    "longitude": ("longitude", "lon", "lng", "long", "location longitude"),
    "referral": ("referral", "referral needed", "needs referral", "referral required"),
    "how_to_start": ("how to start", "how to book", "booking", "how to join", "referral method"),
    "languages": ("languages", "language"),
    "last_checked": ("last checked", "checked", "assured date", "last updated", "date checked"),
    "words": ("category", "categories", "type", "tags", "keywords", "service taxonomies"),
    "access": ("accessibility", "access", "location accessibilities"),
}  # fmt: skip
"""Headings that people use, as they are compared: lower case, letters and digits only."""


@dataclass(frozen=True, slots=True)
class TableMapping:
    """A mapping that has been read and holds together."""

    columns: Mapping[str, tuple[str, ...]]
    join: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    recognise: tuple[str, ...] = ()
    source: str | None = None

    def draft(self, cells: Mapping[str, str]) -> dict[str, str]:
        """A row of the table under our own names."""
        found = dict(self.fixed)
        for ours, headings in self.columns.items():
            text = next((cells[h] for h in headings if cells.get(h)), "")
            if text:
                found[ours] = self.values.get(ours, {}).get(text, text)
        for ours, headings in self.join.items():
            parts = dict.fromkeys(cells[h] for h in headings if cells.get(h))
            if parts:
                found[ours] = "\n\n".join(parts)
        return found

    def column_of(self, ours: str) -> str:
        """The heading that people see for one of our fields."""
        headings = self.columns.get(ours) or self.join.get(ours) or (ours,)
        return headings[0]

    def check(self, path: Path, headings: Iterable[str]) -> None:
        """:class:`ImportProblem` where the mapping names a heading that the table does not have."""
        known = list(headings)
        wanted = {h for names in (*self.columns.values(), *self.join.values()) for h in names}
        for heading in sorted(wanted):
            if heading not in known:
                raise ImportProblem(
                    f"{path.name} has no heading “{heading}”, which the mapping names.",
                    hint=_nearest(heading, known),
                )


def load_mapping(path: Path) -> TableMapping:
    """Read a mapping file; mistakes name the file and the line."""
    data = load_yaml(path, SCHEMA)
    return TableMapping(
        columns={
            ours: (names,) if isinstance(names, str) else tuple(names)
            for ours, names in data["columns"].items()
        },
        join={ours: tuple(names) for ours, names in data.get("join", {}).items()},
        fixed=data.get("fixed", {}),
        values=data.get("values", {}),
        recognise=tuple(data.get("recognise", ())),
        source=data.get("source"),
    )


def shipped_mapping(headings: Iterable[str]) -> TableMapping | None:
    """The mapping of ours that knows a table with these headings."""
    known = set(headings)
    for path in sorted(MAPPINGS.glob("*.yml")):
        mapping = load_mapping(path)
        if mapping.recognise and set(mapping.recognise) <= known:
            return mapping
    return None


def guessed_mapping(path: Path, headings: Iterable[str]) -> TableMapping:
    """A mapping from headings that say what they are; :class:`ImportProblem` without a name."""
    by_plain = {_plain(heading): heading for heading in headings}
    columns = {}
    for ours, names in _GUESSES.items():
        theirs = next((by_plain[name] for name in names if name in by_plain), None)
        if theirs is not None:
            columns[ours] = (theirs,)
    if "name" not in columns:
        listed = ", ".join(f"“{heading}”" for heading in list(by_plain.values())[:12])
        raise ImportProblem(
            f"No heading of {path.name} is the name of a service. It has {listed or 'no headings'}.",
            hint="Write a mapping file and give it with --mapping (docs/directory.md shows one).",
        )
    return TableMapping(columns)


def _plain(heading: str) -> str:
    letters = "".join(c if c.isalnum() else " " for c in heading.casefold())
    return " ".join(letters.split())


def _nearest(heading: str, known: list[str]) -> str:
    best = process.extractOne(heading, known, scorer=fuzz.WRatio, score_cutoff=60)
    if best:
        return f"Did you mean “{best[0]}”?"
    return "It has " + ", ".join(f"“{name}”" for name in known[:12] if name) + "."
