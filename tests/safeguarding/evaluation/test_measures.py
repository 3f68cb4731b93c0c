from __future__ import annotations

import pytest

from safeguarding.assessment import Assessment, Tier
from safeguarding.evaluation.intervals import Share
from safeguarding.evaluation.measures import (
    Count,
    counted,
    false_alarms,
    harmless,
    missed,
    risk,
    screened,
    share,
)
from safeguarding.evaluation.message import GATE, Message
from tests.safeguarding.evaluation.outcomes import ByWord, outcome

ALL = [
    outcome("immediate", id="1"),
    outcome("high", id="2", tier="immediate"),
    outcome("concern", id="3"),
    outcome("concern", id="4", tier="concern"),
    outcome("none", id="5", tier=None),
    outcome("none", id="6", kind="ordinary"),
    outcome("concern", id="7", kind="ordinary"),
    outcome("high", id="8", kind="worry"),
    outcome("none", id="9", kind=GATE, group="purging"),
]


def ids(found: list[object]) -> list[str]:
    return [each.message.id for each in found]  # type: ignore[attr-defined]


def test_what_belongs_where() -> None:
    assert ids([*risk(ALL)]) == ["1", "2", "3", "4", "5"]
    assert ids([*harmless(ALL)]) == ["6", "7", "8"]
    assert ids([*missed(ALL)]) == ["3", "5", "9"]
    assert ids([*false_alarms(ALL)]) == ["7", "8"]


@pytest.mark.parametrize(
    ("given", "tier", "caught"),
    [
        ("high", "immediate", True),
        ("concern", "immediate", False),
        ("immediate", "high", True),
        ("concern", "high", False),
        ("concern", "concern", True),
        ("none", "concern", False),
        ("concern", None, True),
        ("none", None, False),
    ],
)
def test_caught_means_the_tier_that_it_needs(given: str, tier: str | None, caught: bool) -> None:
    assert outcome(given, tier=tier).caught is caught


def test_counts() -> None:
    count = Count.of(risk(ALL))
    assert (count.lines, count.found, count.calls_a_person, count.immediate) == (5, 4, 2, 1)
    assert count.caught == 3
    assert count.share("found") == share(risk(ALL), "found") == Share(4, 5)


def test_counts_by_a_key_keep_their_order() -> None:
    by_kind = counted(ALL, lambda each: each.message.kind)
    assert list(by_kind) == ["risk", "ordinary", "worry", "gate"]
    assert by_kind["ordinary"].lines == 2


def test_screening_hands_over_text_and_history_and_tells_how_far_it_is() -> None:
    seen: list[tuple[str, tuple[str, ...]]] = []
    told: list[tuple[int, int]] = []

    class Noting(ByWord):
        def assess(self, text: str, history: tuple[str, ...] = ()) -> Assessment:
            seen.append((text, history))
            return super().assess(text, history)

    messages = [
        Message("1", "high weapon", "a", "risk", Tier.HIGH, "weapon", history=("before",)),
        Message("2", "high fgm", "a", "risk", Tier.HIGH, "weapon"),
    ]
    found = screened(Noting(), messages, lambda done, total: told.append((done, total)))
    assert seen == [("high weapon", ("before",)), ("high fgm", ())]
    assert [each.named for each in found] == [True, False]
    assert told == [(1, 2), (2, 2)]


def test_a_broken_screen_is_noted() -> None:
    class Broken:
        def assess(self, text: str, history: tuple[str, ...] = ()) -> Assessment:
            return Assessment(tier=Tier.HIGH, failed=True)

    assert screened(Broken(), [ALL[0].message])[0].failed
