from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.wording import Wording
from flows.lint import Problem, lint
from flows.loader import DEFINITIONS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the flows that ship, to break."""
    shutil.copytree(DEFINITIONS, tmp_path / "definitions")
    return tmp_path / "definitions"


def change(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_the_flows_that_ship_have_no_mistakes():
    assert lint(known_words=Wording.load().keys()) == []


FINDING = "parts/finding.yml"
BROKEN = {
    "unreachable step": (
        "young_person.yml", "  missing:\n",
        "  lonely_step:\n    say: need.what\n    go: compass\n  missing:\n",
        "young_person.yml", "Nothing leads to the step lonely_step",
    ),
    "unreachable shared step": (
        FINDING, "  look:\n", "  lonely_step:\n    say: need.what\n    go: compass\n  look:\n",
        "finding.yml", "Nothing leads to the step lonely_step",
    ),
    "exit to nowhere": (
        "young_person.yml", "go: too_young}", "go: nowhere}",
        "young_person.yml", "there is no step nowhere",
    ),
    "missing exit": (
        "young_person.yml", "    why: age.why\n    expects: age\n    menu: ages\n    taps:\n      no_age: {label: button.rather_not_say, learn: {no_age: true}, says: [skip, \"no\", any], go: compass}\n    go: compass\n",
        "    why: age.why\n    expects: age\n    menu: ages\n",
        "young_person.yml", "ask_age has no exit",
    ),
    "route without a last line": (
        "young_person.yml", "      - {go: look}\n", "",
        "young_person.yml", "missing has no exit",
    ),
    "missing fallback": (
        "young_person.yml", "    unclear: age.unclear\n", "",
        "young_person.yml", "ask_age has no fallback",
    ),
    "nothing to tap": (
        "parts/menus.yml", "    menu: known\n    taps:\n      add_worry: {go: pick_domain}\n      add_interest: {go: pick_group}\n      right: {label: button.all_right, says: [right, done, skip], go: missing}\n", "",
        "menus.yml", "known offers nothing to tap",
    ),
    "unknown topic": (
        "young_person.yml", "topics: [boredom]", "topics: [boredum]",
        "young_person.yml", "boredum is not one of the topics",
    ),
    "unknown interest in a group": (
        "menus.yml", "netball,", "net_ball,", "menus.yml", "net_ball is not one of the interests",
    ),
    "unknown worry that is close": (
        "menus.yml", "sexual_health: [relationships]", "sexual_health: [relation_ships]",
        "menus.yml", "relation_ships is not one of the topics",
    ),
    "unknown condition": (
        "young_person.yml", "if: need_missing", "if: need_is_missing",
        "young_person.yml", "there is no condition need_is_missing",
    ),
    "unknown phrases": (
        FINDING, "says: [more]", "says: [mooore]", "finding.yml", "there are no phrases mooore",
    ),
    "unknown flow": (
        "young_person.yml", "flow: parent, go: what", "flow: parents, go: what",
        "young_person.yml", "the flow parents, which is not there",
    ),
    "unknown step of another flow": (
        "young_person.yml", "flow: parent, go: what", "flow: parent, go: whatt",
        "young_person.yml", "whatt of the flow parent, which is not there",
    ),
    "missing words": (
        FINDING, "ask: place.ask", "ask: place.asked", "finding.yml", "there are no words for place.asked",
    ),
    "missing words of a command": (
        "commands.yml", "words: command.help", "words: command.halp", "commands.yml", "no words for command.halp",
    ),
    "loop without a wait": (
        FINDING, "    say: place.online\n    go: compass", "    say: place.online\n    go: online_instead",
        "finding.yml", "loop that never waits: online_instead > online_instead",
    ),
    "choice too long": (
        "menus.yml", "{slug: hull, label: Hull}",
        "{slug: " + "h" * 40 + ", label: Hull}\n  - {slug: " + "x" * 41 + ", label: X}",
        "menus.yml", "line",
    ),
    "button that Telegram cannot carry": (
        "young_person.yml", "      bored: {", "      " + "b" * 61 + ": {", "young_person.yml", "does not match",
    ),
    "kind that is not there": (
        "young_person.yml", "    ask: need.likes\n", "    shout: need.likes\n", "young_person.yml", "step",
    ),
    "key that is there twice": (
        "young_person.yml", "    again: need.what\n", "    again: need.what\n    again: need.what\n",
        "young_person.yml", "there twice",
    ),
    "broken YAML": ("young_person.yml", "steps:\n", "steps: [\n", "young_person.yml", "line"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_each_kind_of_mistake_is_found_and_named_by_file_and_line(folder, name):
    file, old, new, named, message = BROKEN[name]
    change(folder, file, old, new)
    problems = lint(folder, Wording.load().keys())
    found = [p for p in problems if message in str(p) and p.file == named]
    assert found, "\n".join(map(str, problems))
    assert found[0].line > 0


def test_no_way_to_a_person(folder):
    for path in [*folder.glob("*.yml"), *(folder / "parts").glob("*.yml")]:
        if path.name not in ("commands.yml", "phrases.yml"):
            lines = path.read_text().splitlines(keepends=True)
            path.write_text("".join(x for x in lines if not x.strip().startswith("person:")))
    change(folder, "parts/menus.yml", "says: [right], go: stuck", "says: [right], go: lost_menu")
    messages = [problem.message for problem in lint(folder)]
    assert any("No button leads from hello to a person" in message for message in messages)


def test_a_missing_file_is_named(folder):
    (folder / "phrases.yml").unlink()
    assert any(problem.file == "phrases.yml" for problem in lint(folder))


def test_a_missing_part_is_named(folder):
    change(folder, "young_person.yml", "parts: [finding, menus]", "parts: [finding, menuz]")
    assert any("menuz.yml" in str(problem) for problem in lint(folder))


def test_words_are_left_unchecked_where_none_are_given():
    assert lint(known_words=None) == []
    assert len(lint(known_words=())) > 100


def test_a_problem_reads_like_one_of_a_compiler():
    assert str(Problem("a.yml", 3, "Bad.")) == "a.yml:3: Bad."
    assert str(Problem("a.yml", 0, "Bad.")) == "a.yml: Bad."
