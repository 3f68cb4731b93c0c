"""From lines to what is kept with the code: corrections, words, calibration, and a card.

One fit on all lines. The fitted model is built as it will run (8 bits), and scores the development
messages, whose writers wrote none of the lines: those scores say what its numbers are worth
(calibration) and where "a risk" begins (thresholds).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from basics.errors import WaymarkError
from safeguarding.assessment import Tier
from safeguarding.model.build import build
from safeguarding.model.calibration import Calibration, fit_scale
from safeguarding.model.linear import weigh
from safeguarding.model.lines import Line
from safeguarding.model.parts import PARTS
from safeguarding.model.prepare import prepare
from safeguarding.model.reader import raw_scores
from safeguarding.model.text import words_of
from safeguarding.model.thresholds import Scored, choose
from safeguarding.normaliser import Normaliser

Note = Callable[[str], None]
FILES = (
    *PARTS, "probes.json", "categories.json", "words.npz", "calibration.json", "card.json",
)  # fmt: skip
"""What fitting learned, as it is kept with the code."""
_MODULE = "safeguarding.model.fit"


class FittingFailed(WaymarkError):
    """The model could not be fitted; the hint holds the last lines of what was said."""

    code = "risk_model_not_fitted"


@dataclass(frozen=True, slots=True)
class Workshop:
    """What fitting needs."""

    python: Path
    """Of the Rasa environment, which has TensorFlow."""
    weights: Path
    """The folder of the published weights."""
    encoder: Path
    """The folder of the encoder as exported."""
    folder: Path
    """To work in; may be thrown away."""
    project: Path


@dataclass(frozen=True, slots=True)
class Course:
    """What is learned and what the outcome is set by."""

    lines: Sequence[Line]
    development: Sequence[Line]
    made_from: str
    """SHA-256 of all files that the lines come from."""


def train(
    course: Course, normaliser: Normaliser, shop: Workshop, out: Path, note: Note
) -> Calibration:
    """Fit, calibrate and write :data:`FILES` to ``out``, all of them or none. ``note`` is told how
    far it is: with 30,000 lines it takes about half an hour on two quiet cores."""
    shop.folder.mkdir(parents=True, exist_ok=True)
    prepared, made = shop.folder / "prepared.jsonl", shop.folder / "learned"
    note(f"reading {prepare(course.lines, normaliser, prepared)} lines")
    fit(shop, prepared, made, note)
    calibration = finish(course, normaliser, shop.encoder, made)
    put_in_place(made, out)
    return calibration


def finish(course: Course, normaliser: Normaliser, encoder: Path, made: Path) -> Calibration:
    """Calibrate what was fitted into ``made``, and write what goes with it."""
    build(encoder, made, made / "built")
    texts = [
        " ".join(words_of(line.text, normaliser.read(line.text))) for line in course.development
    ]
    raw = raw_scores(made / "built", texts)
    scored = [
        Scored(line, tuple(float(value) for value in row))
        for line, row in zip(course.development, raw, strict=True)
    ]
    scale, bias = fit_scale(raw, [line.tier.rank for line in course.development])
    calibration = choose(scored, scale, bias)
    calibration.save(made)
    _write_words(course.lines, normaliser, made)
    _write_card(made, course)
    return calibration


def fit(shop: Workshop, prepared: Path, out: Path, note: Note) -> None:
    """Run :mod:`safeguarding.model.fit` in its environment. Raises FittingFailed."""
    command = [str(shop.python), "-m", _MODULE, "--lines", str(prepared)]
    command += ["--source", str(shop.weights), "--out", str(out)]
    said: list[str] = []
    with subprocess.Popen(  # noqa: S603 - our own module, with paths of ours
        command,
        cwd=shop.project,
        env={**os.environ, "PYTHONPATH": str(shop.project)},
        text=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stderr is not None
        for row in process.stderr:
            said = [*said[-20:], row.rstrip()]
            if row.startswith(("step", "round")):
                note(row.strip())
    if process.returncode != 0:
        raise FittingFailed("The risk model could not be fitted.", hint="\n".join(said))


def put_in_place(made: Path, out: Path) -> None:
    """Copy :data:`FILES` to where the code reads them."""
    out.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        shutil.copyfile(made / name, out / name)


def _write_words(lines: Sequence[Line], normaliser: Normaliser, out: Path) -> None:
    read = [(line, words_of(line.text, normaliser.read(line.text))) for line in lines]
    risk = [words for line, words in read if line.tier is not Tier.NONE]
    none = [words for line, words in read if line.tier is Tier.NONE]
    np.savez_compressed(out / "words.npz", weights=weigh(risk, none).astype(np.float16))


def _write_card(out: Path, course: Course) -> None:
    """What the model was made from, for whoever wants to know or to make it again."""
    lines = course.lines
    card = {
        "made": date.today().isoformat(),  # noqa: DTZ011 - a day is enough, anywhere
        "command": "waymark assess train",
        "lines_sha256": course.made_from,
        "lines": len(lines),
        "by_kind": dict(sorted(Counter(line.kind for line in lines).items())),
        "by_tier": dict(sorted(Counter(str(line.tier) for line in lines).items())),
        "by_writer": dict(sorted(Counter(line.writer for line in lines).items())),
        "by_category": dict(
            sorted(Counter(str(line.category) for line in lines if line.kind == "risk").items())
        ),
        "development": len(course.development),
    }
    (out / "card.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
