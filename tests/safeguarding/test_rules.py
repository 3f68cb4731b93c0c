"""The rules that ship, and the lint that looks at them."""

from __future__ import annotations

from pathlib import Path

import pytest

from basics.vocabulary import vocabulary
from safeguarding.assessment import Tier
from safeguarding.contacts import urgent_categories
from safeguarding.lint import Problem, lint
from safeguarding.screen import Screen
from tests.safeguarding.rules import Folder

MUST_CALL = frozenset(vocabulary().risk_categories) - {"other"}
"""Categories in which something must be able to call a person at once."""


def test_every_positive_is_found_and_every_trap_is_not() -> None:
    assert [str(problem) for problem in lint()] == []


def test_every_category_can_call_a_person(screen: Screen) -> None:
    calls = {rule.categories[0] for rule in screen.rules.rules if rule.tier.rank >= Tier.HIGH.rank}
    assert calls >= MUST_CALL


@pytest.mark.parametrize("category", sorted(urgent_categories()))
def test_where_999_goes_first_there_is_an_immediate_rule(screen: Screen, category: str) -> None:
    tiers = {rule.tier for rule in screen.rules.rules if rule.categories[0] == category}
    assert Tier.IMMEDIATE in tiers


def test_staff_are_told_what_each_rule_means(screen: Screen) -> None:
    for rule in screen.rules.rules:
        assert rule.means.strip() == rule.means
        assert 5 < len(rule.means) <= 120, rule.id
        assert not rule.means.endswith("."), rule.id


def test_no_example_is_there_twice(screen: Screen) -> None:
    for rule in screen.rules.rules:
        assert len(set(rule.positives)) == len(rule.positives), rule.id
        assert not set(rule.positives) & set(rule.traps), rule.id


def test_every_rule_says_who_reviewed_it_or_that_nobody_has(screen: Screen) -> None:
    assert {rule.reviewed_by for rule in screen.rules.rules} == {None}


class TestLint:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Folder:
        return Folder(tmp_path)

    def test_a_good_folder_has_no_problems(self, folder: Folder) -> None:
        assert lint(folder.write()) == []

    def test_a_positive_that_is_not_found(self, folder: Folder) -> None:
        folder.rule("weapon", "has", patterns=["has a knife"],
                    positives=["he has a knife", "she has a knife", "has knife"])  # fmt: skip
        assert lint(folder.write()) == [
            Problem("weapon.has", "the positive “has knife” is not found")
        ]

    def test_a_positive_that_context_lowers_is_not_found(self, folder: Folder) -> None:
        folder.rule("weapon", "has", tier="high", patterns=["has a knife"],
                    positives=["he has a knife", "she has a knife", "he not has a knife"])  # fmt: skip
        assert [problem.what for problem in lint(folder.write())] == [
            "the positive “he not has a knife” is not found"
        ]

    def test_a_trap_that_is_found(self, folder: Folder) -> None:
        folder.rule("weapon", "has", patterns=["zyxwv", "has a knife"],
                    traps=["has a fork", "the chef has a knife", "b"])  # fmt: skip
        assert [str(problem) for problem in lint(folder.write())] == [
            "weapon.has: the trap “the chef has a knife” is found"
        ]

    def test_a_spelling_that_would_be_kept_from_the_other_rules(self, folder: Folder) -> None:
        folder.rule("weapon", "typed", patterns=["zyxwv", "k1ll them"])
        assert [str(problem) for problem in lint(folder.write())] == [
            "weapon.typed: “k1ll them”: write “kill” for “k1ll”"
        ]

    def test_a_folder_that_cannot_be_loaded_is_one_problem(self, folder: Folder) -> None:
        del folder.files["fgm"]
        problems = lint(folder.write())
        assert [str(each) for each in problems] == ["rules: there are no rules for fgm."]
