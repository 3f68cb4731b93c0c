from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from basics.content import ContentError
from safeguarding.assessment import Tier
from safeguarding.model.reader import (
    LEARNED,
    NOTHING,
    WINDOW,
    OnnxRiskModel,
    windows,
)

BUILT = Path(__file__).parents[3] / "var" / "risk"
needs_model = pytest.mark.skipif(
    not (BUILT / "model.onnx").is_file(), reason="the risk model is not built: run `make setup`"
)
CHAT = (
    "we went to the park and then we had chips and my brother fell off the swing it was funny and "
)


def said(text: str) -> list[str]:
    return text.split(" ")


@pytest.fixture(scope="module")
def model() -> OnnxRiskModel:
    return OnnxRiskModel(BUILT)


def test_an_ordinary_message_is_one_window() -> None:
    assert windows(12) == [(0, 12)]


@pytest.mark.parametrize("length", [65, 100, 500, 4000])
def test_windows_leave_no_word_out(length: int) -> None:
    covered = {at for start, end in windows(length) for at in range(start, end)}
    assert covered == set(range(length))
    assert max(end - start for start, end in windows(length)) <= WINDOW


@needs_model
@pytest.mark.parametrize("words", [[], ["."], ["?", "!"], [".", ","]])
def test_a_message_without_words_is_no_risk(model: OnnxRiskModel, words: list[str]) -> None:
    assert model.read(words) == NOTHING


@needs_model
def test_a_plain_disclosure_is_grave(model: OnnxRiskModel) -> None:
    found = model.read(said("my stepdad hits me with his belt when mum is out"))
    assert found.tier.rank >= Tier.HIGH.rank
    assert "physical_abuse" in found.categories
    assert 0.5 < found.grave <= found.risk <= 1.0


@needs_model
def test_asking_for_football_is_not(model: OnnxRiskModel) -> None:
    assert model.read(said("is there any football for 13 year olds near me")).tier is Tier.NONE


@needs_model
def test_one_sentence_in_a_very_long_message_is_found(model: OnnxRiskModel) -> None:
    words = (CHAT * 60).split()
    at = len(words) // 2
    words[at:at] = said("he touches me at night and says it is our secret")
    assert model.read(words).tier.rank >= Tier.HIGH.rank
    assert model.read((CHAT * 60).split()).tier is Tier.NONE


@needs_model
def test_the_same_words_give_the_same_whoever_else_reads(model: OnnxRiskModel) -> None:
    words = said("i do not want to be here any more")
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: model.read(words), range(16)))
    assert len(set(found)) == 1


def test_a_model_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="cannot be loaded"):
        OnnxRiskModel(tmp_path)


@pytest.mark.parametrize("name", ["calibration.json", "categories.json", "words.npz"])
def test_a_part_that_is_missing_is_named(tmp_path: Path, name: str) -> None:
    learned = tmp_path / "learned"
    shutil.copytree(LEARNED, learned)
    (learned / name).unlink()
    with pytest.raises(ContentError, match=name):
        OnnxRiskModel(BUILT, learned)


@needs_model
def test_a_broken_model_file_is_named(tmp_path: Path) -> None:
    shutil.copyfile(BUILT / "tokenizer.json", tmp_path / "tokenizer.json")
    (tmp_path / "model.onnx").write_bytes(b"not a model")
    with pytest.raises(ContentError, match="cannot be loaded"):
        OnnxRiskModel(tmp_path)
