"""From lines to what is kept with the code: corrections, words, calibration, and a card of figures.

Three fits: two that each leave half of the writers out, whose scores on those calibrate the model
and say how it does on people whom it has not read; then one on all lines.
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
from safeguarding.model.calibration import Calibration, fit_scale
from safeguarding.model.linear import weigh
from safeguarding.model.lines import Line
from safeguarding.model.prepare import prepare
from safeguarding.model.text import words_of
from safeguarding.model.thresholds import Scored, choose
from safeguarding.normaliser import Normaliser

Note = Callable[[str], None]
_MODULE = "safeguarding.model.fit"


class FittingFailed(WaymarkError):
    """The model could not be fitted; the hint holds the last lines of what was said."""

    code = "risk_model_not_fitted"


@dataclass(frozen=True, slots=True)
class Workshop:
    """What fitting needs: the Rasa environment's Python, the published weights, a folder to work in."""

    python: Path
    weights: Path
    folder: Path
    project: Path


def train(
    lines: Sequence[Line],
    normaliser: Normaliser,
    shop: Workshop,
    out: Path,
    made_from: str,
    note: Note,
) -> Calibration:
    """Fit, calibrate and write everything to ``out``, all of it or nothing. ``note`` is
    told how far it is: with 25,000 lines it takes the better part of an hour on two cores."""
    shop.folder.mkdir(parents=True, exist_ok=True)
    prepared = shop.folder / "prepared.jsonl"
    note(f"reading {prepare(lines, normaliser, prepared)} lines")
    scored: list[Scored] = []
    halves = split(sorted({line.writer for line in lines}))
    for number, left_out in enumerate(halves, 1):
        note(f"fit {number} of {len(halves) + 1}: without {', '.join(sorted(left_out))}")
        target = shop.folder / f"without-{number}"
        fit(shop, prepared, target, note, left_out)
        scored += read_scores(target / "scores.jsonl", lines)
    note(f"fit {len(halves) + 1} of {len(halves) + 1}: all lines")
    whole = shop.folder / "whole"
    fit(shop, prepared, whole, note)
    calibration = calibrate(scored)
    calibration.save(whole)
    _write_words(lines, normaliser, whole)
    _write_card(whole, lines, made_from, scored)
    _put_in_place(whole, out)
    return calibration


def split(writers: Sequence[str]) -> list[frozenset[str]]:
    """Two halves of the writers, every other one."""
    return [frozenset(writers[::2]), frozenset(writers[1::2])]


def fit(
    shop: Workshop, prepared: Path, out: Path, note: Note, left_out: frozenset[str] = frozenset()
) -> None:
    """Run :mod:`safeguarding.model.fit` in its environment. Raises FittingFailed."""
    command = [
        str(shop.python), "-m", _MODULE, "--lines", str(prepared), "--source", str(shop.weights),
        "--out", str(out), "--leave-out", ",".join(sorted(left_out)),
    ]  # fmt: skip
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


def read_scores(path: Path, lines: Sequence[Line]) -> list[Scored]:
    """Raw scores of lines that the model had not learned from."""
    known = {line.id: line for line in lines}
    rows = [json.loads(row) for row in path.read_text(encoding="utf-8").splitlines()]
    return [Scored(known[row["id"]], tuple(row["tiers"])) for row in rows]


def calibrate(scored: Sequence[Scored]) -> Calibration:
    """Scale, biases and thresholds from scores of writers left out."""
    raw = [each.raw for each in scored]
    scale, bias = fit_scale(raw, [each.line.tier.rank for each in scored])
    return choose(scored, scale, bias)


def _write_words(lines: Sequence[Line], normaliser: Normaliser, out: Path) -> None:
    read = [(line, words_of(line.text, normaliser.read(line.text))) for line in lines]
    risk = [words for line, words in read if line.tier is not Tier.NONE]
    none = [words for line, words in read if line.tier is Tier.NONE]
    np.savez_compressed(out / "words.npz", weights=weigh(risk, none).astype(np.float16))


def _write_card(out: Path, lines: Sequence[Line], made_from: str, scored: Sequence[Scored]) -> None:
    """What the model was made from, for whoever wants to know or to make it again."""
    card = {
        "made": date.today().isoformat(),  # noqa: DTZ011 - a day is enough, anywhere
        "command": "waymark assess train",
        "lines_sha256": made_from,
        "lines": len(lines),
        "by_kind": dict(sorted(Counter(line.kind for line in lines).items())),
        "by_tier": dict(sorted(Counter(str(line.tier) for line in lines).items())),
        "by_writer": dict(sorted(Counter(line.writer for line in lines).items())),
        "scored_when_left_out": len(scored),
    }
    (out / "card.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")


def _put_in_place(made: Path, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    names = (
        "adapter.npz",
        "probes.json",
        "categories.json",
        "words.npz",
        "calibration.json",
        "card.json",
    )
    for name in names:
        shutil.copyfile(made / name, out / name)
