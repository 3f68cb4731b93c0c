"""Fitting: the sentence encoder tuned to tell risk, kept as small corrections to its weights.

``python -m safeguarding.model.fit`` in the Rasa environment (TensorFlow 2.12, transformers 4.40).
The published encoder is never kept here: what is learned is its difference from the published
weights, each matrix as the product of two thin ones (a low-rank correction), together with two
heads: how grave, and which category.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from safeguarding.model.parts import save_parts

TIERS = 4
"""none, concern, high, immediate."""
LONGEST = 96
"""Tokens that are read of one text; longer messages are read in windows of this size."""
WIDTH = 3 * 384
"""What the heads see: the mean of the tokens, the first token, and the largest of each number."""
RANK = 32
"""Of the corrections: under 3 MB in all. What is lost against full ones has not been measured."""
_BATCH = 32
_JOINED = 0.12
"""The share of examples that are put between other people's harmless lines while fitting, so that
one telling sentence is found inside a long message."""
_CLEAN = 0.5
"""How often the clean reading of a line is taken rather than a noisy one."""
_TIER_WEIGHT = (1.0, 1.0, 1.0, 1.3)
_KIND_WEIGHT = {"worry": 2.0, "ordinary": 2.0, "hard_negative": 1.5}
"""Most of what people write is of these kinds, and a false alarm there costs staff the most time."""
_CATEGORY_WEIGHT = 0.3
_SMOOTH = 0.05
_WARM_UP = 0.06
_DECAY = 0.01
_PROBES = (
    "is there a football club near me",
    "i do not feel safe at home",
    "i am scared of what he will do",
)


@dataclass(frozen=True, slots=True)
class Example:
    """A prepared line; ``category`` is an index, -1 where nothing is the matter."""

    id: str
    writer: str
    tier: int
    category: int
    weight: float
    texts: tuple[str, ...]


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line; progress on standard error."""
    parser = argparse.ArgumentParser(prog="python -m safeguarding.model.fit", description=__doc__)
    parser.add_argument("--lines", type=Path, required=True, help="prepared lines (JSON Lines)")
    parser.add_argument("--source", type=Path, required=True, help="folder of published weights")
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--rate", type=float, default=2.5e-4)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--rank", type=int, default=RANK)
    parser.add_argument("--leave-out", default="", help="writers to leave out, and to score after")
    chosen = parser.parse_args(arguments)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
    os.environ.setdefault("TRANSFORMERS_OFFLINE", "1")
    categories, examples = read_examples(chosen.lines)
    left_out = frozenset(filter(None, chosen.leave_out.split(",")))
    learn = [example for example in examples if example.writer not in left_out]
    chosen.out.mkdir(parents=True, exist_ok=True)
    fitter = Fitter(chosen.source, len(categories), seed=chosen.seed)
    fitter.fit(learn, epochs=chosen.epochs, rate=chosen.rate)
    fitter.correct(chosen.rank)
    fitter.save(chosen.out)
    fitter.in_full(chosen.source)
    fitter.write_probes(chosen.out / "probes.json")
    (chosen.out / "categories.json").write_text(json.dumps(categories))
    if left_out:
        rest = [example for example in examples if example.writer in left_out]
        fitter.write_scores(rest, chosen.out / "scores.jsonl")
    return 0


def read_examples(path: Path) -> tuple[list[str], list[Example]]:
    """The categories in their order, and the examples of a file of prepared lines."""
    rows = [json.loads(row) for row in path.read_text(encoding="utf-8").splitlines()]
    categories = sorted({row["category"] for row in rows if row["category"]})
    index = {name: at for at, name in enumerate(categories)}
    return categories, [
        Example(
            row["id"], row["writer"], row["tier"], index.get(row["category"], -1),
            _KIND_WEIGHT.get(row["kind"], 1.0), tuple(row["texts"]),
        )
        for row in rows
    ]  # fmt: skip


