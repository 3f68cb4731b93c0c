from __future__ import annotations

import pytest

from safeguarding.evaluation.message import Message
from safeguarding.evaluation.speed import LONG, long_text, percentile, speed
from tests.safeguarding.evaluation.outcomes import ByWord, ticking

LINES = [Message("1", "none -", "a", "ordinary"), Message("2", "", "a", "ordinary")]


def test_milliseconds_by_the_clock_that_is_handed_in() -> None:
    found = speed(ByWord(), LINES, ticking(0.002))
    assert found is not None
    assert (found.p50_ms, found.p95_ms, found.long_ms) == pytest.approx((2, 2, 2))


def test_nothing_takes_no_time() -> None:
    assert speed(ByWord(), [], ticking(1)) is None


def test_a_long_message_is_made_of_the_messages() -> None:
    text = long_text(LINES)
    assert len(text) == LONG
    assert set(text.split("\n")) <= {"none -", "none ", "none", "non", "no", "n", ""}
    assert long_text(LINES[1:]) == ""


def test_percentiles_are_values_that_were_measured() -> None:
    values = [float(at) for at in range(20, 0, -1)]
    assert (percentile(values, 50), percentile(values, 95)) == (10, 19)
    assert percentile([3.0], 95) == 3
