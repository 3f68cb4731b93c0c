"""Labelled messages to measure the screen by, whatever file they stand in.

YAML in three layouts: a writer's held-back set (``risk`` with a tier under each category,
``harmless``, ``gates``), the older held-back sets (``risk`` without tiers, ``ordinary``), and a
training file. JSON Lines are read by :mod:`safeguarding.evaluation.json_lines`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from basics.content import ContentError, load_yaml
from basics.vocabulary import vocabulary
from safeguarding.assessment import Tier
from safeguarding.evaluation.json_lines import read_json_lines
from safeguarding.evaluation.message import GATE, RISK, Broken, Message
from safeguarding.model.lines import KINDS, TRAINING, load_lines, read_file

DATA = Path(__file__).parent.parent / "data"
UNSEEN = DATA / "unseen"
"""Messages by people who read neither a rule nor a training line, and that no builder reads."""

_BLOCK = {"type": "string", "minLength": 1}
_TEXTS = {"type": "array", "minItems": 1, "items": _BLOCK}
_BLOCKS_BY_TIER = {
    "type": "object",
    "minProperties": 1,
    "additionalProperties": False,
    "properties": dict.fromkeys(("immediate", "high", "concern"), _BLOCK),
}
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "minProperties": 1,
    "additionalProperties": False,
    "properties": {
        "risk": {
            "type": "object",
            "propertyNames": {"enum": list(vocabulary().risk_categories)},
            "additionalProperties": {"oneOf": [_TEXTS, _BLOCKS_BY_TIER]},
        },
        "ordinary": _TEXTS,
        "harmless": {
            "type": "object",
            "additionalProperties": False,
            "properties": dict.fromkeys(KINDS, _BLOCK),
        },
        "gates": {
            "type": "object",
            "propertyNames": {"pattern": "^[a-z_]{1,40}$"},
            "additionalProperties": _BLOCK,
        },
    },
}


@dataclass(slots=True)
class Batch:
    """What was read: messages, and the lines that could not be."""

    messages: list[Message] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)


def read(paths: Sequence[Path] = (UNSEEN,)) -> Batch:
    """Everything labelled in ``paths``: files, or folders with ``.yml`` and ``.jsonl`` files.

    Broken lines of JSON Lines are listed and the rest is read. ContentError for a file that is not
    there or a YAML file that is not right.
    """
    batch = Batch()
    for path in _files(paths):
        if path.suffix in (".yml", ".yaml"):
            batch.messages += read_yaml(path)
        else:
            messages, broken = read_json_lines(path)
            batch.messages += messages
            batch.broken += broken
    return batch


def read_yaml(path: Path) -> list[Message]:
    """The messages of one YAML file. ContentError names file and line of what is not right."""
    data = load_yaml(path)
    if isinstance(data, dict) and ("category" in data or "kind" in data):
        return list(_training(path))
    data = load_yaml(path, _SCHEMA)
    return [*_risk(path, data), *_harmless(path, data), *_gates(path, data)]


def also_trained(messages: Sequence[Message], training: Path = TRAINING) -> list[Message]:
    """Those that stand word for word among the lines that the model learns from, as greetings and
    answers of one word will; of any other message the model should not have heard before."""
    trained = {_plain(line.text) for line in load_lines(training)}
    return [message for message in messages if _plain(message.text) in trained]


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(
                file for file in path.rglob("*") if file.suffix in (".yml", ".yaml", ".jsonl")
            )
        elif path.is_file():
            yield path
        else:
            raise ContentError(f"{path} is not there.")


def _risk(path: Path, data: dict[str, Any]) -> Iterator[Message]:
    for category, held in data.get("risk", {}).items():
        tiers = {None: held} if isinstance(held, list) else held
        for name, lines in tiers.items():
            tier = Tier(name) if name else None
            where = f"{path.stem}/{category}" + (f"/{name}" if name else "")
            for number, text in _numbered(lines):
                yield Message(f"{where}/{number}", text, path.stem, RISK, tier, category)


def _harmless(path: Path, data: dict[str, Any]) -> Iterator[Message]:
    blocks = dict(data.get("harmless", {}))
    if "ordinary" in data:
        blocks["ordinary"] = data["ordinary"]
    for kind, lines in blocks.items():
        for number, text in _numbered(lines):
            yield Message(f"{path.stem}/{kind}/{number}", text, path.stem, kind, Tier.NONE)


def _gates(path: Path, data: dict[str, Any]) -> Iterator[Message]:
    for group, lines in data.get("gates", {}).items():
        for number, text in _numbered(lines):
            yield Message(f"{path.stem}/{group}/{number}", text, path.stem, GATE, group=group)


def _training(path: Path) -> Iterator[Message]:
    for line in read_file(path):
        yield Message(line.id, line.text, line.writer, line.kind, line.tier, line.category)


def _numbered(lines: str | list[str]) -> Iterator[tuple[int, str]]:
    texts = lines.splitlines() if isinstance(lines, str) else lines
    return enumerate((text.strip() for text in texts if text.strip()), 1)
