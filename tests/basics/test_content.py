from __future__ import annotations

from pathlib import Path

import pytest

from basics.content import ContentError, load_yaml

SCHEMA = {
    "type": "object",
    "properties": {"tier": {"enum": ["high", "low"]}, "lines": {"type": "array", "items": {"type": "string"}}},
    "required": ["tier"],
    "additionalProperties": False,
}  # fmt: skip


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "rules.yml"
    path.write_text(text)
    return path


def test_a_good_file_is_read(tmp_path: Path) -> None:
    assert load_yaml(write(tmp_path, "tier: high\n"), SCHEMA) == {"tier": "high"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tier: high\ntier: low\n", "line 2: the key “tier” is there twice"),
        ("# why\ntier: mild\n", "line 2: at tier"),
        ("tier: high\nlines:\n  - a\n  - 7\n", "line 4: at lines > 1"),
        ("tier: [\n", "line 2"),
        ("tier: high\nother: 1\n", "line 1: at top level"),
    ],
)
def test_a_mistake_is_named_by_file_and_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ContentError) as caught:
        load_yaml(write(tmp_path, text), SCHEMA)
    assert str(caught.value).startswith("rules.yml")
    assert said in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"gone\.yml: cannot be read"):
        load_yaml(tmp_path / "gone.yml")
