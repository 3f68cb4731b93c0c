from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

SOURCE = Path(__file__).parents[2] / "tools" / "bootstrap.py"


@pytest.fixture
def bootstrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The script as a module, working in a folder of its own."""
    spec = importlib.util.spec_from_file_location("bootstrap_under_test", SOURCE)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "bootstrap_under_test", module)
    spec.loader.exec_module(module)
    (tmp_path / "requirements").mkdir()
    for name in ("requirements/waymark.txt", "requirements/dev.txt", "requirements/uv.txt"):
        (tmp_path / name).write_text("x==1\n")
    (tmp_path / "pyproject.toml").write_text("")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    yield module


def test_a_python_that_is_too_old_is_named_with_advice(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bootstrap, "version_of", lambda python: (3, 9))
    assert bootstrap.main(["dev"]) == 1
    error = capsys.readouterr().err
    assert "needs Python 3.11 or newer" in error
    assert "Traceback" not in error


def test_a_failed_download_is_one_sentence_with_details_in_a_log(
    bootstrap: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(bootstrap.Stop, match="reach a Python package index"):
        bootstrap.call(
            [sys.executable, "-c", "print('no route'); raise SystemExit(1)"], "It failed"
        )
    assert "no route" in (bootstrap.ROOT / "var" / "log" / "bootstrap.log").read_text()


def test_what_was_made_from_the_same_pins_is_left_alone(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[list[str]] = []

    def pretend(command: list[str], problem: str) -> None:
        calls.append(command)
        bootstrap.PYTHON.parent.mkdir(parents=True, exist_ok=True)
        bootstrap.PYTHON.touch()

    monkeypatch.setattr(bootstrap, "call", pretend)
    bootstrap.prepare("waymark")
    assert len(calls) == 4
    bootstrap.prepare("waymark")
    assert len(calls) == 4
    (bootstrap.ROOT / "requirements" / "waymark.txt").write_text("x==2\n")
    bootstrap.prepare("waymark")
    assert len(calls) == 7


def test_the_script_reads_on_an_old_python() -> None:
    # Whoever has only Python 3.8 should be told so, not shown a SyntaxError.
    code = f"import ast; ast.parse(open({str(SOURCE)!r}).read(), feature_version=(3, 8))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
