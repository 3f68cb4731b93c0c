from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from waymark.setup import rasa_environment
from waymark.setup.rasa_environment import SetupProblem, ensure, find_python_310
from waymark.setup.steps import Steps


def script(path: Path, body: str) -> str:
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return str(path)


@pytest.fixture
def no_python(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine on which nothing knows of Python 3.10 and nothing can be fetched."""
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    uv = script(tmp_path / "uv", "exit 1")
    monkeypatch.setattr(rasa_environment, "_uv_command", lambda: [uv])
    return tmp_path


def test_without_python_310_there_is_one_plain_sentence(no_python: Path) -> None:
    with pytest.raises(SetupProblem) as caught:
        find_python_310()
    assert "Python 3.10" in caught.value.message
    assert caught.value.message.count(". ") == 0
    assert "install it" in caught.value.message


def test_a_shim_that_does_not_run_is_passed_over_for_pyenvs_own(no_python: Path) -> None:
    script(no_python / "bin" / "python3.10", "exit 127")
    real = no_python / "pyenv" / "versions" / "3.10.9" / "bin"
    real.mkdir(parents=True)
    found = script(real / "python3.10", "exit 0")
    assert find_python_310() == found


def test_one_on_the_path_comes_first(no_python: Path) -> None:
    first = script(no_python / "bin" / "python3.10", "exit 0")
    assert find_python_310() == first


def test_packages_that_cannot_be_fetched_end_with_advice(
    no_python: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script(no_python / "bin" / "python3.10", "exit 0")
    uv = script(no_python / "uv", "echo no network here; exit 1")
    monkeypatch.setattr(rasa_environment, "_uv_command", lambda: [uv])
    (no_python / "requirements").mkdir()
    (no_python / "requirements" / "rasa.txt").write_text("rasa==3.6.21\n")
    screen = io.StringIO()
    with pytest.raises(SetupProblem, match="reach a Python package index"):
        ensure(no_python, Steps(console=Console(file=screen)))
    assert "no network here" in (no_python / "var" / "log" / "setup.log").read_text()
    assert "✗" in screen.getvalue()


def test_an_environment_from_the_same_pins_is_left_alone(
    no_python: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script(no_python / "bin" / "python3.10", "exit 0")
    uv = script(
        no_python / "uv", 'mkdir -p .venv-rasa/bin && : > .venv-rasa/bin/python; echo "$@" >> calls'
    )
    monkeypatch.setattr(rasa_environment, "_uv_command", lambda: [uv])
    (no_python / "requirements").mkdir()
    pins = no_python / "requirements" / "rasa.txt"
    pins.write_text("rasa==3.6.21\n")
    monkeypatch.setenv("PATH", f"{no_python / 'bin'}:/usr/bin:/bin")
    steps = Steps(console=Console(file=io.StringIO()))
    ensure(no_python, steps)
    calls = (no_python / "calls").read_text()
    assert "--require-hashes" in calls
    ensure(no_python, steps)
    assert (no_python / "calls").read_text() == calls
    pins.write_text("rasa==3.6.22\n")
    ensure(no_python, steps)
    assert (no_python / "calls").read_text() != calls
