from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from basics.content import ContentError, load_yaml
from basics.vocabulary import vocabulary
from console.route import STATUS
from console.words import Words, words
from safeguarding.alarm import LAYERS
from safeguarding.cases import REASONS
from safeguarding.tables import CaseState, Role
from safeguarding.verdicts import Verdict
from storage.conversations import Author, Mode

CONTENT = Path(__file__).parents[2] / "console" / "content"


@pytest.mark.parametrize(
    ("kind", "slugs"),
    [
        ("categories", vocabulary().risk_categories),
        ("reasons", REASONS),
        ("states", tuple(CaseState)),
        ("modes", tuple(Mode)),
        ("authors", tuple(Author)),
        ("roles", tuple(Role)),
        ("personas", vocabulary().personas),
        ("verdicts", tuple(Verdict)),
        ("layers", LAYERS),
    ],
)
def test_every_slug_has_a_label_and_no_label_is_for_nothing(
    kind: str, slugs: tuple[str, ...]
) -> None:
    assert set(words().slugs(kind)) == {str(slug) for slug in slugs}


def test_every_tier_has_words() -> None:
    for tier in vocabulary().risk_tiers:
        assert words().tier_meaning(tier)


def test_every_refusal_has_words() -> None:
    assert set(words().slugs("problems")) >= {*STATUS, "not_signed_in", "failed"}


def test_labels_are_plain_sentences_without_code() -> None:
    for kind in ("categories", "events", "notices", "screen_rules", "verdicts"):
        for slug in words().slugs(kind):
            assert "_" not in words().label(kind, slug)


def test_no_sentence_is_longer_than_twenty_words() -> None:
    text = yaml.safe_load((CONTENT / "console.yml").read_text(encoding="utf-8"))

    def sentences(node: object) -> list[str]:
        if isinstance(node, dict):
            return [each for value in node.values() for each in sentences(value)]
        return str(node).replace("?", ".").split(".")

    assert [s for s in sentences(text) if len(s.split()) > 20] == []


def test_a_slug_without_a_label_is_shown_readably() -> None:
    assert words().label("events", "sent_to_panel") == "Sent to panel"


def test_a_wrong_key_in_the_file_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "console.yml"
    text = (CONTENT / "console.yml").read_text(encoding="utf-8")
    path.write_text(text + "\ncolours: {red: Red}\n", encoding="utf-8")
    schema = yaml.safe_load((CONTENT / "console.schema.json").read_text(encoding="utf-8"))
    with pytest.raises(ContentError, match="colours"):
        Words(load_yaml(path, schema))
