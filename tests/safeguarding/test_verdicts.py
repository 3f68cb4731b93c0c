from __future__ import annotations

import pytest

from basics.errors import InvalidInput
from safeguarding.assessment import Tier
from safeguarding.verdicts import Assessed, Opinion, Verdict, check, tiers_for, verdicts_for


def fits(verdict: Verdict, tier: Tier | None, found: Tier) -> bool:
    try:
        check(Opinion(verdict, tier), Assessed(found))
    except InvalidInput:
        return False
    return True


@pytest.mark.parametrize("found", list(Tier))
def test_only_what_raised_nothing_was_missed_and_nothing_else_can_be_said_of_it(
    found: Tier,
) -> None:
    for verdict in Verdict:
        wanted = (verdict is Verdict.MISSED) is (found is Tier.NONE)
        above_all = verdict is Verdict.TOO_LOW and found is Tier.IMMEDIATE
        assert fits(verdict, None, found) is (wanted and not above_all)
        assert fits(verdict, None, found) is (verdict in verdicts_for(found))


@pytest.mark.parametrize("found", list(Tier))
def test_a_tier_that_is_given_goes_the_way_of_the_verdict(found: Tier) -> None:
    for tier in Tier:
        assert fits(Verdict.TOO_HIGH, tier, found) is (tier.rank < found.rank)
        higher = tier.rank > found.rank
        assert fits(Verdict.TOO_LOW, tier, found) is (higher and found is not Tier.NONE)
        assert fits(Verdict.MISSED, tier, found) is (higher and found is Tier.NONE)
        assert not fits(Verdict.RIGHT, tier, found)


def test_the_tier_that_was_assessed_is_no_other_tier() -> None:
    assert tiers_for(Tier.HIGH) == (Tier.IMMEDIATE, Tier.CONCERN, Tier.NONE)


def test_a_category_is_one_of_ours() -> None:
    check(Opinion(Verdict.RIGHT, None, "weapon"), Assessed(Tier.HIGH))
    with pytest.raises(InvalidInput, match="category"):
        check(Opinion(Verdict.RIGHT, None, "cross"), Assessed(Tier.HIGH))
