"""Labelled messages as JSON Lines, one object a line, UTF-8.

``{"id", "text", "label": "risk" or "no_risk", "category"?, "kind"?, "history"?}``, or ``"tier"``
(immediate, high, concern, none) in place of the label. What ``waymark assess export-labels`` writes
is read too: there the verdict says what a missing tier means.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from basics.content import ContentError
from safeguarding.assessment import Tier
from safeguarding.evaluation.message import RISK, UNSORTED, Broken, Message
from safeguarding.model.lines import KINDS
from safeguarding.verdicts import Verdict

_HARMLESS = ("no_risk", "none", "harmless")
_NAME = re.compile(r"[\w-]{1,40}")
_LONGEST_ID = 80


class _BrokenLine(Exception):
    """Why a line cannot be used."""


def read_json_lines(path: Path) -> tuple[list[Message], list[Broken]]:
    """The messages of a file, and the lines that hold none. ContentError if it cannot be read."""
    messages: list[Message] = []
    broken: list[Broken] = []
    try:
        with path.open("rb") as file:
            for number, line in _lines(file):
                try:
                    messages.append(_message(path.stem, _object(line)))
                except _BrokenLine as problem:
                    broken.append(Broken(path.name, number, str(problem)))
    except OSError as problem:
        raise ContentError(f"{path.name}: cannot be read ({problem.strerror}).") from problem
    return messages, broken


def _lines(file: Any) -> Iterator[tuple[int, bytes]]:
    for number, line in enumerate(file, 1):
        line = line.removeprefix(b"\xef\xbb\xbf")
        if line.strip():
            yield number, line


def _object(line: bytes) -> dict[str, Any]:
    try:
        data = json.loads(line.decode("utf-8"), parse_constant=_no_number)
    except UnicodeDecodeError:
        raise _BrokenLine("not UTF-8") from None
    except (ValueError, RecursionError):
        raise _BrokenLine("not JSON") from None
    if not isinstance(data, dict):
        raise _BrokenLine("not an object")
    return data


def _message(file: str, data: dict[str, Any]) -> Message:
    for key in ("id", "text"):
        if key not in data:
            raise _BrokenLine(f"needs {key}")
    if not isinstance(data["text"], str):
        raise _BrokenLine("needs “text” to be text")
    history = data.get("history") or []
    if not isinstance(history, list):
        raise _BrokenLine("needs “history” to be a list")
    is_risk, tier = _label(data)
    return Message(
        id=_id(data["id"]),
        text=data["text"],
        file=file,
        kind=RISK if is_risk else _kind(data),
        tier=tier if is_risk else Tier.NONE,
        category=_name(data, "category") if is_risk else None,
        history=tuple(str(text) for text in history),
    )


def _label(data: dict[str, Any]) -> tuple[bool, Tier | None]:
    """Whether it is a risk, and of which tier where that is said."""
    label = data.get("label")
    if data.get("tier") is not None:
        tier = _tier(data["tier"])
        if (label == RISK and tier is Tier.NONE) or (label in _HARMLESS and tier is not Tier.NONE):
            raise _BrokenLine("says one thing as “label” and another as “tier”")
        return tier is not Tier.NONE, tier
    if data.get("verdict") is not None:
        return _from_verdict(data)
    if label == RISK:
        return True, None
    if label in _HARMLESS or label in KINDS:
        return False, Tier.NONE
    if label in tuple(Tier):
        return True, Tier(label)
    raise _BrokenLine("needs “label” to be risk or no_risk, or a “tier”")


def _from_verdict(data: dict[str, Any]) -> tuple[bool, Tier | None]:
    """What staff meant who gave no tier: only what follows from the tier that the screen gave."""
    given = _tier(data.get("assessed_tier"))
    if data["verdict"] == Verdict.MISSED:
        return True, None
    if data["verdict"] == Verdict.TOO_LOW and given in (Tier.CONCERN, Tier.HIGH):
        return True, Tier.HIGH if given is Tier.CONCERN else Tier.IMMEDIATE
    if data["verdict"] == Verdict.TOO_HIGH and given is Tier.CONCERN:
        return False, Tier.NONE
    raise _BrokenLine("does not say which tier is right")


def _tier(value: Any) -> Tier:
    if value not in tuple(Tier):
        raise _BrokenLine("has an unknown tier")
    return Tier(value)


def _kind(data: dict[str, Any]) -> str:
    for value in (data.get("kind"), data.get("label")):
        if value in KINDS:
            return str(value)
    return UNSORTED


def _name(data: dict[str, Any], key: str) -> str | None:
    value = data.get(key)
    if value is None:
        return None
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        raise _BrokenLine(f"needs “{key}” to be a short name")
    return value


def _id(value: Any) -> str:
    """As one short line, whatever it was: ids are shown."""
    line = " ".join(str(value).split())[:_LONGEST_ID]
    return line.encode("utf-8", "replace").decode("utf-8")


def _no_number(name: str) -> float:
    """NaN and Infinity, which Python reads and JSON does not have."""
    raise ValueError(name)
