from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from basics.content import ContentError
from safeguarding.assessment import Tier
from safeguarding.evaluation.gates import State, judged, load_gates, state_of
from safeguarding.evaluation.intervals import Share
from safeguarding.evaluation.measures import Outcome
from safeguarding.evaluation.noise import Noisy
from safeguarding.evaluation.picks import Limit, Pick
from safeguarding.evaluation.speed import Speed
from tests.safeguarding.evaluation.outcomes import outcome, outcomes

AT_LEAST_90 = Limit("at_least", 0.9)
AT_MOST_5 = Limit("at_most", 0.005)


@pytest.mark.parametrize(
    ("limit", "least", "share", "state"),
    [
        (AT_LEAST_90, 35, Share(36, 40), State.MET),
        (AT_LEAST_90, 35, Share(35, 40), State.NOT_MET),
        (AT_LEAST_90, 35, Share(10, 10), State.TOO_FEW),
        (AT_LEAST_90, 35, Share(8, 10), State.TOO_FEW),
        (AT_LEAST_90, 35, Share(2, 10), State.NOT_MET),
        (AT_LEAST_90, 35, Share(0, 0), State.NOT_MEASURED),
        (Limit("at_least", 1.0), 50, Share(50, 50), State.MET),
        (Limit("at_least", 1.0), 50, Share(9, 10), State.NOT_MET),
        (Limit("at_least", 1.0), 50, Share(10, 10), State.TOO_FEW),
        (AT_MOST_5, 765, Share(4, 1000), State.MET),
        (AT_MOST_5, 765, Share(6, 1000), State.NOT_MET),
        (AT_MOST_5, 765, Share(0, 300), State.TOO_FEW),
        (AT_MOST_5, 765, Share(2, 300), State.TOO_FEW),
        (AT_MOST_5, 765, Share(20, 300), State.NOT_MET),
        (Limit("more_than", 0.0), 1, Share(1, 10), State.MET),
        (Limit("more_than", 0.0), 1, Share(0, 10), State.NOT_MET),
    ],
)
def test_met_not_met_or_too_few(limit: Limit, least: int, share: Share, state: State) -> None:
    assert state_of(share, limit, least) is state


def test_lines_needed_are_those_that_a_flawless_result_would_prove_it_with() -> None:
    assert AT_LEAST_90.lines_to_prove == 35
    assert AT_MOST_5.lines_to_prove == 765
    assert Limit("at_least", 1.0).lines_to_prove == 1


def answers(found: list[Outcome], **more: Any) -> dict[str, tuple[State, float | None]]:
    return {each.gate.id: (each.state, each.value) for each in judged(load_gates(), found, **more)}


def test_the_gates_of_the_project_on_made_up_outcomes() -> None:
    found = answers(
        [
            *outcomes("immediate", 99, tier="immediate"),
            *outcomes("high", 1, tier="immediate"),
            *outcomes("high", 96, tier="high"),
            *outcomes("concern", 104, tier="high"),
            *outcomes("none", 30, kind="worry"),
            *outcomes("immediate", 20, kind="gate", group="forced_paraphrases"),
        ]
    )
    assert found["immediate_calls"] == (State.MET, 1.0)
    assert found["immediate_is_immediate"] == (State.MET, 0.99)
    assert found["high_calls"] == (State.NOT_MET, 0.48)
    assert found["concern_found"] == (State.NOT_MEASURED, None)
    assert found["worry_quiet"] == (State.TOO_FEW, 0.0)
    assert found["forced_paraphrases"] == (State.MET, 1.0)
    assert found["purging"] == (State.NOT_MEASURED, None)
    assert found["noise_caught"] == (State.NOT_MEASURED, None)
    assert found["rules_fast"] == (State.NOT_MEASURED, None)


