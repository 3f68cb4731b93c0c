from __future__ import annotations

from pathlib import Path

import pytest

from basics.content import ContentError
from basics.vocabulary import vocabulary
from safeguarding.assessment import Tier
from safeguarding.evaluation.message import GATE, RISK, Message
from safeguarding.evaluation.messages import DATA, UNSEEN, also_trained, read, read_yaml

WRITER = """
risk:
  weapon:
    immediate: |
      one

      two
    concern: |
      three
harmless:
  ordinary: |
    four
  hard_negative: |
    five
gates:
  purging: |
    six
"""
OLDER = "risk:\n  weapon:\n    - one\nordinary:\n  - two\n"


def test_a_writers_file(tmp_path: Path) -> None:
    path = tmp_path / "sam.yml"
    path.write_text(WRITER, encoding="utf-8")
    assert read_yaml(path) == [
        Message("sam/weapon/immediate/1", "one", "sam", RISK, Tier.IMMEDIATE, "weapon"),
        Message("sam/weapon/immediate/2", "two", "sam", RISK, Tier.IMMEDIATE, "weapon"),
        Message("sam/weapon/concern/1", "three", "sam", RISK, Tier.CONCERN, "weapon"),
        Message("sam/ordinary/1", "four", "sam", "ordinary", Tier.NONE),
        Message("sam/hard_negative/1", "five", "sam", "hard_negative", Tier.NONE),
        Message("sam/purging/1", "six", "sam", GATE, group="purging"),
    ]


def test_an_older_file_without_tiers(tmp_path: Path) -> None:
    path = tmp_path / "older.yml"
    path.write_text(OLDER, encoding="utf-8")
    assert read_yaml(path) == [
        Message("older/weapon/1", "one", "older", RISK, None, "weapon"),
        Message("older/ordinary/1", "two", "older", "ordinary", Tier.NONE),
    ]


def test_training_lines(tmp_path: Path) -> None:
    path = tmp_path / "sam" / "weapon.yml"
    path.parent.mkdir()
    path.write_text("category: weapon\nhigh: |\n  one\nnear_miss: |\n  two\n", encoding="utf-8")
    risk, near = read_yaml(path)
    assert (risk.file, risk.kind, risk.tier, risk.category) == ("sam", RISK, Tier.HIGH, "weapon")
    assert (near.kind, near.tier) == ("near_miss", Tier.NONE)


def test_a_folder_is_read_in_a_fixed_order_with_all_its_labelled_files(tmp_path: Path) -> None:
    (tmp_path / "b.yml").write_text(OLDER, encoding="utf-8")
    (tmp_path / "a.jsonl").write_text('{"id": 1, "text": "x", "label": "risk"}\n{\n', "utf-8")
    (tmp_path / "notes.md").write_text("not this one", encoding="utf-8")
    batch = read([tmp_path])
    assert [message.file for message in batch.messages] == ["a", "b", "b"]
    assert [str(line) for line in batch.broken] == ["a.jsonl, line 2: not JSON; left out."]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("risk:\n  wepon:\n    - one\n", "wepon"),
        ("risk:\n  weapon:\n    urgent: |\n      one\n", "line 3"),
        ("harmless:\n  silly: |\n    one\n", "silly"),
        ("[]", "lines.yml"),
    ],
)
def test_a_file_that_is_not_right_is_named(tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "lines.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=why):
        read([path])


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="is not there"):
        read([tmp_path / "gone.yml"])


HELD_BACK = [*sorted((DATA / "development").glob("*.yml")), *sorted(UNSEEN.glob("*.yml"))]


@pytest.mark.parametrize("path", HELD_BACK, ids=lambda path: path.stem)
def test_held_back_messages_cover_every_category_once(path: Path) -> None:
    messages = read_yaml(path)
    assert {each.category for each in messages} - {None} == set(vocabulary().risk_categories)
    assert repeated([each.id for each in messages]) == 0
    assert repeated([each.text for each in messages]) == 0


def test_hardly_any_held_back_risk_is_trained_on() -> None:
    """Two people may write the same few words; more than that would be copying."""
    messages = [each for each in read(HELD_BACK).messages if each.kind in (RISK, GATE)]
    found = [each.id for each in also_trained(messages) if len(each.text.split()) > 3]
    assert len(found) <= 0.01 * len(messages), found


def test_messages_that_are_trained_on_too_are_found_whatever_their_capitals(tmp_path: Path) -> None:
    path = tmp_path / "sam" / "weapon.yml"
    path.parent.mkdir()
    path.write_text("category: weapon\nhigh: |\n  He has  a Knife\n", encoding="utf-8")
    messages = [Message(text, text, "a", RISK) for text in ("he has a knife", "he has a gun")]
    assert also_trained(messages, tmp_path) == messages[:1]


def repeated(texts: list[str]) -> int:
    """How many come again; a number, so that a test that fails prints no message."""
    return len(texts) - len(set(texts))
