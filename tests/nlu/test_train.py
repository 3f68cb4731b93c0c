from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from nlu import train
from nlu.train import TrainingFailed

FAKE = Path(__file__).with_name("fake_rasa.py")


@pytest.fixture
def python(tmp_path: Path) -> Path:
    """An "interpreter" that runs the fake instead of the launcher and Rasa."""
    path = tmp_path / "python"
    path.write_text(f'#!/bin/sh\nshift 2\nexec "{sys.executable}" "{FAKE}" "$@"\n')
    path.chmod(0o755)
    return path


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "nlu" / "rasa"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "a.yml").write_text("nlu: []")
    return folder


def fit(python: Path, project: Path, told: list[str] | None = None) -> Path:
    lines = told if told is not None else []
    out = project.parents[1] / "models"
    return train.train(python, project, out, lines.append, encoder=project.parents[1])


def test_a_model_is_named_by_what_it_was_made_from(python: Path, project: Path) -> None:
    told: list[str] = []
    model = fit(python, project, told)
    assert model.name == f"nlu-{train.model_hash(project, project.parents[1])}.tar.gz"
    assert told == ["training RequestClassifier", "trained RequestClassifier"]


def test_what_is_trained_is_not_trained_again(python: Path, project: Path) -> None:
    model = fit(python, project)
    told: list[str] = []
    assert fit(python, project, told) == model
    assert told == []


@pytest.mark.parametrize(
    "changed", ["rasa/data/a.yml", "rasa/components/x.py", "phrasebook/topics.yml", "text.py"]
)
def test_a_change_asks_for_training(python: Path, project: Path, changed: str) -> None:
    model = fit(python, project)
    path = project.parent / changed
    path.parent.mkdir(exist_ok=True)
    path.write_text("changed")
    out = model.parent
    assert train.model_path_if_current(project, out, project.parents[1]) is None


def test_rasa_gets_no_settings_of_ours(
    python: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAYMARK_ENCRYPTION_KEY", "secret")
    variables = json.loads(fit(python, project).read_text())
    assert "WAYMARK_ENCRYPTION_KEY" not in variables
    assert variables["RASA_TELEMETRY_ENABLED"] == "false"
    assert variables["WAYMARK_ENCODER"] == str(project.parents[1].resolve())


def test_a_failed_training_tells_what_rasa_said(
    python: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAKE_RASA", "dies")
    with pytest.raises(TrainingFailed) as problem:
        fit(python, project)
    assert "line 7 of data is broken" in str(problem.value)


def test_no_model_is_a_failure(
    python: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAKE_RASA", "nothing")
    with pytest.raises(TrainingFailed, match="without writing a model"):
        fit(python, project)


def test_validation(python: Path, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    train.validate(python, project)
    monkeypatch.setenv("FAKE_RASA", "dies")
    with pytest.raises(TrainingFailed):
        train.validate(python, project)


def test_a_missing_interpreter_is_said_plainly(project: Path) -> None:
    with pytest.raises(TrainingFailed, match="could not be started"):
        fit(project / "nothing", project)
