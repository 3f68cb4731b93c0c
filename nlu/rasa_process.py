"""Rasa as a child process: its command line, its environment, and a run to the end."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_LAUNCHER = Path(__file__).with_name("rasa_launch.py")
_KEPT_LINES = 15


def command(python: Path, arguments: list[str]) -> list[str]:
    """``rasa ARGUMENTS`` in the environment of ``python``, ending when this process does."""
    return [str(python.absolute()), str(_LAUNCHER), str(os.getpid()), *arguments]


def environment(encoder: Path | None, *, threads: str = "2") -> dict[str, str]:
    """Quiet, no telemetry, no cache, no secrets of Waymark's, and our components importable."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("WAYMARK_", "PYTHON"))}
    kept |= {
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "PYTHONHASHSEED": "0",
        "RASA_TELEMETRY_ENABLED": "false",
        "RASA_MAX_CACHE_SIZE": "0",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "",
        # One message is a small sum: threads that wait for each other only slow it down.
        "OMP_NUM_THREADS": threads,
        "OPENBLAS_NUM_THREADS": threads,
        "NO_COLOR": "1",
    }
    if encoder is not None:
        kept["WAYMARK_ENCODER"] = str(encoder.resolve())
    return kept


def end_group(pid: int, how: signal.Signals) -> None:
    """Send ``how`` to the process group that ``pid`` leads; it may be gone already."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, how)


def run_to_end(
    arguments: list[str],
    *,
    folder: Path,
    variables: dict[str, str],
    on_line: Callable[[str], None],
    timeout_s: float,
) -> tuple[int, list[str]]:
    """Run a command, giving each line it prints to ``on_line``; its exit code and last lines.

    The whole process group is ended at ``timeout_s``, and when this call is interrupted.
    """
    tail: deque[str] = deque(maxlen=_KEPT_LINES)
    process = subprocess.Popen(  # noqa: S603
        arguments, cwd=folder, env=variables, text=True, errors="replace", start_new_session=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    too_long = threading.Timer(timeout_s, end_group, (process.pid, signal.SIGKILL))
    too_long.start()
    try:
        assert process.stdout is not None
        with process.stdout as lines:
            for line in lines:
                tail.append(line.rstrip())
                on_line(line.rstrip())
        return process.wait(), list(tail)
    finally:
        too_long.cancel()
        if process.poll() is None:
            end_group(process.pid, signal.SIGKILL)
            process.wait()
