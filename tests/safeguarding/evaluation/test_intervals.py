from __future__ import annotations

import pytest

from safeguarding.evaluation.intervals import Share, lines_to_prove, wilson


@pytest.mark.parametrize(
    ("hits", "lines", "low", "high"),
    [
        # From the closed form, worked out with another program.
        (9, 10, 0.5958, 0.9821),
        (95, 100, 0.8882, 0.9785),
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (1, 1, 0.2065, 1.0),
    ],
)
def test_known_intervals(hits: int, lines: int, low: float, high: float) -> None:
    assert wilson(hits, lines) == pytest.approx((low, high), abs=5e-5)


def test_of_nothing_nothing_is_known() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    assert Share(0, 0).value is None


def test_the_share_is_inside_its_interval() -> None:
    for hits in range(31):
        low, high = wilson(hits, 30)
        assert 0 <= low <= hits / 30 <= high <= 1


@pytest.mark.parametrize("gate", [0.9, 0.95, 0.97, 0.995])
def test_so_many_right_lines_prove_a_gate_and_one_less_does_not(gate: float) -> None:
    lines = lines_to_prove(gate)
    assert lines is not None
    assert wilson(lines, lines)[0] >= gate
    assert wilson(lines - 1, lines - 1)[0] < gate


def test_no_number_of_lines_proves_all() -> None:
    assert lines_to_prove(1.0) is None
