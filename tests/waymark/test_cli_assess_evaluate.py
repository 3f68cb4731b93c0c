from __future__ import annotations

import json

import pytest

from safeguarding.assessment import Assessment
from safeguarding.failsafe import FailSafe
from tests.waymark.conftest import Commands
from waymark.cli import assess_evaluate

RISK = {"id": "a", "text": "i want to kill myself tonight", "tier": "immediate",
        "category": "suicidal_intent"}  # fmt: skip
QUIET = {"id": "b", "text": "is there a chess club near me please", "label": "no_risk",
         "kind": "ordinary"}  # fmt: skip


def write(commands: Commands, *lines: object) -> str:
    path = commands.folder / "lines.jsonl"
    rows = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\n".join(rows), encoding="utf-8")
    return str(path)


def test_figures_of_a_file_and_not_a_word_of_it(commands: Commands) -> None:
    path = write(commands, RISK, QUIET)
    code, out, err = commands.run("assess", "evaluate", path, "--rules-only", "--noise", "--ids")
    assert (code, err.strip()) == (0, "")
    assert "| suicidal_intent |     1 |       1/1 |" in out
    assert "| capitals " in out
    assert "kill" not in out
    assert "chess" not in out


def test_the_whole_report_as_json_on_standard_output(commands: Commands) -> None:
    path = write(commands, RISK, QUIET)
    code, out, _ = commands.run("assess", "evaluate", path, "--rules-only", "--json", "-")
    figures = json.loads(out)
    assert code == 0
    assert (figures["measured"]["messages"], figures["measured"]["with"]) == (2, "rules")
    assert figures["risk"]["caught"]["hits"] == 1


def test_pages_and_figures_go_to_files(commands: Commands) -> None:
    path = write(commands, RISK, QUIET)
    html, figures = commands.folder / "page.html", commands.folder / "figures.json"
    code, out, _ = commands.run(
        "assess", "evaluate", path, "--rules-only", "--html", str(html), "--json", str(figures)
    )
    assert code == 0
    assert out.startswith("## How well")
    assert html.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert json.loads(figures.read_text(encoding="utf-8"))["measured"]["risk"] == 1


def test_broken_lines_are_named_and_the_rest_is_measured(commands: Commands) -> None:
    path = write(commands, RISK, "{", {"id": "c", "text": "x"}, QUIET)
    code, out, err = commands.run("assess", "evaluate", path, "--rules-only")
    assert code == 1
    assert "lines.jsonl, line 2: not JSON; left out." in err
    assert "lines.jsonl, line 3: needs “label” to be risk or no_risk" in err
    assert "2 line(s) could not be read." in err
    assert "on 2 labelled messages" in out


def test_some_of_the_messages_are_the_same_ones_each_time(commands: Commands) -> None:
    lines = [{**QUIET, "id": str(number)} for number in range(20)]
    path = write(commands, RISK, *lines)
    words = ("assess", "evaluate", path, "--rules-only", "--limit", "5", "--json", "-")
    first, second = (json.loads(commands.run(*words)[1]) for _ in range(2))
    assert first["measured"]["messages"] == 5
    assert first["measured"]["sampled"] is True
    assert first["confusion"] == second["confusion"]


def test_without_a_model_it_says_so(commands: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assess_evaluate, "MODEL", commands.folder / "model.onnx")
    code, out, err = commands.run("assess", "evaluate", write(commands, RISK))
    assert (code, out) == (1, "")
    assert "The risk model is not built" in err
    assert "--rules-only" in err


class Fake:
    """Finds nothing, at a score of its own; breaks at the word that it is given."""

    def __init__(self, score: float | None = 0.1, breaks_at: str | None = None) -> None:
        self.score, self.breaks_at = score, breaks_at

    def assess(self, text: str, history: tuple[str, ...] = ()) -> Assessment:
        if self.breaks_at and self.breaks_at in text:
            raise RuntimeError(text)
        return Assessment(score=self.score)


def with_model(commands: Commands, monkeypatch: pytest.MonkeyPatch, fake: Fake) -> None:
    model = commands.folder / "model.onnx"
    model.touch()
    monkeypatch.setattr(assess_evaluate, "MODEL", model)
    monkeypatch.setattr(assess_evaluate, "make_assessor", lambda rules_only: FailSafe(fake))


def test_rules_and_model_are_measured_and_timed_beside_the_rules(
    commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_model(commands, monkeypatch, Fake())
    code, out, _ = commands.run("assess", "evaluate", write(commands, RISK), "--json", "-")
    figures = json.loads(out)
    assert (code, figures["measured"]["with"]) == (0, "all")
    assert figures["risk"]["found"]["hits"] == 0
    assert set(figures["speed"]) == {"rules", "all"}


def test_rules_do_not_pass_for_rules_and_model(
    commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_model(commands, monkeypatch, Fake(score=None))
    code, out, err = commands.run("assess", "evaluate", write(commands, RISK))
    assert (code, out) == (1, "")
    assert "The risk model is not built" in err


def test_a_screen_that_breaks_is_a_failure_and_says_nothing_of_the_message(
    commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_model(commands, monkeypatch, Fake(breaks_at="chess"))
    code, out, err = commands.run("assess", "evaluate", write(commands, RISK, QUIET))
    assert code == 1
    assert "Screening itself broke at 1 message(s)." in out
    assert "Screening itself broke at 1 message(s)." in err
    assert "chess" not in out + err


def test_a_file_that_is_not_there_or_holds_nothing(commands: Commands) -> None:
    code, _, err = commands.run("assess", "evaluate", "nowhere.yml", "--rules-only")
    assert (code, err) == (1, "waymark: nowhere.yml is not there.\n")
    code, _, err = commands.run("assess", "evaluate", write(commands), "--rules-only")
    assert (code, err) == (1, "waymark: There is no labelled message to measure on.\n")


def test_a_report_that_cannot_be_written(commands: Commands) -> None:
    path = write(commands, RISK)
    code, _, err = commands.run(
        "assess", "evaluate", path, "--rules-only", "--html", str(commands.folder)
    )
    assert code == 1
    assert "cannot be written" in err
