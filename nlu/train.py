"""Training the Rasa project, once for each state of its data, code and encoder."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from basics.errors import WaymarkError
from nlu.rasa_process import command, environment, run_to_end

PROJECT = Path(__file__).with_name("rasa")
_SHARED = ("entities", "phrasebook", "encoder", "text.py", "phrases.py", "phrasebooks.py")
"""What the pipeline's components read besides the project itself."""
_STEP = re.compile(r"(?P<what>Starting to train|Finished training) component '(?P<component>\w+)'")
_DOING = {"Starting to train": "training", "Finished training": "trained"}


class TrainingFailed(WaymarkError):
    """Rasa did not produce a model, or found fault with the project."""

    code = "nlu_training_failed"


def model_hash(project: Path, encoder: Path) -> str:
    """Twelve hex digits that change with anything a trained model depends on."""
    digest = hashlib.sha256()
    for path in _sources(project):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    weights = encoder / "model.onnx"
    digest.update(hashlib.sha256(weights.read_bytes()).digest() if weights.is_file() else b"none")
    return digest.hexdigest()[:12]


def _sources(project: Path) -> Iterator[Path]:
    folders = [project, *(project.parent / name for name in _SHARED)]
    for folder in folders:
        files = sorted(folder.rglob("*")) if folder.is_dir() else [folder]
        yield from (path for path in files if path.suffix in (".py", ".yml") and path.is_file())


def model_path(project: Path, out_dir: Path, encoder: Path) -> Path:
    """Where the model for the present state of the project belongs."""
    return out_dir / f"nlu-{model_hash(project, encoder)}.tar.gz"


def model_path_if_current(project: Path, out_dir: Path, encoder: Path) -> Path | None:
    """The model that fits the project as it is now, if it has been trained."""
    path = model_path(project, out_dir, encoder)
    return path if path.is_file() else None


def train(
    python: Path,
    project: Path,
    out_dir: Path,
    on_line: Callable[[str], None] = lambda line: None,
    *,
    encoder: Path,
    timeout_s: float = 900.0,
) -> Path:
    """Train with the Rasa environment's ``python``; the model's path. Skips what is trained.

    ``on_line`` is told of each step in a few words. Raises :class:`TrainingFailed`.
    """
    wanted = model_path(project, out_dir, encoder)
    if wanted.is_file():
        return wanted
    out_dir.mkdir(parents=True, exist_ok=True)
    unfinished = f".unfinished-{os.getpid()}"
    arguments = [
        "train", "nlu", "--config", "config.yml", "--domain", "domain.yml", "--nlu", "data",
        "--out", str(out_dir.resolve()), "--fixed-model-name", unfinished,
    ]  # fmt: skip
    made = out_dir / f"{unfinished}.tar.gz"
    try:
        _run(python, project, arguments, on_line, encoder, timeout_s)
        if not made.is_file():
            raise TrainingFailed("Rasa finished without writing a model.")
        made.replace(wanted)
    finally:
        made.unlink(missing_ok=True)
    return wanted


def validate(
    python: Path, project: Path, on_line: Callable[[str], None] = lambda line: None
) -> None:
    """``rasa data validate``, where a warning counts as a fault."""
    _run(python, project, ["data", "validate", "--fail-on-warnings"], on_line, None, 300.0)


def _run(
    python: Path,
    project: Path,
    arguments: list[str],
    on_line: Callable[[str], None],
    encoder: Path | None,
    timeout_s: float,
) -> None:
    """Run Rasa; steps go to ``on_line``, and its last lines into the error where it fails."""
    try:
        code, tail = run_to_end(
            command(python, arguments),
            folder=project,
            variables=environment(encoder),
            on_line=lambda line: _tell(line, on_line),
            timeout_s=timeout_s,
        )
    except OSError as problem:
        raise TrainingFailed(f"Rasa could not be started ({problem.strerror}).") from problem
    if code != 0:
        said = "\n".join(line for line in tail if line)
        raise TrainingFailed(f"Rasa ended with code {code}.", hint=f"It said:\n{said}")


def _tell(line: str, on_line: Callable[[str], None]) -> None:
    """Pass on the steps of a training, and leave out what libraries print besides."""
    step = _STEP.search(line)
    if step is not None:
        on_line(f"{_DOING[step['what']]} {step['component']}")