def test_every_category_with_enough_lines_is_held_to_it_by_name() -> None:
    found = [
        *outcomes("high", 10, category="weapon"),
        *outcomes("high", 8, category="fgm"),
        *outcomes("none", 2, category="fgm"),
        *outcomes("none", 9, category="missing"),
    ]
    by_id = {each.gate.id: each for each in judged(load_gates(), found)}
    every, zero = by_id["every_category"], by_id["no_category_at_zero"]
    assert (every.state, every.value, every.lines) == (State.NOT_MET, 0.8, 10)
    assert [(part.name, part.state) for part in every.parts] == [
        ("weapon", State.MET), ("fgm", State.NOT_MET), ("missing", State.TOO_FEW),
    ]  # fmt: skip
    assert (zero.state, zero.value) == (State.NOT_MET, 0.0)


def test_too_few_lines_in_every_category_tell_nothing() -> None:
    assert answers(outcomes("high", 3))["every_category"] == (State.TOO_FEW, 1.0)


def noisy_lines(lost: int, lines: int, kind: str = "typos") -> Noisy:
    clean = outcomes("high", lines)
    return Noisy(kind, clean, [*outcomes("none", lost), *outcomes("high", lines - lost)])


@pytest.mark.parametrize(
    ("noisy", "state"),
    [
        ([noisy_lines(3, 100)], State.MET),
        ([noisy_lines(3, 100), noisy_lines(4, 100, "spacing")], State.NOT_MET),
        ([noisy_lines(0, 99)], State.TOO_FEW),
        ([noisy_lines(50, 100, "stretch")], State.NOT_MEASURED),
    ],
)
def test_points_lost_under_noise(noisy: list[Noisy], state: State) -> None:
    assert answers([], noisy=noisy)["noise_caught"][0] is state


def test_speed_of_rules_and_of_all() -> None:
    found = answers([], speeds={"rules": Speed(0.1, 0.9, 50), "all": Speed(5, 11, 100)})
    assert [found[name] for name in ("rules_fast", "all_fast", "long_fast")] == [
        (State.MET, 0.9), (State.NOT_MET, 11), (State.MET, 100),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("pick", "ids"),
    [
        (Pick("risk"), ["a", "b", "c"]),
        (Pick("risk", tier="high"), ["a"]),
        (Pick("risk", tier="not_given"), ["c"]),
        (Pick("risk", category="fgm"), ["b"]),
        (Pick("risk", files="safe*"), ["c"]),
        (Pick("gate", group="purging"), ["d"]),
        (Pick("ordinary"), ["e"]),
    ],
)
def test_lines_are_picked_by_their_labels(pick: Pick, ids: list[str]) -> None:
    found = [
        outcome("none", id="a"),
        outcome("none", id="b", tier="concern", category="fgm"),
        outcome("none", id="c", tier=None, file="safeguarding"),
        outcome("none", id="d", kind="gate", group="purging"),
        outcome("none", id="e", kind="ordinary"),
    ]
    assert [each.message.id for each in pick.of(found)] == ids


def test_the_gates_cover_what_the_project_promised() -> None:
    gates = load_gates()
    picks = [gate["lines"] for gate in gates["shares"]]
    tiers = {pick.get("tier") for pick in picks if pick["kind"] == "risk"}
    assert tiers >= {str(tier) for tier in Tier if tier is not Tier.NONE}
    assert {pick["kind"] for pick in picks} >= {"ordinary", "worry", "hard_negative"}
    ids = [gate["id"] for kind in gates.values() for gate in kind]
    assert len(set(ids)) == len(ids)


GATE_START = "shares:\n  - {id: a, title: b, source: c, lines: {kind: risk}, measure: found"


@pytest.mark.parametrize(
    "text",
    [
        f"{GATE_START}}}\nnoise: []\nspeed: []\n",
        f"{GATE_START}, at_least: 1, at_most: 1}}\nnoise: []\nspeed: []\n",
        f"{GATE_START}, at_least: 90}}\nnoise: []\nspeed: []\n",
        "shares: []\nnoise: []\n",
    ],
)
def test_a_gate_that_is_not_right_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "gates.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=r"gates\.yml"):
        load_gates(path)
