from __future__ import annotations

import json
from pathlib import Path

import pytest

from storage.migrate import upgrade
from waymark import cli


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "config.yml"
    path.write_text("database: {url: 'sqlite:///waymark.db'}\n")
    monkeypatch.setenv("WAYMARK_CONFIG", str(path))
    monkeypatch.setattr(cli, "set_up_logging", lambda level: None)
    return path


def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str, text: str = ""
) -> tuple[int, str, str]:
    """Exit code, standard output, standard error."""
    import io

    monkeypatch.setattr("sys.argv", ["waymark", *words])
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    code = 0
    try:
        cli.main()
    except SystemExit as end:
        code = int(end.code or 0)
    out, err = capsys.readouterr()
    return code, out, err


COMMANDS: tuple[list[str], ...] = (
    [], ["up"], ["serve"], ["chat"], ["assess"], ["assess", "export-labels"],
    ["understand"], ["erase"], ["lint"],
    ["directory"], ["directory", "import"], ["directory", "export"], ["directory", "search"],
    ["directory", "check"], ["places"], ["places", "import"], ["flow"], ["flow", "lint"],
    ["flow", "run"], ["flow", "render"], ["staff"], ["staff", "add"], ["staff", "link"],
    ["staff", "list"], ["db"], ["db", "upgrade"], ["key"], ["key", "new"],
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_explains_itself(
    command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(monkeypatch, capsys, *command, "--help")
    assert code == 0
    assert "Usage" in out


def test_assess_answers_each_line_and_names_broken_ones(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = '{"id": 1, "text": "i like drawing"}\nnot json\n{"id": 2}\n'
    lines += '{"id": 3, "text": "i want to kill myself"}\n'
    code, out, err = run(monkeypatch, capsys, "assess", "--rules-only", text=lines)
    answers = [json.loads(line) for line in out.splitlines()]
    assert [answer["id"] for answer in answers] == [1, 3]
    assert answers[0] == {"id": 1, "tier": "none", "categories": [], "rules": [], "score": None}
    assert answers[1]["tier"] in ("high", "immediate")
    assert "suicidal_intent" in answers[1]["categories"]
    assert code == 1
    assert "line 2" in err
    assert "line 3" in err


def test_wrong_use_exits_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, capsys, "serve", "--prot", "1")[0] == 2


def test_a_wrong_setting_is_one_plain_line(
    config: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    config.write_text("server: {prot: 1}\n")
    code, out, err = run(monkeypatch, capsys, "staff", "list")
    assert (code, out) == (1, "")
    assert "config.yml, line 1: the key “server.prot” is not known" in err


def test_a_database_that_is_not_set_up_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = run(monkeypatch, capsys, "staff", "list")
    assert code == 1
    assert "waymark db upgrade" in err


def test_staff_are_added_once_and_listed(
    config: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    upgrade(f"sqlite:///{config.parent}/waymark.db")
    add = ("staff", "add", "sam@example.org", "--name", "Sam", "--role", "lead")
    code, out, _ = run(monkeypatch, capsys, *add)
    assert code == 0
    assert out.startswith("http://127.0.0.1:8000/staff/enter?ticket=")
    assert run(monkeypatch, capsys, *add)[0] == 1
    listed = json.loads(run(monkeypatch, capsys, "staff", "list")[1])
    assert (listed["email"], listed["role"], listed["has_password"]) == (
        "sam@example.org",
        "lead",
        False,
    )


def test_the_content_that_ships_has_no_problem(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(monkeypatch, capsys, "lint")
    assert (code, out) == (0, "")


def test_a_flow_is_drawn(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(monkeypatch, capsys, "flow", "render", "young_person")
    assert code == 0
    assert "flowchart TD" in out


def test_an_unknown_flow_names_those_that_there_are(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = run(monkeypatch, capsys, "flow", "render", "none")
    assert code == 1
    assert "young_person" in err


def test_search_with_an_unknown_place_says_so(
    config: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    upgrade(f"sqlite:///{config.parent}/waymark.db")
    code, out, _ = run(monkeypatch, capsys, "directory", "search", "--near", "ZZ99 9ZZ", "--json")
    assert code == 0
    assert json.loads(out)["place_problem"] == "unknown_place"
