"""Sentences to 384 numbers, by onnxruntime. Works in both Python environments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

SIZE = 384
LONGEST = 128
"""Tokens that are read; a longer message is cut."""
_BATCH = 32


class SentenceEncoder:
    """Encodes texts; the same text always gives the same vector of length one.

    ``folder`` holds ``model.onnx`` and ``tokenizer.json`` as :mod:`nlu.encoder.build` leaves them
    (the path of the model file itself will do too). Safe to share between threads.
    """

    def __init__(self, folder: Path | str, threads: int = 1) -> None:
        folder = Path(folder)
        if folder.suffix == ".onnx":
            folder = folder.parent
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._inputs = {node.name for node in self._session.get_inputs()}
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(LONGEST)
        self._tokenizer.enable_padding(pad_id=0, pad_token="[PAD]")  # noqa: S106

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """An array of shape (number of texts, 384). Texts of like length share a batch."""
        vectors = np.zeros((len(texts), SIZE), dtype=np.float32)
        for rows in _batches(texts):
            vectors[rows] = self._run([texts[row] for row in rows])
        return vectors

    def _run(self, texts: list[str]) -> npt.NDArray[np.float32]:
        encoded = self._tokenizer.encode_batch(texts)
        ids = np.array([item.ids for item in encoded], dtype=np.int32)
        mask = np.array([item.attention_mask for item in encoded], dtype=np.int32)
        given = {"input_ids": ids, "attention_mask": mask}
        (vectors,) = self._session.run(None, {k: v for k, v in given.items() if k in self._inputs})
        return np.asarray(vectors, dtype=np.float32)


def _batches(texts: Sequence[str]) -> Iterable[list[int]]:
    """Row numbers in batches, shortest texts first, so that little padding is computed."""
    order = sorted(range(len(texts)), key=lambda row: len(texts[row]))
    for start in range(0, len(order), _BATCH):
        yield order[start : start + _BATCH]
