from __future__ import annotations

from collections import Counter
from functools import lru_cache
from pathlib import Path

import pytest

from basics.content import ContentError
from basics.vocabulary import vocabulary
from safeguarding.assessment import Tier
from safeguarding.model.lines import data_hash, load_lines, read_file

LARGE = {
    "suicidal_intent", "plan_or_means", "passive_ideation", "self_harm", "overdose", "physical_abuse",
    "sexual_abuse", "emotional_abuse", "neglect", "domestic_abuse", "relationship_abuse",
    "online_grooming", "sextortion", "criminal_exploitation", "eating_disorder", "bullying_threat",
    "third_party",
}  # fmt: skip
"""Met often; the others (for example fgm) are rare, and have fewer lines."""


ours = lru_cache(maxsize=1)(load_lines)


def written(folder: Path, text: str) -> Path:
    path = folder / "wren" / "self_harm.yml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_line_knows_its_writer_tier_and_category(tmp_path: Path) -> None:
    path = written(
        tmp_path, "category: self_harm\nhigh: |\n  one\n  two\nnear_miss: |\n  a paper cut\n"
    )
    one, two, near = read_file(path)
    assert (one.id, one.text, one.tier, one.kind) == (
        "wren/self_harm/high/1", "one", Tier.HIGH, "risk",
    )  # fmt: skip
    assert two.id.endswith("/2")
    assert (near.tier, near.kind, near.category) == (Tier.NONE, "near_miss", "self_harm")


def test_a_category_that_we_do_not_know_is_named_with_its_file(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"self_harm.yml, line 1"):
        read_file(written(tmp_path, "category: sadness\nhigh: |\n  one\n"))


def test_a_file_that_is_only_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="must hold"):
        read_file(written(tmp_path, "just a text"))


def test_the_hash_changes_with_the_lines(tmp_path: Path) -> None:
    written(tmp_path, "category: self_harm\nhigh: |\n  one\n")
    before = data_hash(tmp_path)
    written(tmp_path, "category: self_harm\nhigh: |\n  two\n")
    assert data_hash(tmp_path) != before


@pytest.mark.parametrize("category", vocabulary().risk_categories)
def test_every_category_has_the_lines_it_needs(category: str) -> None:
    lines = [line for line in ours() if line.category == category]
    kinds = Counter(line.kind for line in lines)
    wanted = 250 if category in LARGE else 100
    assert kinds["risk"] >= wanted
    assert kinds["near_miss"] >= wanted


def test_every_category_has_at_least_three_writers() -> None:
    writers = {(line.category, line.writer) for line in ours() if line.kind == "risk"}
    counts = Counter(category for category, _ in writers)
    assert min(counts.values()) >= 3


def test_no_line_is_marked_both_as_a_risk_and_as_harmless() -> None:
    lines = ours()
    risk = {line.text.casefold() for line in lines if line.tier is not Tier.NONE}
    none = {line.text.casefold() for line in lines if line.tier is Tier.NONE}
    assert not {line.id for line in lines if line.text.casefold() in risk & none}
