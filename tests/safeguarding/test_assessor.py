from __future__ import annotations

from collections.abc import Sequence

import pytest

from safeguarding.assessment import Tier
from safeguarding.assessor import RiskAssessor
from safeguarding.memory import Memory
from safeguarding.model.reader import NOTHING, Reading
from safeguarding.screen import Screen

SCREEN, MEMORY = Screen.from_folder(), Memory.load()


class Model:
    """Says what it is told to say where a phrase stands in the words; the gravest of them."""

    def __init__(self, **said: Tier) -> None:
        self._said = said
        self.read_so_far: list[str] = []

    def read(self, words: Sequence[str]) -> Reading:
        text = " ".join(words)
        self.read_so_far.append(text)
        tiers = [tier for phrase, tier in self._said.items() if phrase.replace("_", " ") in text]
        tier = max(tiers, key=lambda each: each.rank, default=Tier.NONE)
        if tier is Tier.NONE:
            return NOTHING
        return Reading(0.9, 0.8, 0.1, ("neglect",), tier)


class Polish:
    def foreign(self, text: str) -> str | None:
        return "pl" if "ł" in text else None


def assessor(model: Model | None = None) -> RiskAssessor:
    return RiskAssessor(SCREEN, MEMORY, model, Polish())


def test_the_model_raises_what_the_rules_do_not_see() -> None:
    found = assessor(Model(hungry_days=Tier.HIGH)).assess("weekends are the hungry days")
    assert (found.tier, found.rules, found.score) == (Tier.HIGH, ("model.high",), 0.9)
    assert found.categories == ("neglect",)


def test_the_model_never_lowers_what_the_rules_found() -> None:
    found = assessor(Model()).assess("i want to kill myself tonight")
    assert found.tier is Tier.IMMEDIATE
    assert not any(rule.startswith("model") for rule in found.rules)
    assert found.score == 0.0


def test_without_a_model_there_is_no_score() -> None:
    assert assessor().assess("i want to kill myself tonight").score is None


def test_another_language_is_never_plainly_nothing() -> None:
    found = assessor(Model()).assess("gdzie jest klub piłkarski")
    assert (found.tier, found.rules, found.language) == (Tier.CONCERN, ("screen.language",), "pl")


def test_another_language_changes_nothing_where_something_was_found() -> None:
    found = assessor(Model(pilka=Tier.HIGH)).assess("piłka")
    assert (found.tier, found.rules) == (Tier.HIGH, ("model.high",))
    assert found.language == "pl"


TOLD = "i want to kill myself tonight"


@pytest.mark.parametrize("text", ["jk", "lol jk", "forget i said that", "im fine now", "nvm"])
def test_taking_it_back_never_lowers(text: str) -> None:
    found = assessor(Model()).assess(text, (TOLD,))
    assert found.tier is Tier.IMMEDIATE
    assert "memory.taken_back" in found.rules


def test_taking_back_what_was_no_risk_is_no_risk() -> None:
    assert assessor(Model()).assess("jk", ("i hate maths",)).tier is Tier.NONE


def test_the_same_again_counts_as_what_was_told() -> None:
    found = assessor(Model(he_does_it=Tier.HIGH)).assess(
        "it happened again", ("he does it when mum is out", "any clubs near me")
    )
    assert (found.tier, found.rules) == (Tier.HIGH, ("memory.goes_on",))


def test_a_disclosure_over_three_lines_is_read_as_one() -> None:
    model = Model(**{"comes_in_._at_night_._when": Tier.HIGH})
    found = assessor(model).assess("when mum is asleep", ("he comes in", "at night"))
    assert (found.tier, found.rules) == (Tier.HIGH, ("memory.together",))


def test_after_a_disclosure_one_may_still_ask_for_football() -> None:
    model = Model(he_does_it=Tier.HIGH)
    found = assessor(model).assess("any football near hull", ("he does it when mum is out",))
    assert found.tier is Tier.NONE


def test_three_worrying_messages_call_a_person() -> None:
    model = Model(shouting=Tier.CONCERN, crying=Tier.CONCERN, locked=Tier.CONCERN)
    found = assessor(model).assess("he locked it", ("so much shouting", "mum was crying"))
    assert found.tier is Tier.HIGH
    assert "memory.adds_up" in found.rules


def test_two_worrying_messages_do_not() -> None:
    model = Model(shouting=Tier.CONCERN, locked=Tier.CONCERN)
    found = assessor(model).assess("he locked it", ("so much shouting", "hi there"))
    assert found.tier is Tier.CONCERN


def test_a_fault_of_the_model_is_not_hidden() -> None:
    class Broken(Model):
        def read(self, words: Sequence[str]) -> Reading:
            raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        assessor(Broken()).assess("hello")


def test_a_message_alone_is_read_once() -> None:
    model = Model()
    assessor(model).assess("any football near hull")
    assert len(model.read_so_far) == 1
