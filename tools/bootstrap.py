#!/usr/bin/env python3
"""From a fresh clone to a working environment, with nothing but a Python 3.11 or newer.

Runs on the standard library alone (and on an older Python, far enough to say what is missing).
Makes ``.venv``, puts the pinned packages in, then hands over to ``waymark``. A step that was done
before, from the same pins, is skipped: a second run needs no network.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
MINIMUM = (3, 11)


class Stop(Exception):
    """Set-up cannot go on; the message is one plain sentence on what to do."""


def main(arguments: list[str]) -> int:
    """``bootstrap.py run|dev [arguments for waymark...]``."""
    wanted = arguments[0] if arguments else "run"
    try:
        prepare("dev" if wanted == "dev" else "waymark")
    except Stop as stop:
        print(f"\n{stop}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Run the same command again to go on.", file=sys.stderr)
        return 130
    if wanted != "dev":
        os.execv(str(PYTHON), [str(PYTHON), "-m", "waymark", "up", *arguments[1:]])  # noqa: S606
    return 0


def prepare(kind: str) -> None:
    """Make ``.venv`` hold the packages of ``requirements/<kind>.txt`` and Waymark itself."""
    if stamped(kind) or (kind == "waymark" and stamped("dev")):
        return
    if not PYTHON.exists():
        with Step("Making a Python environment for Waymark"):
            call([find_python(), "-m", "venv", str(VENV)], "The Python environment was not made")
    with Step("Fetching the installer"):
        pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        call(
            [*pip, "--require-hashes", "-r", "requirements/uv.txt"], "The installer was not fetched"
        )
    uv = [str(PYTHON), "-m", "uv", "pip", "install", "--quiet", "--python", str(PYTHON)]
    with Step("Installing Waymark's packages"):
        call(
            [*uv, "--require-hashes", "-r", f"requirements/{kind}.txt"],
            "A package was not installed",
        )
    with Step("Installing Waymark"):
        own = ["--no-deps", "--no-build-isolation", "-e", "."]
        call([*uv, *own], "Waymark was not installed")
    stamp_file(kind).write_text(fingerprint(kind))


def fingerprint(kind: str) -> str:
    """What the environment was made from: the pins, the project's metadata, where it stands."""
    digest = hashlib.sha256(str(ROOT).encode())
    for name in (f"requirements/{kind}.txt", "requirements/uv.txt", "pyproject.toml"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def stamp_file(kind: str) -> Path:
    return VENV / f".made-from-{kind}"


def stamped(kind: str) -> bool:
    stamp = stamp_file(kind)
    return PYTHON.exists() and stamp.exists() and stamp.read_text() == fingerprint(kind)


def find_python() -> str:
    """A Python of at least 3.11: this one, one on the PATH, or one of pyenv's."""
    names = [sys.executable] + [f"python3.{minor}" for minor in (13, 12, 11)]
    pyenv = Path(os.environ.get("PYENV_ROOT", str(Path.home() / ".pyenv"))) / "versions"
    names += [str(path) for path in sorted(pyenv.glob("3.1[1-3]*/bin/python"))]
    for name in names:
        if version_of(name) >= MINIMUM:
            return name
    raise Stop(
        "Waymark needs Python 3.11 or newer, and none was found: install it "
        "(on Debian or Ubuntu: apt install python3.11 python3.11-venv) and run the command again."
    )


def version_of(python: str) -> tuple[int, ...]:
    """The version of a Python, or () if it does not run or cannot make environments."""
    probe = "import sys, venv, ensurepip; print(*sys.version_info[:2])"
    try:
        answer = subprocess.run([python, "-c", probe], capture_output=True, text=True, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return tuple(int(part) for part in answer.stdout.split()) if answer.returncode == 0 else ()


def call(command: list[str], problem: str) -> None:
    """Run a step quietly; on failure keep its output in var/log and stop with one sentence."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode == 0:
        return
    log = ROOT / "var" / "log" / "bootstrap.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text(done.stdout + done.stderr)
    raise Stop(
        f"{problem}: check that this machine can reach a Python package index, then run the "
        f"command again (details are in {log.relative_to(ROOT)})."
    )


class Step:
    """Names a step while it runs and says how long it took."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.began = 0.0

    def __enter__(self) -> Step:
        self.began = time.monotonic()
        if sys.stderr.isatty():
            print(f"  … {self.name}", end="\r", file=sys.stderr, flush=True)
        return self

    def __exit__(self, kind: object, *_rest: object) -> None:
        took = time.monotonic() - self.began
        mark = "✓" if kind is None else "✗"
        print(f"  {mark} {self.name:<52} {took:6.1f} s", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
