"""``waymark assess evaluate``: how much risk the screen finds, and how often it is wrong."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from basics.errors import InvalidInput, WaymarkError
from safeguarding.evaluation.markdown import markdown
from safeguarding.evaluation.measures import Progress
from safeguarding.evaluation.messages import UNSEEN, Batch, also_trained, read
from safeguarding.evaluation.page import page
from safeguarding.evaluation.report import report
from safeguarding.evaluation.run import Assessors, Stage, evaluate
from safeguarding.evaluation.words import words
from safeguarding.failsafe import FailSafe
from safeguarding.hours import LONDON
from safeguarding.screen import Screen
from waymark.cli.common import complain, json_line, progress_bar
from waymark.rasa import Places
from waymark.screening import make_assessor
from waymark.settings import PROJECT

MODEL = Places(PROJECT).risk_model / "model.onnx"
_SEED = 1
_ANY_TEXT = "hello there"


def evaluate_files(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="FILE",
            help="Labelled messages: YAML, JSON Lines, or folders of them. "
            "Without any: the held-back messages that come with Waymark.",
        ),
    ] = None,
    rules_only: Annotated[
        bool, typer.Option("--rules-only", help="Only the phrase rules, not the model.")
    ] = False,
    noise: Annotated[
        bool,
        typer.Option(
            "--noise", help="Measure risk again with typing slips, capitals and the like."
        ),
    ] = False,
    ids: Annotated[
        bool, typer.Option("--ids", help="List the ids of misses and false alarms.")
    ] = False,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Take so many messages, spread over the files.")
    ] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the figures here; - for standard output.")
    ] = None,
    html_file: Annotated[
        Path | None, typer.Option("--html", help="Write a page to read and print here.")
    ] = None,
    as_markdown: Annotated[
        bool, typer.Option("--markdown", help="Print Markdown to paste, even beside other output.")
    ] = False,
) -> None:
    """Measure the screen on labelled messages. Only figures and ids come out, never a message.

    JSON Lines hold {"id","text","label"|"tier","category"?,"kind"?,"history"?}; what
    `waymark assess export-labels` writes is read too. Broken lines are named by number and left
    out; the command then exits 1.
    """
    assessors = _assessors(rules_only)
    batch = read(files or [UNSEEN])
    for broken in batch.broken:
        complain(str(broken))
    sampled = _sample(batch, limit)
    if not batch.messages:
        raise InvalidInput("There is no labelled message to measure on.")
    with _stages() as stage:
        found = evaluate(assessors, batch, time.perf_counter, noise=noise, stage=stage)
    figures = report(
        found,
        datetime.now(LONDON).date(),
        ids=ids,
        sampled=sampled,
        trained=() if rules_only else also_trained(batch.messages),
    )
    to_stdout = json_file == Path("-")
    if json_file is not None:
        _write(json_file, json_line(figures))
    if html_file is not None:
        _write(html_file, page(figures))
    if as_markdown or not to_stdout:
        sys.stdout.write(markdown(figures))
    if found.failed:
        raise InvalidInput(f"Screening itself broke at {found.failed} message(s).")
    if batch.broken:
        raise InvalidInput(f"{len(batch.broken)} line(s) could not be read.")


class NothingToMeasure(WaymarkError):
    """The screen cannot be measured as it ships."""

    code = "nothing_to_measure"


def _assessors(rules_only: bool) -> Assessors:
    # A screen of its own: one that has read the messages before would be faster.
    rules = FailSafe.loading(Screen.from_folder)
    if not rules_only and not MODEL.is_file():
        raise _no_model()
    whole = make_assessor(rules_only=rules_only)
    for assessor in (rules, whole):
        if assessor.problem:
            raise NothingToMeasure(f"The screen cannot be loaded: {assessor.problem}")
    # A score is what only the model gives: figures of the rules must not pass for those of both.
    if not rules_only and whole.assess(_ANY_TEXT).score is None:
        raise _no_model()
    return Assessors(whole, rules, rules_only)


def _no_model() -> NothingToMeasure:
    return NothingToMeasure(
        "The risk model is not built.",
        hint="Run `make setup`, or measure the phrase rules alone with --rules-only.",
    )


def _sample(batch: Batch, limit: int | None) -> bool:
    """Keep ``limit`` messages, the same ones each time and in their order; False if all stay."""
    if limit is None or limit >= len(batch.messages):
        return False
    kept = sorted(random.Random(_SEED).sample(range(len(batch.messages)), limit))
    batch.messages = [batch.messages[at] for at in kept]
    return True


@contextmanager
def _stages() -> Iterator[Stage]:
    """A bar on standard error that says what is being measured."""
    with ExitStack() as bar:

        def stage(name: str) -> Progress:
            bar.close()
            return bar.enter_context(progress_bar(words()["stages"][name]))

        yield stage


def _write(path: Path, text: str) -> None:
    if path == Path("-"):
        sys.stdout.write(text)
        return
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as problem:
        raise InvalidInput(f"{path} cannot be written ({problem.strerror}).") from problem
