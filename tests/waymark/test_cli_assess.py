from __future__ import annotations

import json

import pytest

from tests.waymark.conftest import Commands

GOOD = b'{"id": 7, "text": "i like drawing"}\n'


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"not json", "not JSON"),
        (b'{"id": 1, "text": "x"', "not JSON"),
        (b'{"id": NaN, "text": "x"}', "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b'{"id": 1, "text": "caf\xe9"}', "not UTF-8"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b'["id", "text"]', "not an object"),
        (b'"text"', "not an object"),
        (b'{"id": 1}', "needs text"),
        (b'{"text": "x"}', "needs id"),
        (b'{"id": 1, "text": null}', "needs “text” to be text"),
        (b'{"id": 1, "text": "x", "history": 5}', "needs “history” to be a list"),
        (b'{"id": 1, "text": "x", "history": "y"}', "needs “history” to be a list"),
    ],
)
def test_a_broken_line_is_named_by_its_number_and_the_rest_is_screened(
    commands: Commands, line: bytes, said: str
) -> None:
    code, out, err = commands.run("assess", given=GOOD + b"\n" + line + b"\n" + GOOD)
    assert [json.loads(answer)["id"] for answer in out.splitlines()] == [7, 7]
    assert f"line 3: {said}" in err
    assert "1 line(s) could not be read" in err
    assert code == 1


def test_whole_lines_exit_0_and_say_nothing(commands: Commands) -> None:
    code, out, err = commands.run("assess", given=b"\xef\xbb\xbf" + GOOD + b"\r\n" + GOOD[:-1])
    assert (code, err, len(out.splitlines())) == (0, "", 2)


def test_nothing_on_standard_input_is_no_fault(commands: Commands) -> None:
    assert commands.run("assess", "--rules-only") == (0, "", "")


def test_half_a_character_in_an_id_comes_back_as_it_came(commands: Commands) -> None:
    code, out, _ = commands.run("assess", given='{"id": "a\\ud83d", "text": "\\ud83d hello"}\n')
    assert code == 0
    assert out.encode()
    assert json.loads(out)["id"] == "a\ud83d"


def test_what_was_said_before_is_read_along(commands: Commands) -> None:
    line = {"id": 1, "text": "i want to kill myself", "history": ["hello", 5]}
    code, out, _ = commands.run("assess", given=json.dumps(line))
    assert code == 0
    assert json.loads(out)["tier"] in ("high", "immediate")


def test_an_unknown_subcommand_is_wrong_use(commands: Commands) -> None:
    code, out, err = commands.run("assess", "evaluat")
    assert (code, out) == (2, "")
    assert "evaluat" in err