class Fitter:
    """The encoder with its two heads, while it learns."""

    def __init__(self, source: Path, categories: int, seed: int) -> None:
        import tensorflow as tf
        from tokenizers import Tokenizer
        from transformers import TFBertModel
        from transformers import logging as transformers_logging

        transformers_logging.set_verbosity_error()
        tf.keras.utils.set_random_seed(seed)
        # Half the time on processors that multiply in 16 bits; the variables stay in 32.
        tf.keras.mixed_precision.set_global_policy("mixed_bfloat16")
        self._tf = tf
        self._rng = random.Random(seed)
        self._tokenizer = Tokenizer.from_file(str(source / "tokenizer.json"))
        self._tokenizer.enable_truncation(LONGEST)
        self._tokenizer.enable_padding(pad_id=0, pad_token="[PAD]")  # noqa: S106
        self._bert = TFBertModel.from_pretrained(str(source))
        # The word vectors stay as published: a correction to them would be as large as they are.
        self._bert.bert.embeddings.trainable = False
        self._dropout = tf.keras.layers.Dropout(0.1, dtype="float32")
        self._tier = tf.keras.layers.Dense(TIERS, dtype="float32")
        self._category = tf.keras.layers.Dense(categories, dtype="float32")
        self._dropout(tf.zeros((1, WIDTH)))
        self._tier.build((None, WIDTH))
        self._category.build((None, WIDTH))
        self._body = [v for v in self._bert.trainable_variables if "pooler" not in v.name]
        self._heads = [*self._tier.trainable_variables, *self._category.trainable_variables]
        self._published = [variable.numpy() for variable in self._body]

    def fit(self, examples: Sequence[Example], *, epochs: int, rate: float) -> None:
        """Learn from ``examples``: each met once a round, in one of its readings."""
        tf = self._tf
        steps = epochs * (len(examples) // _BATCH)
        optimizer = _optimizer(tf, rate, steps)
        step = self._step(optimizer)
        began, done = time.monotonic(), 0
        for epoch in range(epochs):
            losses: list[float] = []
            for texts, tiers, categories, weight in self._batches(examples):
                ids, mask = self._tokens(texts)
                losses.append(float(step(ids, mask, tiers, categories, weight)))
                done += 1
                if done % 50 == 0:
                    _say(
                        f"step {done} of {steps}, loss {np.mean(losses[-50:]):.3f}, {time.monotonic() - began:.0f} s"
                    )
            _say(f"round {epoch + 1} of {epochs}: mean loss {np.mean(losses):.3f}")

    def correct(self, rank: int) -> None:
        """Replace what was learned by corrections of ``rank``, and go on with those."""
        self._corrections: dict[str, Any] = {}
        for variable, published in zip(self._body, self._published, strict=True):
            name = variable.name.split(":")[0]
            change = variable.numpy() - published
            if change.ndim != 2:
                self._corrections[f"add:{name}"] = change.astype(np.float16)
                variable.assign(published + self._corrections[f"add:{name}"].astype(np.float32))
                continue
            u, s, v = np.linalg.svd(change, full_matrices=False)
            left = (u[:, :rank] * np.sqrt(s[:rank])).astype(np.float16)
            right = (np.sqrt(s[:rank])[:, None] * v[:rank]).astype(np.float16)
            self._corrections[f"left:{name}"], self._corrections[f"right:{name}"] = left, right
            variable.assign(published + left.astype(np.float32) @ right.astype(np.float32))

    def in_full(self, source: Path) -> None:
        """From here on multiply in 32 bits, as the built model does."""
        from transformers import TFBertModel

        self._tf.keras.mixed_precision.set_global_policy("float32")
        whole = TFBertModel.from_pretrained(str(source))
        # What is learned comes first in the list of weights, so it has to be the same in both.
        whole.bert.embeddings.trainable = False
        whole.set_weights(self._bert.get_weights())
        self._bert = whole

    def save(self, folder: Path) -> None:
        """Corrections and heads, a few hundred kilobytes."""
        heads = {
            "tier_kernel": self._tier.kernel.numpy(), "tier_bias": self._tier.bias.numpy(),
            "category_kernel": self._category.kernel.numpy(),
            "category_bias": self._category.bias.numpy(),
        }  # fmt: skip
        save_parts(folder, {**self._corrections, **heads})

    def write_probes(self, path: Path) -> None:
        """Raw scores of a few sentences, against which the built model is checked."""
        rows = []
        for text in _PROBES:
            ids, mask = self._tokens([text])
            tiers, _ = self._forward(ids, mask, training=False)
            rows.append({"text": text, "tiers": [round(float(v), 4) for v in tiers[0]]})
        path.write_text(json.dumps(rows, indent=1))

    def write_scores(self, examples: Sequence[Example], path: Path) -> None:
        """The raw scores (before calibration) of lines that were not learned from."""
        examples = sorted(examples, key=lambda example: len(example.texts[0]))
        rows = self._tf.TensorSpec([None, None], self._tf.int32)
        score = self._tf.function(
            lambda ids, mask: self._forward(ids, mask, training=False), input_signature=[rows, rows]
        )
        with path.open("w", encoding="utf-8") as out:
            for at in range(0, len(examples), 64):
                some = examples[at : at + 64]
                tiers, categories = score(*self._tokens([example.texts[0] for example in some]))
                tiers, categories = tiers.numpy(), categories.numpy()
                for row, example in enumerate(some):
                    out.write(
                        json.dumps(
                            {
                                "id": example.id,
                                "tier": example.tier,
                                "category": example.category,
                                "tiers": [round(float(v), 4) for v in tiers[row]],
                                "categories": [round(float(v), 3) for v in categories[row]],
                            }
                        )
                        + "\n"
                    )

    def _forward(self, ids: Any, mask: Any, *, training: bool) -> tuple[Any, Any]:
        tf = self._tf
        hidden = self._bert(input_ids=ids, attention_mask=mask, training=training).last_hidden_state
        hidden = tf.cast(hidden, tf.float32)
        weight = tf.cast(tf.expand_dims(mask, -1), tf.float32)
        mean = tf.reduce_sum(hidden * weight, 1) / tf.maximum(tf.reduce_sum(weight, 1), 1e-9)
        largest = tf.reduce_max(hidden - (1.0 - weight) * 1e4, 1)
        seen = self._dropout(tf.concat([mean, hidden[:, 0], largest], 1), training=training)
        return self._tier(seen), self._category(seen)

    def _step(self, optimizer: Any) -> Any:
        tf = self._tf
        learned = [*self._body, *self._heads]
        weights = tf.constant(_TIER_WEIGHT)

        @tf.function(input_signature=_signature(tf))  # type: ignore[untyped-decorator, unused-ignore]
        def step(ids: Any, mask: Any, tiers: Any, categories: Any, weight: Any) -> Any:
            with tf.GradientTape() as tape:
                grave, about = self._forward(ids, mask, training=True)
                wanted = tf.one_hot(tiers, TIERS) * (1 - _SMOOTH) + _SMOOTH / TIERS
                each = tf.nn.softmax_cross_entropy_with_logits(wanted, grave)
                loss = tf.reduce_mean(each * tf.gather(weights, tiers) * weight)
                known = tf.cast(categories >= 0, tf.float32)
                named = tf.nn.sparse_softmax_cross_entropy_with_logits(
                    tf.maximum(categories, 0), about
                )
                loss += _CATEGORY_WEIGHT * tf.reduce_sum(named * known) / _BATCH
            gradients = tape.gradient(loss, learned)
            gradients, _ = tf.clip_by_global_norm(gradients, 1.0)
            optimizer.apply_gradients(zip(gradients, learned))  # noqa: B905
            return loss

        return step

    def _batches(self, examples: Sequence[Example]) -> Iterator[tuple[list[str], Any, Any, Any]]:
        """Batches of like length, in a new order each round."""
        harmless = [example for example in examples if example.tier == 0]
        read = [(self._reading(example, harmless), example) for example in examples]
        self._rng.shuffle(read)
        # Sorted within stretches of fifty batches: little padding, and still a mixed order.
        stretches = [read[at : at + 50 * _BATCH] for at in range(0, len(read), 50 * _BATCH)]
        batches = [
            batch
            for stretch in stretches
            for batch in _cut(sorted(stretch, key=lambda pair: len(pair[0])))
        ]
        self._rng.shuffle(batches)
        for batch in batches:
            tiers = np.array([example.tier for _, example in batch], np.int32)
            categories = np.array([example.category for _, example in batch], np.int32)
            weight = np.array([example.weight for _, example in batch], np.float32)
            yield [text for text, _ in batch], tiers, categories, weight

    def _reading(self, example: Example, harmless: Sequence[Example]) -> str:
        rng = self._rng
        text = example.texts[0]
        if rng.random() > _CLEAN and len(example.texts) > 1:
            text = rng.choice(example.texts[1:])
        if rng.random() < _JOINED:
            other = rng.choice(harmless).texts[0]
            pair = [text, other]
            rng.shuffle(pair)
            text = f"{pair[0]} . {pair[1]}"
        return text

    def _tokens(self, texts: Sequence[str]) -> tuple[Any, Any]:
        encoded = self._tokenizer.encode_batch(list(texts))
        ids = np.array([item.ids for item in encoded], np.int32)
        mask = np.array([item.attention_mask for item in encoded], np.int32)
        return self._tf.constant(ids), self._tf.constant(mask)


def _cut(stretch: list[Any]) -> list[list[Any]]:
    return [stretch[at : at + _BATCH] for at in range(0, len(stretch) - _BATCH + 1, _BATCH)]


def _optimizer(tf: Any, rate: float, steps: int) -> Any:
    warm = max(int(steps * _WARM_UP), 1)

    class Schedule(tf.keras.optimizers.schedules.LearningRateSchedule):  # type: ignore[misc, name-defined, unused-ignore]
        def __call__(self, step: Any) -> Any:
            at = tf.cast(step, tf.float32)
            rising, falling = at / warm, (steps - at) / max(steps - warm, 1)
            return rate * tf.maximum(tf.minimum(rising, falling), 0.0)

    return tf.keras.optimizers.AdamW(Schedule(), weight_decay=_DECAY)


def _signature(tf: Any) -> list[Any]:
    rows, flat = tf.TensorSpec([None, None], tf.int32), tf.TensorSpec([None], tf.int32)
    return [rows, rows, flat, flat, tf.TensorSpec([None], tf.float32)]


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
