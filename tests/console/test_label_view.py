from __future__ import annotations

from datetime import UTC, datetime

from console.label_view import event_said, marking, opinion_said
from console.words import words
from safeguarding.assessment import Tier
from safeguarding.labels import Label
from safeguarding.verdicts import Opinion, Verdict

AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
OLU = Label("m", "olu", "Olu", Opinion(Verdict.RIGHT), AT)
SAM = Label("m", "sam", "Sam", Opinion(Verdict.TOO_HIGH, Tier.NONE, "bullying_threat"), AT)


def test_ones_own_mark_comes_first_and_fills_the_form() -> None:
    found = marking("m", Tier.HIGH, [OLU, SAM], reader="sam", may_mark=True, words=words())
    assert found is not None
    assert found.said == ["You: Too high, No risk, Bullying or threats", "Olu: Right"]
    assert (found.verdict, found.tier, found.category) == ("too_high", "none", "bullying_threat")


def test_what_can_be_said_depends_on_what_the_screen_made_of_it() -> None:
    def offered(tier: Tier) -> tuple[list[str], list[str], str]:
        found = marking("m", tier, [], reader="sam", may_mark=True, words=words())
        assert found is not None
        return [slug for slug, _ in found.verdicts], [slug for slug, _ in found.tiers], found.ask

    assert offered(Tier.NONE) == (["missed"], ["immediate", "high", "concern"], "Missed?")
    assert offered(Tier.HIGH) == (
        ["right", "too_high", "too_low"], ["immediate", "concern", "none"], "Was this right?",
    )  # fmt: skip
    assert offered(Tier.IMMEDIATE)[0] == ["right", "too_high"]


def test_who_may_not_mark_reads_what_others_said_and_nothing_more() -> None:
    def seen(labels: list[Label]) -> list[str] | None:
        found = marking("m", Tier.HIGH, labels, reader="vi", may_mark=False, words=words())
        return [*found.said, found.ask] if found else None

    assert seen([]) is None
    assert seen([OLU]) == ["Olu: Right", ""]


def test_an_event_is_told_with_what_was_said_before() -> None:
    detail = {"seq": 3, "verdict": "too_low", "tier": "immediate", "before": "right"}
    assert event_said(detail, words()) == "Too low, Immediate (before: Right)"
    assert event_said({"verdict": "missed"}, words()) == "Missed"


def test_an_opinion_without_more_is_its_verdict() -> None:
    assert opinion_said(Opinion(Verdict.MISSED, None, "neglect"), words()) == "Missed, Neglect"
