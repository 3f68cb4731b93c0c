"""Make the encoder's ONNX file from the published weights: ``python -m nlu.encoder.build``.

Runs once, in the Rasa environment (TensorFlow 2.12, transformers 4.40, tf2onnx 1.16.1). Pooling
and normalisation go into the graph, so that both environments only tokenise and run it.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import sys
from pathlib import Path
from typing import Any

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""SHA-256 of the official model.safetensors of sentence-transformers/all-MiniLM-L6-v2."""
CLOSE_ENOUGH = 1e-4
"""Largest difference allowed between a number of ours and TensorFlow's; 3e-7 is usual."""
_SAMPLES = [
    "im 13 and bored all the time",
    "My friends all left me out, and I can't sleep.",
    "owt on near hu3?",
    "One of my Year 9s has stopped coming in and I would like to refer her for something creative.",
]
_NEEDED = ("model.safetensors", "tokenizer.json", "config.json")


class BuildFailed(Exception):
    """The encoder cannot be made; the message is one plain sentence."""


def main(arguments: list[str] | None = None) -> int:
    """Command line. 0 when the encoder is there, 1 with one sentence on stderr when not."""
    parser = argparse.ArgumentParser(prog="python -m nlu.encoder.build", description=__doc__)
    parser.add_argument("--source", type=Path, required=True, help="folder with the weights")
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    chosen = parser.parse_args(arguments)
    try:
        build(chosen.source, chosen.out)
    except BuildFailed as problem:
        _say(str(problem))
        return 1
    except (OSError, ImportError, RuntimeError, ValueError) as problem:
        _say(f"The sentence encoder could not be built: {type(problem).__name__}: {problem}.")
        return 1
    return 0


def build(source: Path, out: Path) -> None:
    """Write ``model.onnx`` and ``tokenizer.json`` to ``out``, both or neither."""
    _say("Checking the encoder's weights")
    check_source(source)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
    os.environ.setdefault("TRANSFORMERS_OFFLINE", "1")
    workspace = out.with_name(f".{out.name}.{os.getpid()}.tmp")
    workspace.mkdir(parents=True)
    try:
        shutil.copyfile(source / "tokenizer.json", workspace / "tokenizer.json")
        _export(source, workspace)
        _put_in_place(workspace, out)
    finally:
        shutil.rmtree(workspace, ignore_errors=True)
    _say("The sentence encoder is ready")


def check_source(source: Path) -> None:
    """Raise :class:`BuildFailed` unless ``source`` holds exactly the published weights."""
    missing = [name for name in _NEEDED if not (source / name).is_file()]
    if missing:
        raise BuildFailed(f"The folder with the encoder's weights lacks {', '.join(missing)}.")
    digest = hashlib.sha256((source / "model.safetensors").read_bytes()).hexdigest()
    if digest != WEIGHTS_SHA256:
        raise BuildFailed(
            "model.safetensors is not the published file (its SHA-256 differs), so it is not used."
        )


def _export(source: Path, workspace: Path) -> None:
    _say("Loading TensorFlow")
    import tensorflow as tf
    import tf2onnx
    from transformers import TFBertModel
    from transformers import logging as transformers_logging

    transformers_logging.set_verbosity_error()
    bert = TFBertModel.from_pretrained(str(source))
    signature = [
        tf.TensorSpec([None, None], tf.int32, name="input_ids"),
        tf.TensorSpec([None, None], tf.int32, name="attention_mask"),
    ]

    @tf.function(input_signature=signature)  # type: ignore[untyped-decorator, unused-ignore]
    def sentence_vector(input_ids: Any, attention_mask: Any) -> Any:
        hidden = bert(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        weight = tf.cast(tf.expand_dims(attention_mask, -1), tf.float32)
        mean = tf.reduce_sum(hidden * weight, 1) / tf.maximum(tf.reduce_sum(weight, 1), 1e-9)
        return tf.math.l2_normalize(mean, axis=1)

    _say("Exporting the encoder to ONNX")
    tf2onnx.convert.from_function(
        sentence_vector,
        input_signature=signature,
        opset=14,
        output_path=str(workspace / "model.onnx"),
    )
    _say("Comparing it with the original")
    _compare(workspace, sentence_vector)


def _compare(workspace: Path, original: Any) -> None:
    """Raise :class:`BuildFailed` where the exported file disagrees with TensorFlow."""
    import numpy as np
    from tokenizers import Tokenizer

    from nlu.encoder.encoder import SentenceEncoder

    ours = SentenceEncoder(workspace).encode(_SAMPLES)
    tokenizer = Tokenizer.from_file(str(workspace / "tokenizer.json"))
    tokenizer.no_padding()
    for row, sample in enumerate(_SAMPLES):
        ids = np.array([tokenizer.encode(sample).ids], dtype=np.int32)
        theirs = original(ids, np.ones_like(ids)).numpy()[0]
        if float(np.abs(ours[row] - theirs).max()) > CLOSE_ENOUGH:
            raise BuildFailed("The exported encoder gives other numbers than the original.")


def _put_in_place(workspace: Path, out: Path) -> None:
    """Rename file by file, the model last: a model that is there has its tokenizer beside it."""
    out.mkdir(parents=True, exist_ok=True)
    for name in ("tokenizer.json", "model.onnx"):
        (workspace / name).replace(out / name)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
