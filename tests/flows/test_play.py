"""Golden conversations: every journey and branch, the session reloaded from JSON at every turn.

``WAYMARK_UPDATE_GOLDEN=1 pytest tests/flows/test_play.py`` writes the transcripts anew; read the
difference before you commit it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from basics.content import ContentError
from bot.wording import Wording
from directory.query import SearchQuery
from flows.play import play, read_script, take_turn, understanding, write_golden
from flows.talk import Talk
from nlu.understanding import Understanding
from tests.flows.helpers import NOW, Chat, flow_set, searches
from tests.support.small_directory import find

GOLDEN = Path(__file__).parents[1] / "golden"
SCRIPTS = sorted(GOLDEN.glob("*.yml"))
UPDATE = os.environ.get("WAYMARK_UPDATE_GOLDEN") == "1"


@pytest.fixture(scope="module")
def words() -> Wording:
    return Wording.load()


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_golden_conversation(path, words):
    script = read_script(path)
    transcript = play(flow_set(), script, find=find, words=words, now=NOW)
    if UPDATE:
        write_golden(script, transcript)
        return
    assert script.transcript is not None, "no transcript yet: run with WAYMARK_UPDATE_GOLDEN=1"
    assert transcript == script.transcript


def test_every_step_that_waits_is_in_a_golden_conversation():
    played = {step for path in SCRIPTS for step in _waited_at(path)}
    steps = {s.name for flow in flow_set().flows.values() for s in flow.steps.values() if s.waits}
    assert steps - played == set()


def _waited_at(path: Path) -> set[str]:
    script = read_script(path)
    talk = Talk(flow_set(), find=find, now=NOW)
    talk.begin(script.flow, script.facts)
    seen = {talk.session["step"]}
    for turn in script.turns:
        take_turn(talk, turn)
        seen.add(talk.session["step"])
    return seen


def test_writing_a_golden_file_keeps_what_was_written_by_hand(tmp_path):
    path = tmp_path / "a.yml"
    path.write_text("about: x  # why\nflow: young_person\nturns: []\n")
    write_golden(read_script(path), "  (learned: x)\nwaymark: hi\n\nyou: hello\n")
    write_golden(read_script(path), "  (learned: y)\nwaymark: hi\n\nyou: hello\n")
    assert path.read_text().startswith("about: x  # why\n")
    assert read_script(path).transcript == "  (learned: y)\nwaymark: hi\n\nyou: hello\n"


def test_a_mistake_in_a_script_is_named_by_line(tmp_path):
    path = tmp_path / "a.yml"
    path.write_text("about: x\nflow: young_person\nturns:\n  - shout: hi\n")
    with pytest.raises(ContentError, match=r"a\.yml, line 4"):
        read_script(path)


def test_short_understanding_has_the_shape_of_the_real_one():
    found = understanding(
        "im 13 near e13 8qt", {"age": 13, "place": "E13 8QT", "topics": ["sleep"]}
    )
    age, place = found["entities"]
    assert (age["start"], age["end"]) == (3, 5)
    assert place["type"] == "postcode"
    assert found["domains"] == ["health"]


def test_the_shape_is_the_one_of_nlu():
    short = {"age": 13, "place": "E13", "not_day": "mon", "topics": ["sleep"], "degraded": True}
    found = understanding("x", short)
    found.pop("domains")
    assert Understanding.model_validate(found).degraded


def test_searches_ask_only_what_the_directory_understands():
    chat = Chat()
    events = chat.hear(
        "everything", age=13, place="E13", interests=["boxing"], topics=["sleep"], day="sat",
        not_day="mon", time="evening", cost="free", access="quiet", audience="girls_only",
        language="Polish",
    )  # fmt: skip
    query = SearchQuery.model_validate(searches(events)[0])
    assert query.not_days == ("mon",)
    assert query.languages == ("Polish",)
