"""The lines that the model learns from, as their writers left them under ``safeguarding/data/``.

A folder is one writer, a file one risk category (or one kind of harmless message). Writers worked
apart, so that leaving one out shows how the model does on somebody whom it has not read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from basics.content import ContentError, load_yaml
from basics.vocabulary import vocabulary
from safeguarding.assessment import Tier

TRAINING = Path(__file__).parent.parent / "data" / "training"
NEAR_MISS = "near_miss"
KINDS = ("ordinary", "worry", "hard_negative", NEAR_MISS)
"""Messages that nobody needs to see: small talk and questions, worries of ordinary size, telling
words in a harmless meaning, and what stands close to a risk category without being one."""

_BLOCK = {"type": "string", "minLength": 1}
_RISK_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["category"],
    "minProperties": 2,
    "additionalProperties": False,
    "properties": {
        "category": {"enum": list(vocabulary().risk_categories)},
        **dict.fromkeys(("immediate", "high", "concern", NEAR_MISS), _BLOCK),
    },
}
_HARMLESS_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["kind", "lines"],
    "additionalProperties": False,
    "properties": {"kind": {"enum": list(KINDS[:3])}, "lines": _BLOCK},
}


@dataclass(frozen=True, slots=True)
class Line:
    """One message and what its writer meant by it."""

    id: str
    """``writer/category/heading/number``: says where it stands, never what it says."""
    text: str
    writer: str
    tier: Tier
    category: str | None
    """The risk category it is about; of a near miss, the one it stands close to."""
    kind: str
    """``risk``, or one of :data:`KINDS`."""


def load_lines(folder: Path = TRAINING) -> list[Line]:
    """All lines under ``folder``, in a fixed order. ContentError names a file that is not right."""
    return [line for path in _files(folder) for line in read_file(path)]


def read_file(path: Path) -> list[Line]:
    """The lines of one file. ContentError names the file, and the line where one can be named."""
    data = load_yaml(path)
    if not isinstance(data, dict):
        raise ContentError(f"{path.name}: must hold `category:` or `kind:` and blocks of lines.")
    if "kind" in data:
        load_yaml(path, _HARMLESS_SCHEMA)
        return list(_block(path, data["kind"], None, Tier.NONE, data["kind"], data["lines"]))
    load_yaml(path, _RISK_SCHEMA)
    category = data["category"]
    lines: list[Line] = []
    for tier in (Tier.IMMEDIATE, Tier.HIGH, Tier.CONCERN):
        lines += _block(path, f"{category}/{tier}", category, tier, "risk", data.get(tier, ""))
    near = data.get(NEAR_MISS, "")
    lines += _block(path, f"{category}/{NEAR_MISS}", category, Tier.NONE, NEAR_MISS, near)
    return lines


def data_hash(folder: Path = TRAINING) -> str:
    """SHA-256 of all files that the model learns from: what a fitted model was made from."""
    digest = hashlib.sha256()
    for path in _files(folder):
        digest.update(f"{path.parent.name}/{path.name}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*/*.yml"))


def _block(
    path: Path, where: str, category: str | None, tier: Tier, kind: str, block: str
) -> Iterator[Line]:
    writer = path.parent.name
    messages = (message.strip() for message in block.splitlines())
    for number, text in enumerate((message for message in messages if message), 1):
        yield Line(f"{writer}/{where}/{number}", text, writer, tier, category, kind)
