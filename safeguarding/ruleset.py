"""Rules as data: a file a category under ``rules/``, read, checked and compiled once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from basics.content import ContentError, line_of, load_yaml
from basics.vocabulary import vocabulary
from safeguarding.assessment import Tier
from safeguarding.pattern_syntax import PatternError, compile_pattern
from safeguarding.patterns import Pattern

RULES = Path(__file__).with_name("rules")
SLOTS_FILE, CONTEXT_FILE = "_slots.yml", "_context.yml"

_TEXT = {"type": "string", "minLength": 1}
_TEXTS = {"type": "array", "minItems": 1, "items": _TEXT}
_EXAMPLES = {"type": "array", "minItems": 3, "items": _TEXT}
_CATEGORY = {"enum": list(vocabulary().risk_categories)}
_REVIEWED = {
    "type": "object",
    "required": ["by", "date"],
    "additionalProperties": False,
    "properties": {"by": {"type": ["string", "null"]}, "date": {}},
}
RULE_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["category", "rules"],
    "additionalProperties": False,
    "properties": {
        "category": _CATEGORY,
        "rules": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["id", "means", "tier", "patterns", "positives", "traps", "reviewed"],
                "additionalProperties": False,
                "properties": {
                    "id": {"type": "string", "pattern": "^[a-z0-9_]+$"},
                    "means": _TEXT,
                    "tier": {"enum": ["immediate", "high", "concern"]},
                    "also": {"type": "array", "items": _CATEGORY},
                    "who": {"enum": ["any"]},
                    "patterns": _TEXTS,
                    "unless": _TEXTS,
                    "positives": _EXAMPLES,
                    "traps": _EXAMPLES,
                    "reviewed": _REVIEWED,
                },
            },
        },
    },
}
_SLOTS_SCHEMA: dict[str, Any] = {
    "type": "object",
    "minProperties": 1,
    "propertyNames": {"pattern": "^[a-z_]+$"},
    "additionalProperties": _TEXTS,
}
_CONTEXT_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["not_about", "around", "cues"],
    "additionalProperties": False,
    "properties": {
        "not_about": _TEXTS,
        "around": _TEXTS,
        "cues": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "means", "scope", "categories", "patterns"],
                "additionalProperties": False,
                "properties": {
                    "id": {"type": "string", "pattern": "^[a-z_]+$"},
                    "means": _TEXT,
                    "scope": {"enum": ["sentence", "message"]},
                    "categories": {"type": "array", "minItems": 1, "items": _CATEGORY},
                    "patterns": _TEXTS,
                },
            },
        },
    },
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing to look for."""

    id: str
    """Category and name: ``self_harm.cutting_now``."""
    means: str
    """What staff read: "says they are cutting themselves"."""
    tier: Tier
    categories: tuple[str, ...]
    anyone: bool
    """It may be about the one who writes or about somebody else."""
    patterns: tuple[Pattern, ...]
    unless: tuple[Pattern, ...]
    """Phrases that overlap a match and make it say something else."""
    positives: tuple[str, ...]
    traps: tuple[str, ...]
    reviewed_by: str | None


@dataclass(frozen=True, slots=True)
class Cue:
    """Words around a sign that may lower it by one tier: a game, a film, homework, long past."""

    id: str
    scope: str
    categories: frozenset[str]
    patterns: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Everything under ``rules/``."""

    rules: tuple[Rule, ...]
    cues: tuple[Cue, ...]
    not_about: frozenset[str]
    """Words after a "not" that show it is about something else ("can not stop", "not sure")."""
    around: frozenset[str]
    """Words of games, stories and school: an ``unless`` phrase that needs one is context."""

    def patterns(self) -> Iterator[Pattern]:
        for rule in self.rules:
            yield from rule.patterns
            yield from rule.unless
        for cue in self.cues:
            yield from cue.patterns


def load_rules(folder: Path = RULES) -> RuleSet:
    """Read a folder of rules. Raises ContentError with file and line; a category without a file,
    like an empty folder, is an error: what is not looked for is missed in silence."""
    slots = load_slots(folder)
    rules: list[Rule] = []
    for path in rule_files(folder):
        rules.extend(_rules(path, slots))
    _refuse_gaps(folder, rules)
    path = folder / CONTEXT_FILE
    context = load_yaml(path, _CONTEXT_SCHEMA)
    return RuleSet(
        rules=tuple(rules),
        cues=tuple(_cues(path, context["cues"], slots)),
        not_about=frozenset(context["not_about"]),
        around=frozenset(context["around"]),
    )


def rule_files(folder: Path) -> list[Path]:
    """The files of rules in a folder, in order; those that begin with ``_`` are shared parts."""
    return sorted(path for path in folder.glob("*.yml") if not path.name.startswith("_"))


def load_slots(folder: Path) -> Mapping[str, Sequence[str]]:
    """The named lists; each may use those above it in the file."""
    path = folder / SLOTS_FILE
    data = load_yaml(path, _SLOTS_SCHEMA)
    slots: dict[str, Sequence[str]] = {}
    for name, entries in data.items():
        for number, entry in enumerate(entries):
            _compile(path, entry, slots, [name, number])
        slots[name] = entries
    return slots


def _rules(path: Path, slots: Mapping[str, Sequence[str]]) -> Iterator[Rule]:
    data = load_yaml(path, RULE_SCHEMA)
    if data["category"] != path.stem:
        raise ContentError(f"{path.name}: the category is “{data['category']}”.")
    for number, entry in enumerate(data["rules"]):
        keys = ["rules", number]
        yield Rule(
            id=f"{data['category']}.{entry['id']}",
            means=entry["means"],
            tier=Tier(entry["tier"]),
            categories=(data["category"], *entry.get("also", ())),
            anyone=entry.get("who") == "any",
            patterns=_all(path, entry["patterns"], slots, [*keys, "patterns"]),
            unless=_all(path, entry.get("unless", ()), slots, [*keys, "unless"]),
            positives=tuple(entry["positives"]),
            traps=tuple(entry["traps"]),
            reviewed_by=entry["reviewed"]["by"],
        )


def _all(
    path: Path, sources: Sequence[str], slots: Mapping[str, Sequence[str]], keys: list[Any]
) -> tuple[Pattern, ...]:
    return tuple(
        _compile(path, source, slots, [*keys, number]) for number, source in enumerate(sources)
    )


def _compile(
    path: Path, source: str, slots: Mapping[str, Sequence[str]], keys: list[Any]
) -> Pattern:
    try:
        return compile_pattern(source, slots)
    except PatternError as problem:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        line = line_of(node, keys)
        raise ContentError(f"{path.name}, line {line}: {problem.message}") from problem


def _refuse_gaps(folder: Path, rules: Sequence[Rule]) -> None:
    covered = {rule.categories[0] for rule in rules}
    missing = [name for name in vocabulary().risk_categories if name not in covered]
    if missing:
        raise ContentError(f"{folder.name}: there are no rules for {', '.join(missing)}.")
    ids = [rule.id for rule in rules]
    twice = sorted({each for each in ids if ids.count(each) > 1})
    if twice:
        raise ContentError(f"{folder.name}: the rule “{twice[0]}” is there twice.")


def _cues(
    path: Path, entries: Sequence[Mapping[str, Any]], slots: Mapping[str, Sequence[str]]
) -> Iterator[Cue]:
    for number, entry in enumerate(entries):
        yield Cue(
            id=entry["id"],
            scope=entry["scope"],
            categories=frozenset(entry["categories"]),
            patterns=_all(path, entry["patterns"], slots, ["cues", number, "patterns"]),
        )
