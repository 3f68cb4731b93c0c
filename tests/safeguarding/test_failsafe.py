from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from basics.clock import FixedClock
from basics.content import ContentError
from basics.vocabulary import vocabulary
from safeguarding import ruleset
from safeguarding.alarm import Alarm, Kind
from safeguarding.assessment import Assessment, Tier
from safeguarding.failsafe import FAILED, FailSafe, as_failed
from safeguarding.ruleset import RULES, load_rules
from safeguarding.screen import Screen


class Broken:
    """An assessor in which something is wrong."""

    def assess(self, text: str, history: tuple[str, ...] = ()) -> Assessment:
        raise RuntimeError(f"cannot read {text}")


class Plain:
    """Finds what it was told to find."""

    def __init__(self, found: Assessment) -> None:
        self.found = found

    def assess(self, text: str, history: tuple[str, ...] = ()) -> Assessment:
        return self.found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The rules that ship, in a folder to spoil."""
    return Path(shutil.copytree(RULES, tmp_path / "rules"))


def test_every_fault_raises_the_alarm(clock: FixedClock) -> None:
    safe, alarm = FailSafe(Broken()), Alarm(clock)
    safe.watched_by(alarm)
    assert not alarm.standing
    assert safe.assess("hello") == FAILED
    assert [(fault.layer, fault.kind) for fault in alarm.standing] == [("screen", Kind.EXCEPTION)]


def spoil_nothing_there(folder: Path) -> None:
    shutil.rmtree(folder)


def spoil_one_missing(folder: Path) -> None:
    (folder / "overdose.yml").unlink()


def spoil_one_empty(folder: Path) -> None:
    (folder / "overdose.yml").write_text("")


def spoil_one_without_rules(folder: Path) -> None:
    (folder / "overdose.yml").write_text("category: overdose\nrules: []\n")


def spoil_one_broken(folder: Path) -> None:
    (folder / "overdose.yml").write_bytes(b"category: [\xff\x00")


@pytest.mark.parametrize(
    "spoil",
    [
        spoil_nothing_there,
        spoil_one_missing,
        spoil_one_empty,
        spoil_one_without_rules,
        spoil_one_broken,
    ],
)
def test_rules_that_are_missing_empty_or_broken_make_everything_a_risk(
    folder: Path, clock: FixedClock, spoil: Callable[[Path], None]
) -> None:
    spoil(folder)
    safe, alarm = FailSafe.loading(lambda: Screen.from_folder(folder)), Alarm(clock)
    safe.watched_by(alarm)
    assert safe.problem
    assert safe.assess("i like drawing") == FAILED
    assert [(fault.layer, fault.kind) for fault in alarm.standing] == [("rules", Kind.LOAD)]


def test_no_category_can_lose_its_rules_unnoticed() -> None:
    rules = load_rules().rules
    for category in vocabulary().risk_categories:
        left = [rule for rule in rules if rule.categories[0] != category]
        with pytest.raises(ContentError, match=category):
            ruleset._refuse_gaps(RULES, left)


def test_the_spare_keeps_what_it_finds_and_is_never_below_high() -> None:
    worst = Assessment(tier=Tier.IMMEDIATE, categories=("overdose",), rules=("overdose.took",))
    for found, tier, categories in (
        (worst, Tier.IMMEDIATE, ("overdose",)),
        (Assessment(tier=Tier.CONCERN, categories=("missing",)), Tier.HIGH, ("missing",)),
        (Assessment(), Tier.HIGH, ("other",)),
    ):
        safe = FailSafe(Broken(), spare=lambda found=found: Plain(found))  # type: ignore[misc]
        made = safe.assess("hello")
        assert (made.tier, made.categories, made.failed) == (tier, categories, True)
        assert made.rules[-1] == "screen.failed"


def test_the_spare_speaks_where_the_whole_could_not_be_loaded() -> None:
    def load() -> Plain:
        raise OSError("the model is gone")

    worst = Assessment(tier=Tier.IMMEDIATE, categories=("overdose",))
    safe = FailSafe.loading(load, spare=lambda: Plain(worst))
    assert safe.problem == "the model is gone"
    assert safe.assess("hello") == as_failed(worst)


def test_a_spare_that_breaks_too_leaves_a_risk() -> None:
    def load() -> Plain:
        raise OSError("gone")

    assert FailSafe(Broken(), spare=Broken).assess("hello") == FAILED
    assert FailSafe(Broken(), spare=load).assess("hello") == FAILED


def test_the_spare_is_loaded_once() -> None:
    loaded: list[int] = []

    def load() -> Plain:
        loaded.append(1)
        return Plain(Assessment())

    safe = FailSafe(Broken(), spare=load)
    safe.assess("one")
    safe.assess("two")
    assert loaded == [1]
