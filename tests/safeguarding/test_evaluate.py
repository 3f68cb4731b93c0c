from __future__ import annotations

import json
from pathlib import Path

import pytest

from basics.content import ContentError
from basics.vocabulary import vocabulary
from safeguarding.assessment import Assessment, Tier
from safeguarding.evaluate import HELD_BACK, Line, evaluate, held_back, json_lines, main, table
from safeguarding.screen import Screen

SECOND = HELD_BACK.with_name("heldout_second.yml")


class ByWord:
    """Finds what the first word of a message says: ``high weapon ...``."""

    def assess(self, text: str, history: tuple[str, ...] = ()) -> Assessment:
        tier, category, *_ = text.split()
        return Assessment(tier=Tier(tier), categories=(category,))


LINES = [
    Line("1", "high weapon", "weapon"),
    Line("2", "immediate fgm", "weapon"),
    Line("3", "concern weapon", "weapon"),
    Line("4", "none -", "weapon"),
    Line("5", "none -", "fgm"),
    Line("6", "none -", None),
    Line("7", "concern weapon", None),
    Line("8", "high weapon", None),
    Line("9", "none -", None),
]


def test_what_became_of_each_category() -> None:
    report = evaluate(ByWord(), LINES)
    weapon = report.risk["weapon"]
    assert (weapon.lines, weapon.high, weapon.concern, weapon.found) == (4, 2, 1, 3)
    assert weapon.named == 2
    assert report.risk["fgm"].found == 0


def test_the_figures() -> None:
    report = evaluate(ByWord(), LINES)
    assert report.recall == pytest.approx(3 / 5)
    assert report.recall_high == pytest.approx(2 / 5)
    assert report.false_per_1000 == pytest.approx(500)
    assert report.false_high_per_1000 == pytest.approx(250)


def test_only_ids_are_kept() -> None:
    report = evaluate(ByWord(), LINES)
    assert report.missed == ["4", "5"]
    assert report.only_concern == ["3"]
    assert report.false_alarms == ["7", "8"]


def test_nothing_to_measure_is_no_error() -> None:
    report = evaluate(ByWord(), [])
    assert (report.recall, report.false_per_1000) == (0, 0)
    assert "All risk" in table(report)


def test_labelled_json_lines(tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    rows = [
        {"id": 1, "text": "high weapon", "label": "risk", "category": "weapon"},
        {"id": 2, "text": "none -", "label": "no_risk", "category": "chat"},
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert list(json_lines(path)) == [
        Line("1", "high weapon", "weapon"),
        Line("2", "none -", None),
    ]


def test_a_line_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    path.write_text(
        '{"id": 1, "text": "x", "label": "no_risk", "category": "c"}\n{"id": 2}\n', "utf-8"
    )
    with pytest.raises(ContentError, match=r"lines\.jsonl, line 2: not a labelled message"):
        list(json_lines(path))


@pytest.mark.parametrize("path", [HELD_BACK, SECOND], ids=lambda path: path.stem)
def test_the_held_back_messages_cover_every_category(path: Path) -> None:
    lines = held_back(path)
    assert {line.category for line in lines} - {None} == set(vocabulary().risk_categories)
    assert len({line.text for line in lines}) == len(lines)
    assert len({line.id for line in lines}) == len(lines)


def test_no_message_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--ids"]) == 0
    printed = capsys.readouterr().out
    assert "All risk" in printed
    assert not [line.text for line in held_back() if len(line.text) > 8 and line.text in printed]


def test_the_rules_keep_to_their_figures(screen: Screen) -> None:
    """Floors under the figures of docs/safeguarding.md: a change of rules may not lose ground
    unseen. The second set was not read while the rules were mended, so its figures are lower."""
    first, second = evaluate(screen, held_back()), evaluate(screen, held_back(SECOND))
    assert first.recall >= 0.95
    assert first.recall_high >= 0.90
    assert first.false_per_1000 <= 25
    assert second.recall >= 0.55
    assert second.false_per_1000 <= 25
