from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nlu.encoder.build import BuildFailed, check_source, main
from nlu.encoder.encoder import SIZE, SentenceEncoder

BUILT = Path(__file__).parents[2] / "var" / "encoder"


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    if not (BUILT / "model.onnx").is_file():
        pytest.skip("the sentence encoder has not been built")
    return SentenceEncoder(BUILT)


@pytest.mark.encoder
def test_vectors_have_length_one(encoder: SentenceEncoder) -> None:
    vectors = encoder.encode(["im bored", "", "a" * 5_000, "😭"])
    assert vectors.shape == (4, SIZE)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


@pytest.mark.encoder
def test_the_company_of_other_texts_changes_nothing(encoder: SentenceEncoder) -> None:
    alone = encoder.encode(["im bored"])[0]
    together = encoder.encode(["im bored", "a much longer message " * 10])[0]
    assert np.allclose(alone, together, atol=1e-5)


@pytest.mark.encoder
def test_like_is_nearer_than_unlike(encoder: SentenceEncoder) -> None:
    lonely, alone, cakes = encoder.encode(
        ["I have no friends at school", "nobody talks to me in class", "I like baking cakes"]
    )
    assert lonely @ alone > lonely @ cakes


@pytest.mark.encoder
def test_nothing_gives_nothing(encoder: SentenceEncoder) -> None:
    assert encoder.encode([]).shape == (0, SIZE)


def test_a_folder_without_weights_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BuildFailed, match=r"lacks model\.safetensors, tokenizer\.json"):
        check_source(tmp_path)


def test_other_weights_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("model.safetensors", "tokenizer.json", "config.json"):
        (tmp_path / name).write_text("{}")
    assert main(["--source", str(tmp_path), "--out", str(tmp_path / "out")]) == 1
    assert "not the published file" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
