from __future__ import annotations

import re
from pathlib import Path

import pytest

from basics.content import ContentError
from basics.vocabulary import vocabulary
from safeguarding.assessment import Tier
from safeguarding.ruleset import RULES, load_rules, rule_files
from tests.safeguarding.rules import Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def refusal(folder: Folder) -> str:
    with pytest.raises(ContentError) as refused:
        load_rules(folder.write())
    return refused.value.message


def line_of(path: Path, part: str) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if part in line)


def test_a_rule_as_it_is_read(folder: Folder) -> None:
    folder.rule(
        "weapon", "carries", tier="high", means="carries a knife", who="any", also=["third_party"],
        patterns=["(carry|carries) a knife"], unless=["butter knife"],
        reviewed={"by": "A Lead", "date": "2026-12-01"},
    )  # fmt: skip
    rules = {rule.id: rule for rule in load_rules(folder.write()).rules}
    rule = rules["weapon.carries"]
    assert rule.tier is Tier.HIGH
    assert rule.categories == ("weapon", "third_party")
    assert rule.anyone
    assert rule.reviewed_by == "A Lead"
    assert [pattern.source for pattern in rule.unless] == ["butter knife"]


@pytest.mark.parametrize("category", vocabulary().risk_categories)
def test_a_category_without_a_file_is_refused(folder: Folder, category: str) -> None:
    del folder.files[category]
    assert refusal(folder) == f"rules: there are no rules for {category}."


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"_slots\.yml: cannot be read"):
        load_rules(tmp_path)


def test_a_rule_that_is_there_twice_is_refused(folder: Folder) -> None:
    folder.rule("fgm", "same")
    folder.rule("fgm", "same")
    assert "“fgm.same” is there twice" in refusal(folder)


def test_a_broken_pattern_is_named_by_file_and_line(folder: Folder) -> None:
    folder.rule("fgm", "broken", patterns=["one", "two (three"])
    said = refusal(folder)
    line = line_of(folder.path / "fgm.yml", "two (three")
    assert said == f"fgm.yml, line {line}: “two (three”: a bracket is not closed."


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("tier", "urgent", "'urgent' is not one of"),
        ("tier", "none", "'none' is not one of"),
        ("positives", ["one", "two"], "is too short"),
        ("traps", [], "should be non-empty|is too short"),
        ("patterns", [], "should be non-empty|is too short"),
        ("also", ["murder"], "'murder' is not one of"),
        ("id", "With Space", "does not match"),
        ("who", "me", "'me' is not one of"),
        ("colour", "red", "'colour' was unexpected"),
        ("reviewed", {"by": None}, "'date' is a required property"),
    ],
)
def test_a_wrong_key_or_value_is_named_by_file_and_line(
    folder: Folder, key: str, value: object, says: str
) -> None:
    folder.rule("weapon", "wrong", **{key: value})
    said = refusal(folder)
    assert re.match(r"weapon\.yml, line \d+: at rules > 1", said)
    assert re.search(says, said)


@pytest.mark.parametrize("missing", ["means", "tier", "patterns", "positives", "traps", "reviewed"])
def test_a_rule_must_say_everything(folder: Folder, missing: str) -> None:
    folder.rule("weapon", "short")
    del folder.files["weapon"]["rules"][1][missing]
    assert f"'{missing}' is a required property" in refusal(folder)


def test_a_file_is_named_after_its_category(folder: Folder) -> None:
    folder.files["weapon"]["category"] = "fgm"
    assert refusal(folder) == "weapon.yml: the category is “fgm”."


def test_a_broken_list_is_named_by_file_and_line(folder: Folder) -> None:
    folder.slots["bad"] = ["fine", "<nobody>"]
    said = refusal(folder)
    assert re.match(r"_slots\.yml, line \d+: .*no list <nobody>", said)


def test_a_list_may_use_only_those_above_it(folder: Folder) -> None:
    folder.slots["first"] = ["<second>"]
    folder.slots["second"] = ["a"]
    assert "no list <second>" in refusal(folder)


def test_a_broken_cue_is_named_by_file_and_line(folder: Folder) -> None:
    folder.cue("bad", scope="message", categories=["weapon"], patterns=["ok", "a ~99 b"])
    assert re.match(r"_context\.yml, line \d+: .*a gap is 1 to", refusal(folder))


def test_a_cue_reaches_a_sentence_or_a_message(folder: Folder) -> None:
    folder.cue("bad", scope="forever", categories=["weapon"], patterns=["ok"])
    assert "'forever' is not one of" in refusal(folder)


def test_yaml_that_cannot_be_read_is_named_by_line(folder: Folder) -> None:
    path = folder.write() / "fgm.yml"
    path.write_text("category: fgm\nrules: [\n", encoding="utf-8")
    with pytest.raises(ContentError, match=r"fgm\.yml, line \d"):
        load_rules(folder.path)


def test_a_key_that_is_there_twice_is_refused(folder: Folder) -> None:
    path = folder.write() / "fgm.yml"
    path.write_text("category: fgm\ncategory: fgm\nrules: []\n", encoding="utf-8")
    with pytest.raises(ContentError, match=r"fgm\.yml, line 2: the key “category” is there twice"):
        load_rules(folder.path)


def test_every_category_has_its_file() -> None:
    assert {path.stem for path in rule_files(RULES)} == set(vocabulary().risk_categories)
