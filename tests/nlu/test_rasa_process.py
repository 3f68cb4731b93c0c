from __future__ import annotations

import sys
from pathlib import Path

from nlu.rasa_process import command, run_to_end


def test_lines_are_passed_on_and_the_last_are_kept(tmp_path: Path) -> None:
    told: list[str] = []
    code, tail = run_to_end(
        [sys.executable, "-c", "for n in range(40): print(n)"],
        folder=tmp_path, variables={}, on_line=told.append, timeout_s=30.0,
    )  # fmt: skip
    assert code == 0
    assert told == [str(n) for n in range(40)]
    assert tail == [str(n) for n in range(25, 40)]


def test_it_is_ended_when_it_takes_too_long(tmp_path: Path) -> None:
    code, _ = run_to_end(
        [sys.executable, "-c", "import threading; threading.Event().wait()"],
        folder=tmp_path, variables={}, on_line=lambda line: None, timeout_s=0.3,
    )  # fmt: skip
    assert code == -9


def test_the_command_goes_through_the_launcher() -> None:
    python, launcher, parent, *rest = command(Path(sys.executable), ["run", "--enable-api"])
    assert Path(python).is_absolute()
    assert Path(launcher).name == "rasa_launch.py"
    assert parent.isdigit()
    assert rest == ["run", "--enable-api"]
