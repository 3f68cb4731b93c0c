"""What is kept with the code fits the data that it was made from."""

from __future__ import annotations

import json
from collections import Counter

from basics.vocabulary import vocabulary
from safeguarding.model.calibration import Calibration
from safeguarding.model.lines import load_lines
from safeguarding.model.reader import LEARNED
from safeguarding.model.training import FILES
from waymark.cli.assess_train import lines_hash
from waymark.rasa import Places
from waymark.settings import PROJECT

CARD = json.loads((LEARNED / "card.json").read_text(encoding="utf-8"))


def test_the_model_was_fitted_on_the_lines_that_are_here() -> None:
    """After a change of lines: `waymark assess train`, or say so in the data card and the changelog."""
    assert CARD["lines_sha256"] == lines_hash(Places(PROJECT))


def test_the_card_counts_the_lines() -> None:
    ours = Counter(line.writer for line in load_lines())
    counted = {name: count for name, count in CARD["by_writer"].items() if name != "understanding"}
    assert counted == dict(ours)


def test_every_category_was_learned() -> None:
    names = json.loads((LEARNED / "categories.json").read_text(encoding="utf-8"))
    assert names == sorted(vocabulary().risk_categories)


def test_thresholds_are_in_order() -> None:
    calibration = Calibration.load(LEARNED)
    assert 0 < calibration.high_at < 1 and 0 < calibration.concern_at < 1


def test_what_is_kept_is_small() -> None:
    """The design allows 30 MB in all."""
    assert sum((LEARNED / name).stat().st_size for name in FILES) < 6_000_000
