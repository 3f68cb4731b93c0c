"""Make the risk model's ONNX file: the published encoder, our corrections and our heads, in 8 bits.

``python -m safeguarding.model.build``, once at set-up and in seconds. The base is the encoder that ``nlu.encoder.build`` exported, so the published
weights are fetched once and never kept in the project.
"""

from __future__ import annotations

import argparse
import json
import logging
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from safeguarding.model.build_stamp import STAMP, made_from
from safeguarding.model.parts import load_parts

CLOSE_ENOUGH = 0.02
"""Largest difference in a score between the 32-bit model built here and the one that was fitted
(TensorFlow); 0.001 is usual."""
_PLACES = (
    ("/LayerNorm/gamma", "/LayerNorm/batchnorm/mul/ReadVariableOp:0"),
    ("/LayerNorm/beta", "/LayerNorm/batchnorm/ReadVariableOp:0"),
    ("/kernel", "/Tensordot/ReadVariableOp:0"),
    ("/bias", "/BiasAdd/ReadVariableOp:0"),
)
"""Names of variables while fitting, and where the exported encoder keeps them."""


class BuildFailed(Exception):
    """The model cannot be made; the message is one plain sentence."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line. 0 when the model is there, 1 with one sentence on stderr when not."""
    parser = argparse.ArgumentParser(prog="python -m safeguarding.model.build", description=__doc__)
    parser.add_argument("--encoder", type=Path, required=True, help="folder of the encoder")
    parser.add_argument(
        "--learned", type=Path, required=True, help="folder of what fitting learned"
    )
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    parser.add_argument("--full", action="store_true", help="keep 32 bits")
    chosen = parser.parse_args(arguments)
    try:
        build(chosen.encoder, chosen.learned, chosen.out, full=chosen.full)
    except BuildFailed as problem:
        _say(str(problem))
        return 1
    except (OSError, ImportError, RuntimeError, ValueError, KeyError) as problem:
        _say(f"The risk model could not be built: {type(problem).__name__}: {problem}.")
        return 1
    return 0


def build(encoder: Path, learned: Path, out: Path, *, full: bool = False) -> None:
    """Write ``tokenizer.json`` and ``model.onnx`` to ``out``, the model last."""
    import onnx

    logging.getLogger().setLevel(logging.ERROR)  # advice on graphs that are not ours to change
    _say("Putting the risk model together")
    model = onnx.load(str(encoder / "model.onnx"))
    adapter = load_parts(learned)
    _correct(model, adapter)
    _put_heads_on(model, adapter)
    onnx.checker.check_model(model)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out) as workspace:
        plain, small = Path(workspace) / "plain.onnx", Path(workspace) / "small.onnx"
        onnx.save(model, str(plain))
        _compare(plain, encoder / "tokenizer.json", learned / "probes.json")
        if not full:
            _say("Making it small")
            _quantise(plain, small)
        shutil.copyfile(encoder / "tokenizer.json", Path(workspace) / "tokenizer.json")
        (Path(workspace) / "tokenizer.json").replace(out / "tokenizer.json")
        (out / STAMP).unlink(missing_ok=True)
        (plain if full else small).replace(out / "model.onnx")
    # The stamp comes last: with it the model is whole.
    (out / STAMP).write_text(made_from(learned, encoder), encoding="utf-8")
    _say("The risk model is ready")


def _correct(model: Any, adapter: Any) -> None:
    """Add what was learned to the published weights."""
    from onnx import numpy_helper

    kept = {tensor.name: tensor for tensor in model.graph.initializer}
    for key in adapter:
        kind, _, name = key.partition(":")
        if kind not in ("left", "add"):
            continue
        tensor = kept.get(_place(name))
        if tensor is None:
            raise BuildFailed(f"The exported encoder has no {name}: it was built another way.")
        change = adapter[key].astype(np.float32)
        if kind == "left":
            change = change @ adapter[f"right:{name}"].astype(np.float32)
        corrected = numpy_helper.to_array(tensor) + change
        tensor.CopyFrom(numpy_helper.from_array(corrected.astype(np.float32), tensor.name))


