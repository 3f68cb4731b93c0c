from __future__ import annotations

from pathlib import Path

import pytest

from basics.content import ContentError
from safeguarding.evaluation.floors import load_floors, problems
from safeguarding.screen import Screen
from tests.safeguarding.evaluation.outcomes import ByWord

LINES = "risk:\n  weapon:\n    - high weapon\n    - none weapon\nordinary:\n  - concern -\n"


def write(folder: Path, *floors: str) -> Path:
    (folder / "lines.yml").write_text(LINES, encoding="utf-8")
    path = folder / "floors.yml"
    path.write_text("floors:\n" + "".join(f"  - {floor}\n" for floor in floors), encoding="utf-8")
    return path


def floor(lines: str, limit: str, assessor: str = "rules") -> str:
    start = f"{{files: [lines.yml], with: {assessor}, lines: {lines}, measure: found"
    return f"{start}, {limit}}}"


RISK, ORDINARY = "{kind: risk}", "{kind: ordinary}"


def test_figures_that_keep_to_their_floors(tmp_path: Path) -> None:
    path = write(tmp_path, floor(RISK, "at_least: 0.5"), floor(ORDINARY, "at_most: 1"))
    assert problems(load_floors(path, tmp_path), {"rules": ByWord()}) == []


def test_a_figure_below_its_floor_is_told_without_a_word_of_the_messages(tmp_path: Path) -> None:
    path = write(tmp_path, floor(RISK, "at_least: 0.6"), floor(ORDINARY, "at_most: 0.5"))
    risk, ordinary = problems(load_floors(path, tmp_path), {"rules": ByWord()})
    assert "found is 1 of 2, not at least 60.0%" in risk
    assert "found is 1 of 1, not at most 50.0%" in ordinary
    assert "none weapon" not in risk


def test_a_floor_without_lines_is_broken(tmp_path: Path) -> None:
    path = write(tmp_path, floor("{kind: worry}", "at_least: 0"))
    (problem,) = problems(load_floors(path, tmp_path), {"rules": ByWord()})
    assert "there are no such lines" in problem


def test_floors_for_what_is_not_there_are_left_out(tmp_path: Path) -> None:
    path = write(tmp_path, floor(RISK, "at_least: 1", assessor="all"))
    assert problems(load_floors(path, tmp_path), {"rules": ByWord()}) == []


@pytest.mark.parametrize("limit", ["at_least: 2", "at_least: 0.5, at_most: 0.6", "about: 0.5"])
def test_a_floor_that_is_not_right_is_refused(tmp_path: Path, limit: str) -> None:
    with pytest.raises(ContentError, match=r"floors\.yml"):
        load_floors(write(tmp_path, floor(RISK, limit)), tmp_path)


def test_every_floor_is_for_files_that_are_there() -> None:
    assert [str(path) for each in load_floors() for path in each.files if not path.exists()] == []


def test_the_rules_keep_to_their_floors(screen: Screen) -> None:
    assert problems(load_floors(), {"rules": screen}) == []
