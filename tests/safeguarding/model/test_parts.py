from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from safeguarding.model.parts import PARTS, load_parts, save_parts

ARRAYS = {
    "left:tf_bert_model/bert/encoder/layer_._5/output/dense/kernel": np.ones((4, 2)),
    "add:tf_bert_model/bert/encoder/layer_._0/output/dense/bias": np.zeros(4),
    "tier_kernel": np.full((4, 4), 0.5),
}


def test_what_was_written_is_read(tmp_path: Path) -> None:
    save_parts(tmp_path, ARRAYS)
    found = load_parts(tmp_path)
    assert set(found) == set(ARRAYS)
    assert all(np.array_equal(found[name], array) for name, array in ARRAYS.items())


def test_a_layer_has_a_file_of_its_own(tmp_path: Path) -> None:
    save_parts(tmp_path, ARRAYS)
    with np.load(tmp_path / "layer-5.npz") as kept:
        assert list(kept.files) == list(ARRAYS)[:1]


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_is_missing_is_not_passed_over(tmp_path: Path, part: str) -> None:
    save_parts(tmp_path, ARRAYS)
    (tmp_path / part).unlink()
    with pytest.raises(OSError, match=part):
        load_parts(tmp_path)
