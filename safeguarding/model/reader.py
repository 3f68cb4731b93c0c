"""The model at work: plain words to how likely a message is a risk, how grave, and of which kind."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

from basics.content import ContentError, check_schema
from safeguarding.assessment import Tier
from safeguarding.model.calibration import Calibration
from safeguarding.model.linear import Weights, likeliest

LEARNED = Path(__file__).with_name("learned")
"""What fitting learned, kept with the code: a few megabytes of corrections, and the calibration."""
WINDOW = 48
"""Words that are read at once. A longer message is read in windows that overlap by a third, so that
one telling sentence is not drowned by the rest."""
_STEP = 32
_WHOLE = 64
"""A message of so many words is read as one."""
MOST_WINDOWS = 6
"""Of a very long message so many windows are read: the likeliest by the words in them."""

LONGEST = 96
"""Tokens (parts of words) of one window that are read, as while fitting."""
_GRAVITY = np.array([0.0, 1.0, 1.5, 2.0])
"""Which window speaks for the whole message: the one with the most, and the gravest, risk."""
_MOST_CATEGORIES = 2
_ALSO = 0.5
"""A second category is named where it is at least half as likely as the first."""

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the model makes of a message. Probabilities are calibrated, 0 to 1."""

    risk: float
    """That a person on the team should see it at all."""
    grave: float
    """That it calls for a person today (high or immediate)."""
    immediate: float
    """That life or safety is at stake now."""
    categories: tuple[str, ...]
    """The likeliest first; the one or two that stand out."""
    tier: Tier


class RiskModel(Protocol):
    """Anything that reads like the model; tests hand in their own."""

    def read(self, words: Sequence[str]) -> Reading: ...


NOTHING = Reading(0.0, 0.0, 0.0, (), Tier.NONE)


class OnnxRiskModel:
    """The fitted model. Safe to share between threads.

    ``folder`` holds ``model.onnx`` and ``tokenizer.json`` as :mod:`safeguarding.model.build` leaves
    them; ``learned`` the calibration, the names of the categories and the table of words.
    ContentError where a part is missing or not right.
    """

    def __init__(self, folder: Path, learned: Path = LEARNED) -> None:
        self.calibration = Calibration.load(learned)
        self._names = _names(learned)
        self._weights = _word_weights(learned)
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._session = _session(folder / "model.onnx")
        except Exception as problem:
            raise ContentError(
                f"The risk model cannot be loaded from {folder.name} ({type(problem).__name__})."
            ) from problem
        _prepare(self._tokenizer)

    def read(self, words: Sequence[str]) -> Reading:
        """What the model makes of a message, as :func:`safeguarding.model.text.words_of` gives it.
        One without letters is no risk."""
        if not any(word[:1].isalnum() for word in words):
            return NOTHING
        parts = likeliest(words, self._weights, windows(len(words)), MOST_WINDOWS)
        raw, about = self.scores([" ".join(words[start:end]) for start, end in parts])
        shares = self.calibration.probabilities(raw)
        top = int(np.argmax(shares @ _GRAVITY))
        return self._reading(shares[top], about[top])

    def scores(self, texts: Sequence[str]) -> tuple[Floats, Floats]:
        """Raw scores of shape (texts, 4) and (texts, categories)."""
        return _run(self._session, self._tokenizer, texts)

    def _reading(self, shares: npt.NDArray[np.float64], about: Floats) -> Reading:
        powers = np.exp(about - about.max())
        likely = powers / powers.sum()
        order = np.argsort(-likely)[:_MOST_CATEGORIES]
        named = tuple(self._names[at] for at in order if likely[at] >= likely[order[0]] * _ALSO)
        return Reading(
            risk=float(1.0 - shares[0]),
            grave=float(shares[2] + shares[3]),
            immediate=float(shares[3]),
            categories=named,
            tier=self.calibration.tier([float(share) for share in shares]),
        )


def windows(length: int) -> list[tuple[int, int]]:
    """Starts and ends over ``length`` words; one window for a message of ordinary length."""
    if length <= _WHOLE:
        return [(0, length)]
    starts = range(0, length - (WINDOW - _STEP), _STEP)
    return [(start, min(start + WINDOW, length)) for start in starts]


def raw_scores(folder: Path, texts: Sequence[str]) -> Floats:
    """Raw scores of shape (texts, 4) by the model in ``folder``, before there is a calibration."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    _prepare(tokenizer)
    session = _session(folder / "model.onnx")
    # One by one, as messages come: in 8 bits the padding of a batch changes scores a little.
    return np.concatenate([_run(session, tokenizer, [text])[0] for text in texts])


def _prepare(tokenizer: Any) -> None:
    tokenizer.enable_truncation(LONGEST)
    tokenizer.enable_padding(pad_id=0, pad_token="[PAD]")  # noqa: S106


def _run(session: Any, tokenizer: Any, texts: Sequence[str]) -> tuple[Floats, Floats]:
    encoded = tokenizer.encode_batch(list(texts))
    ids = np.array([item.ids for item in encoded], dtype=np.int32)
    mask = np.array([item.attention_mask for item in encoded], dtype=np.int32)
    raw, about = session.run(["tiers", "categories"], {"input_ids": ids, "attention_mask": mask})
    return raw, about


def _session(path: Path) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _names(learned: Path) -> list[str]:
    path = learned / "categories.json"
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise ContentError(f"{path.name}: cannot be read ({type(problem).__name__}).") from problem
    check_schema(path, data, {"type": "array", "minItems": 1, "items": {"type": "string"}})
    return list(data)


def _word_weights(learned: Path) -> Weights:
    try:
        with np.load(learned / "words.npz") as table:
            return np.asarray(table["weights"], dtype=np.float32)
    except (OSError, ValueError, KeyError) as problem:
        raise ContentError(f"words.npz: cannot be read ({type(problem).__name__}).") from problem
