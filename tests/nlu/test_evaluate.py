from __future__ import annotations

from pathlib import Path

import pytest

from basics.content import ContentError
from nlu.evaluate import Tally, evaluate, held_back, table
from nlu.fakes import ScriptedUnderstander
from nlu.understanding import Entity, Scored, Understanding

GOOD = """
messages:
- text: "cant sleep, im 13"
  request: worry
  persona: young_person
  topics: [sleep]
  entities:
  - {entity: age, value: 13, typed: "13"}
- text: "capital of france"
  request: out_of_scope
  persona: unknown
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "held.yml"
    file.write_text(GOOD)
    return file


async def test_all_right_is_one_everywhere(path: Path) -> None:
    told = {
        "cant sleep, im 13": Understanding(
            request="worry",
            confidence=0.9,
            persona="young_person",
            topics=(Scored(slug="sleep", score=0.9),),
            entities=(Entity(entity="age", value=13, start=15, end=17),),
        ),
        "capital of france": Understanding(request="out_of_scope", confidence=0.9),
    }
    report = await evaluate(ScriptedUnderstander(told), held_back(path))
    figures = report.figures()
    assert figures.pop("plain messages not understood") == 0.0
    assert figures.pop("out of scope acted on") == 0.0
    assert figures.pop("interests micro-F1") == 0.0
    assert set(figures.values()) == {1.0}
    assert "request accuracy" in table(report)


async def test_mistakes_are_counted_by_label_and_never_by_text(path: Path) -> None:
    told = {
        "cant sleep, im 13": Understanding(
            request="smalltalk", confidence=0.9, topics=(Scored(slug="anger", score=0.5),)
        ),
        "capital of france": Understanding(request="find_activity", confidence=0.9),
    }
    report = await evaluate(ScriptedUnderstander(told), held_back(path))
    assert report.wrong == {
        ("request", "worry", "smalltalk"): 1,
        ("request", "out_of_scope", "find_activity"): 1,
        ("extra", "anger", ""): 1,
        ("missed", "sleep", ""): 1,
    }
    assert report.figures()["out of scope acted on"] == 1.0
    assert report.by_label["sleep"].missed == 1


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[sleep]", "[ghosts]", "does not know"),
        ("request: worry", "request: greet", "does not know"),
        ('typed: "13"', 'typed: "14"', "does not stand in"),
    ],
)
def test_a_broken_file_is_named(path: Path, old: str, new: str, message: str) -> None:
    path.write_text(GOOD.replace(old, new))
    with pytest.raises(ContentError, match=message):
        held_back(path)


def test_f1() -> None:
    tally = Tally()
    tally.add(["a", "b"], ["b", "c"])
    assert (tally.hits, tally.extra, tally.missed, tally.f1) == (1, 1, 1, 0.5)


def test_f1_of_nothing_is_nought() -> None:
    assert Tally().f1 == 0.0
