"""``waymark assess train``: make the risk model again from the lines that it learns from."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from basics.content import load_yaml
from safeguarding.assessment import Tier
from safeguarding.evaluation.message import GATE
from safeguarding.evaluation.messages import DATA, read
from safeguarding.model.lines import TRAINING, Line, data_hash, load_lines
from safeguarding.model.reader import LEARNED
from safeguarding.model.training import Course, Workshop, train
from waymark.cli.common import say
from waymark.rasa import Places
from waymark.screening import phrase_screen
from waymark.settings import PROJECT
from waymark.setup import rasa_environment
from waymark.setup.steps import Steps

_MARKED = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\{[^}]*\})")
"""A value marked in a line for understanding: "[hull](place)"."""
_PAINFUL = frozenset({"worry", "find_support", "talk_to_person"})


def train_model(
    out: Annotated[
        Path | None, typer.Option(help="Where to write it, instead of the project's own place.")
    ] = None,
) -> None:
    """Fit the risk model again, from all lines under safeguarding/data/training.

    Takes about half an hour on two cores. Then `make setup` builds it, and `waymark assess evaluate`
    says how it does.
    """
    steps = Steps()
    places = Places(PROJECT)
    python = rasa_environment.ensure(PROJECT, steps)
    weights = rasa_environment.fetch_encoder_weights(PROJECT, steps)
    course = Course(all_lines(), development_lines(), lines_hash(places))
    shop = Workshop(python, weights, places.encoder, PROJECT / "var" / "risk-training", PROJECT)
    calibration = train(course, phrase_screen().normaliser, shop, out or LEARNED, say)
    say(f"Done: a message counts from a chance of {calibration.concern_at:.2f} on.")


def development_lines() -> list[Line]:
    """Messages by people who wrote none of the lines: what the thresholds are set by. Those held
    back from understanding are harmless where no phrase rule raises them."""
    screen = phrase_screen()
    risk = [
        Line(each.id, each.text, each.file, each.tier, each.category, each.kind)
        for each in read([DATA / "development"]).messages
        if each.tier is not None and each.kind != GATE
    ]
    held_back = [
        line
        for path in sorted((PROJECT / "nlu" / "heldout").glob("*.yml"))
        for line in held_back_lines(path)
        if screen.assess(line.text).tier is Tier.NONE
    ]
    return [*risk, *held_back]


def held_back_lines(path: Path) -> Iterator[Line]:
    """The messages held back from understanding, as lines of one writer."""
    for number, message in enumerate(load_yaml(path)["messages"], 1):
        kind = "worry" if message["request"] in _PAINFUL else "ordinary"
        name = f"understanding-{path.stem}/{kind}/{number}"
        yield Line(name, message["text"], "understanding", Tier.NONE, None, kind)


def all_lines() -> list[Line]:
    """The lines written for this model, and those that understanding learns from, which are
    harmless. One of those that a phrase rule would raise is left out: it may not be."""
    screen = phrase_screen()
    ordinary = (
        line
        for line in understanding_lines(Places(PROJECT).project / "data")
        if screen.assess(line.text).tier is Tier.NONE
    )
    return [*load_lines(), *ordinary]


def lines_hash(places: Places) -> str:
    """SHA-256 over all files that :func:`all_lines` reads."""
    digest = hashlib.sha256(data_hash(TRAINING).encode())
    for path in sorted((places.project / "data").rglob("*.yml")):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def understanding_lines(folder: Path) -> Iterator[Line]:
    """The examples of the Rasa project, as lines of one writer."""
    for path in sorted(folder.rglob("*.yml")):
        number = 0
        for block in (load_yaml(path) or {}).get("nlu", ()):
            kind = "worry" if block.get("intent") in _PAINFUL else "ordinary"
            for row in str(block.get("examples", "")).splitlines():
                if row.startswith("- "):
                    number += 1
                    text = _MARKED.sub(r"\1", row[2:]).strip()
                    name = f"understanding/{kind}/{path.stem}/{number}"
                    yield Line(name, text, "understanding", Tier.NONE, None, kind)