def _place(name: str) -> str:
    for ending, place in _PLACES:
        if name.endswith(ending):
            return name[: -len(ending)] + place
    return name


def _put_heads_on(model: Any, adapter: Any) -> None:
    """Replace the last step (length one) by what the heads see, and the two heads over it."""
    from onnx import TensorProto, helper, numpy_helper

    graph = model.graph
    _pool(graph)
    for name, output in (("tier", "tiers"), ("category", "categories")):
        for part in ("kernel", "bias"):
            array = adapter[f"{name}_{part}"].astype(np.float32)
            graph.initializer.append(numpy_helper.from_array(array, f"{name}_{part}"))
        graph.node.append(
            helper.make_node("Gemm", ["seen", f"{name}_kernel", f"{name}_bias"], [output])
        )
    del graph.output[:]
    for name, output in (("tier", "tiers"), ("category", "categories")):
        width = adapter[f"{name}_bias"].shape[0]
        graph.output.append(
            helper.make_tensor_value_info(output, TensorProto.FLOAT, ["messages", width])
        )
    _drop_unused(graph)


def _pool(graph: Any) -> None:
    """Put the mean of the tokens, the first one and the largest of each number side by side, as
    ``seen``. The exported encoder has the mean already: the division before its last steps."""
    from onnx import helper, numpy_helper

    made_by = {name: node for node in graph.node for name in node.output}
    divided = next(node for node in reversed(graph.node) if node.op_type == "Div")
    weighed = made_by[made_by[divided.input[0]].input[0]]
    # Of the two that are multiplied one is the mask, a cast of whole numbers.
    masks = [made_by[name].op_type == "Cast" for name in weighed.input]
    if sum(masks) != 1:
        raise BuildFailed("The exported encoder averages its tokens in a way that we do not know.")
    weight, hidden = weighed.input[masks.index(True)], weighed.input[masks.index(False)]
    for name, value in (
        ("pool_one", np.float32(1)), ("pool_far", np.float32(1e4)), ("pool_first", np.int64(0)),
    ):  # fmt: skip
        graph.initializer.append(numpy_helper.from_array(np.array(value), name))
    graph.node.extend(
        [
            helper.make_node("Sub", ["pool_one", weight], ["pool_absent"]),
            helper.make_node("Mul", ["pool_absent", "pool_far"], ["pool_away"]),
            helper.make_node("Sub", [hidden, "pool_away"], ["pool_present"]),
            helper.make_node("ReduceMax", ["pool_present"], ["pool_most"], axes=[1], keepdims=0),
            helper.make_node("Gather", [hidden, "pool_first"], ["pool_head"], axis=1),
            helper.make_node(
                "Concat", [divided.output[0], "pool_head", "pool_most"], ["seen"], axis=1
            ),
        ]
    )


def _drop_unused(graph: Any) -> None:
    """Take out nodes whose results nobody reads any more."""
    while True:
        read = {name for node in graph.node for name in node.input}
        read |= {output.name for output in graph.output}
        unused = [node for node in graph.node if read.isdisjoint(node.output)]
        if not unused:
            return
        for node in unused:
            graph.node.remove(node)


def _compare(model: Path, tokenizer: Path, probes: Path) -> None:
    """Raise :class:`BuildFailed` where the built model disagrees with the one that was fitted."""
    import onnxruntime
    from tokenizers import Tokenizer

    session = onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])
    reader = Tokenizer.from_file(str(tokenizer))
    reader.no_padding()
    for probe in json.loads(probes.read_text(encoding="utf-8")):
        ids = np.array([reader.encode(probe["text"]).ids], dtype=np.int32)
        given = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        tiers, _ = session.run(["tiers", "categories"], given)
        if float(np.abs(tiers[0] - np.array(probe["tiers"])).max()) > CLOSE_ENOUGH:
            raise BuildFailed(
                "The built risk model gives other numbers than the one that was fitted."
            )


def _quantise(plain: Path, small: Path) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(str(plain), str(small), weight_type=QuantType.QInt8, per_channel=True)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
