from __future__ import annotations

from datetime import UTC, datetime

import pytest

from console.explaining import LONGEST_QUOTE, language_said, meaning, score_said, sign_note
from console.words import words
from safeguarding.queue import Sign
from storage.conversations import Message

AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
MEANINGS = {"self_harm.hurting_self": "cuts, burns or hurts themselves"}


def sign(
    text_spans: tuple[tuple[int, int], ...] = (), rules: tuple[str, ...] = (), tier: str = "high",
    score: float | None = None, categories: tuple[str, ...] = ("self_harm",),
) -> Sign:  # fmt: skip
    return Sign("m", tier, categories, rules, text_spans, score, AT)


def said(text: str) -> Message:
    return Message(id="m", seq=4, text=text)


def test_a_sign_is_told_by_its_words_rules_score_and_tier() -> None:
    note = sign_note(
        sign(((0, 5), (10, 17)), ("self_harm.hurting_self",), score=0.871),
        said("i cut and my arm is bleeding"), "10:00", MEANINGS, words(),
    )  # fmt: skip
    assert (note.tier, note.at, note.seq) == ("high", "10:00", 4)
    assert note.categories == ["Self-harm"]
    assert note.quotes == ["i cut", "my arm"]
    assert note.rules == ["Cuts, burns or hurts themselves."]
    assert note.score == "The model: in tests, about 87 in 100 messages like this were a risk."


def test_a_message_that_is_gone_leaves_the_rules() -> None:
    note = sign_note(sign(((0, 5),), ("self_harm.hurting_self",)), None, "", MEANINGS, words())
    assert (note.quotes, note.seq, len(note.rules)) == ([], None, 1)


def test_asking_for_a_person_is_no_risk_that_needs_a_score() -> None:
    note = sign_note(sign(tier="none", categories=()), said("person"), "", {}, words())
    assert (note.tier, note.score) == (None, "")
    assert note.categories == ["Asked to talk to a person"]


@pytest.mark.parametrize(
    ("score", "told"),
    [
        (None, "The model gave no figure"),
        (0.0, "fewer than 1 in 100"),
        (0.004, "fewer than 1 in 100"),
        (0.01, "about 1 in 100"),
        (0.5, "about 50 in 100"),
        (0.99, "about 99 in 100"),
        (0.996, "more than 99 in 100"),
        (1.0, "more than 99 in 100"),
    ],
)
def test_a_score_is_never_said_to_be_certain(score: float | None, told: str) -> None:
    assert told in score_said(score, words())


@pytest.mark.parametrize(
    "rule",
    [
        "model.high", "model.immediate", "model.concern", "memory.adds_up", "screen.cut",
        "screen.language", "screen.failed",
    ],
)  # fmt: skip
def test_what_is_no_phrase_rule_has_a_plain_meaning(rule: str) -> None:
    told = meaning(rule, {}, words())
    assert told.endswith(".")
    assert rule.partition(".")[2].replace("_", " ") != told.rstrip(".").lower()


def test_a_rule_that_nobody_described_is_shown_by_its_name() -> None:
    assert meaning("overdose.has_taken", {}, words()) == "Has taken."


def test_a_long_stretch_is_quoted_short_and_the_same_words_once() -> None:
    text = "help " * 100
    note = sign_note(sign(((0, 500),)), said(text), "", {}, words())
    assert len(note.quotes[0]) == LONGEST_QUOTE
    assert note.quotes[0].endswith("…")
    twice = sign_note(sign(((0, 4), (5, 9))), said("help help"), "", {}, words())
    assert twice.quotes == ["help"]


def test_a_message_in_another_language_names_it() -> None:
    found = sign(rules=("screen.language",), tier="concern", categories=("other",))
    note = sign_note(found, said("boję się"), "10:00", {}, words(), "pl")
    assert note.language.startswith("It looks like \u2068Polski\u2069 (Polish).")


@pytest.mark.parametrize("code", [None, "", "xx"])
def test_english_and_what_has_no_name_are_not_said_to_be_a_language(code: str | None) -> None:
    assert language_said(code, words()) == ""
