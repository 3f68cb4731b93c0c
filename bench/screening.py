"""How long it takes to screen a message: rules, model, all of it, beside a plain encoder."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.timing import HEAD, Timing, timing
from nlu.encoder.encoder import SentenceEncoder
from safeguarding.evaluation.message import RISK
from safeguarding.evaluation.messages import DATA, read
from safeguarding.model.reader import LEARNED, OnnxRiskModel
from safeguarding.model.text import words_of
from waymark.rasa import Places
from waymark.screening import make_assessor, phrase_screen
from waymark.settings import PROJECT

_LONG = 10_000
"""Characters of a very long message."""
_MESSAGES = 1_000


def report() -> str:
    """Screen the development messages one by one: ordinary ones, worries, hard negatives and risk."""
    places = Places(PROJECT)
    texts = [message.text for message in read([DATA / "development"]).messages][:_MESSAGES]
    screen, whole = phrase_screen(), make_assessor()
    model, encoder = OnnxRiskModel(places.risk_model, LEARNED), SentenceEncoder(places.encoder)
    words = {text: words_of(text, screen.normalise(text)) for text in texts}
    long = " ".join(texts * 2)[:_LONG]
    ordinary, telling = (_two(kind) for kind in ("ordinary", RISK))
    rules = _time(screen.assess, texts)
    rows = [
        rules.row("the phrase rules"),
        _time(lambda text: model.read(words[text]), texts).row("the risk model"),
        _time(lambda text: encoder.encode([text]), texts).row(
            "the rival: the encoder as published, 32 bits, encoding alone"
        ),
        _time(whole.assess, texts).row("all of it: rules, model, language"),
        _time(lambda text: whole.assess(text, ordinary), texts).row(
            "all of it, after two ordinary messages"
        ),
        _time(lambda text: whole.assess(text, telling), texts).row(
            "all of it, after two messages with risk"
        ),
        _time(whole.assess, [long] * 20).row(f"all of it, a message of {_LONG:,} characters"),
    ]
    return "\n".join(
        (
            f"Rules in force: {len(screen.rules.rules)}. The messages are the {len(texts):,} that the "
            "thresholds are set by; one thread. The rival is what a linear classifier on the plain "
            "encoder would need before it classifies anything.",
            "",
            HEAD,
            *rows,
            "",
            f"On disk: the risk model {_mb(places.risk_model / 'model.onnx'):.0f} MB, the encoder "
            f"{_mb(places.encoder / 'model.onnx'):.0f} MB.",
        )
    )


def _two(kind: str) -> tuple[str, ...]:
    return tuple(m.text for m in read([DATA / "development"]).messages if m.kind == kind)[:2]


def _time(call: Callable[[str], object], texts: Sequence[str]) -> Timing:
    for text in texts[:20]:
        call(text)
    taken = []
    for text in texts:
        began = time.perf_counter()
        call(text)
        taken.append(time.perf_counter() - began)
    return timing(taken)


def _mb(path: Path) -> float:
    return path.stat().st_size / 1e6
