from __future__ import annotations

from dataclasses import replace

import pytest

from safeguarding.assessment import Assessment, Tier
from safeguarding.evaluation.measures import screened
from safeguarding.evaluation.message import Message
from safeguarding.evaluation.noise import noisy, under_noise
from safeguarding.model.noise import KINDS

LINES = [
    Message(str(at), text, "a", "risk", Tier.HIGH, "weapon")
    for at, text in enumerate(["please help me, he hit me again", "i cut myself and it's bad"])
]


class Exactly:
    """Finds only the messages that it was told of, letter by letter."""

    def assess(self, text: str, history: tuple[str, ...] = ()) -> Assessment:
        known = any(text == line.text for line in LINES)
        return Assessment(tier=Tier.HIGH if known else Tier.NONE)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_noise_each_time_whatever_else_is_measured(kind: str) -> None:
    first = [noisy(line, kind).text for line in LINES]
    assert first == [noisy(line, kind).text for line in reversed(LINES)][::-1]
    assert noisy(LINES[0], kind) == replace(LINES[0], text=first[0])


def test_ids_make_the_noise_differ() -> None:
    texts = {noisy(replace(LINES[0], id=str(at)), "capitals").text for at in range(20)}
    assert len(texts) == 3


def test_points_lower() -> None:
    clean = screened(Exactly(), LINES)
    (found,) = under_noise(Exactly(), clean, ["no_marks"])
    assert (found.kind, found.lines) == ("no_marks", 2)
    assert found.points_lower("found") == 100
    assert under_noise(Exactly(), [], ["no_marks"])[0].points_lower("found") == 0


def test_it_tells_how_far_it_is() -> None:
    told: list[tuple[int, int]] = []
    clean = screened(Exactly(), LINES)
    under_noise(
        Exactly(), clean, ["typos", "capitals"], progress=lambda *at: told.append((at[0], at[1]))
    )
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
