from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from basics.content import ContentError
from safeguarding.assessment import Tier
from safeguarding.evaluation.json_lines import read_json_lines
from safeguarding.evaluation.message import RISK, UNSORTED, Message


def read_rows(folder: Path, *rows: Any) -> tuple[list[Message], list[str]]:
    path = folder / "lines.jsonl"
    written = [row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows]
    path.write_bytes(b"\n".join(written))
    messages, broken = read_json_lines(path)
    return messages, [str(line) for line in broken]


def one(folder: Path, **data: Any) -> Message:
    messages, broken = read_rows(folder, {"id": 7, "text": "hello", **data})
    assert broken == []
    return messages[0]


def test_risk_or_not(tmp_path: Path) -> None:
    risk = one(tmp_path, label="risk", category="child_abuse")
    assert (risk.kind, risk.tier, risk.category, risk.id) == (RISK, None, "child_abuse", "7")
    quiet = one(tmp_path, label="no_risk", category="teen_chat")
    assert (quiet.kind, quiet.tier, quiet.category) == (UNSORTED, Tier.NONE, None)


@pytest.mark.parametrize("tier", ["immediate", "high", "concern"])
def test_a_tier_is_as_good_as_a_label(tmp_path: Path, tier: str) -> None:
    assert one(tmp_path, tier=tier).tier is Tier(tier)
    assert one(tmp_path, label=tier).tier is Tier(tier)


def test_kinds_of_harmless(tmp_path: Path) -> None:
    assert one(tmp_path, tier="none", kind="worry").kind == "worry"
    assert one(tmp_path, label="no_risk", kind="hard_negative").kind == "hard_negative"
    assert one(tmp_path, label="ordinary").kind == "ordinary"
    assert one(tmp_path, label="no_risk", kind="of another sort").kind == UNSORTED


def test_what_was_said_before(tmp_path: Path) -> None:
    assert one(tmp_path, label="risk", history=["one", 2]).history == ("one", "2")
    assert one(tmp_path, label="risk", history=None).history == ()


def exported(verdict: str, given: str, tier: str | None = None) -> dict[str, Any]:
    """A line as ``waymark assess export-labels`` writes it."""
    return {
        "id": "m1", "text": "hello", "history": ["before"], "verdict": verdict, "tier": tier,
        "category": None, "assessed_tier": given, "score": None, "rules": [], "at": "2026-11-23",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("line", "kind", "tier"),
    [
        (exported("right", "high", "high"), RISK, Tier.HIGH),
        (exported("right", "none", "none"), UNSORTED, Tier.NONE),
        (exported("too_high", "high", "none"), UNSORTED, Tier.NONE),
        (exported("too_low", "concern", "immediate"), RISK, Tier.IMMEDIATE),
        (exported("missed", "none"), RISK, None),
        (exported("too_low", "concern"), RISK, Tier.HIGH),
        (exported("too_low", "high"), RISK, Tier.IMMEDIATE),
        (exported("too_high", "concern"), UNSORTED, Tier.NONE),
    ],
)
def test_labels_of_staff(tmp_path: Path, line: dict[str, Any], kind: str, tier: Tier) -> None:
    messages, broken = read_rows(tmp_path, line)
    assert broken == []
    assert (messages[0].kind, messages[0].tier, messages[0].history) == (kind, tier, ("before",))


@pytest.mark.parametrize("given", ["high", "immediate"])
def test_too_high_without_a_tier_says_too_little(tmp_path: Path, given: str) -> None:
    messages, broken = read_rows(tmp_path, exported("too_high", given))
    assert messages == []
    assert broken == ["lines.jsonl, line 1: does not say which tier is right; left out."]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"{", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b'{"id": NaN, "text": "x", "label": "risk"}', "not JSON"),
        (b'{"id": 1, "text": "caf\xe9", "label": "risk"}', "not UTF-8"),
        ([1], "not an object"),
        ({"text": "x", "label": "risk"}, "needs id"),
        ({"id": 1, "label": "risk"}, "needs text"),
        ({"id": 1, "text": None, "label": "risk"}, "needs “text” to be text"),
        ({"id": 1, "text": "x"}, "needs “label” to be risk or no_risk, or a “tier”"),
        ({"id": 1, "text": "x", "label": "risky"}, "needs “label” to be risk or no_risk"),
        ({"id": 1, "text": "x", "label": ["risk"]}, "needs “label” to be risk or no_risk"),
        ({"id": 1, "text": "x", "tier": "severe"}, "has an unknown tier"),
        ({"id": 1, "text": "x", "tier": ["high"]}, "has an unknown tier"),
        ({"id": 1, "text": "x", "label": "risk", "tier": "none"}, "one thing as “label”"),
        ({"id": 1, "text": "x", "label": "no_risk", "tier": "high"}, "one thing as “label”"),
        ({"id": 1, "text": "x", "label": "risk", "history": "y"}, "needs “history” to be a list"),
        ({"id": 1, "text": "x", "label": "risk", "category": "a b"}, "needs “category” to be"),
        ({"id": 1, "text": "x", "verdict": "wrong", "assessed_tier": "high"}, "which tier"),
        ({"id": 1, "text": "x", "verdict": "too_low"}, "has an unknown tier"),
    ],
)
def test_a_broken_line_is_named_by_number_and_the_rest_is_read(
    tmp_path: Path, line: Any, why: str
) -> None:
    good = {"id": 1, "text": "x", "label": "risk"}
    messages, broken = read_rows(
        tmp_path, b"\xef\xbb\xbf" + json.dumps(good).encode(), b"", line, good
    )
    assert len(messages) == 2
    assert len(broken) == 1
    assert broken[0].startswith("lines.jsonl, line 3: ")
    assert why in broken[0]


def test_an_id_is_one_short_line_that_can_be_printed(tmp_path: Path) -> None:
    shown = one(tmp_path, label="risk", id="a\nb \ud83d" + "x" * 200).id
    assert shown.encode()
    assert shown.startswith("a b ?x")
    assert len(shown) == 80


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"gone\.jsonl: cannot be read"):
        read_json_lines(tmp_path / "gone.jsonl")
