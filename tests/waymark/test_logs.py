from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from waymark.logs import set_up_logging

SAID = "something that a young person wrote"


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    path = tmp_path / "log" / "waymark.log"
    set_up_logging("info", path)
    yield path
    for handler in root.handlers:
        if isinstance(handler, logging.StreamHandler) and getattr(
            handler.stream, "name", ""
        ) == str(path):
            handler.stream.close()
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def test_an_error_is_logged_by_kind_and_place_without_its_message(log: Path) -> None:
    try:
        raise ValueError(SAID)
    except ValueError:
        structlog.get_logger().exception("turn_failed", conversation="c1")
        logging.getLogger("some.library").exception("it broke")
    text = log.read_text()
    assert SAID not in text
    ours, theirs = (json.loads(line) for line in text.splitlines())
    assert (ours["event"], ours["error"], ours["conversation"]) == (
        "turn_failed",
        "ValueError",
        "c1",
    )
    assert theirs["error"] == "ValueError"
    assert ours["at"][0].startswith("test_logs.py:")


def test_requests_with_tokens_in_their_address_are_not_logged(log: Path) -> None:
    logging.getLogger("httpx").info("HTTP Request: POST https://api.example/bot123:secret/getMe")
    assert not log.exists() or "secret" not in log.read_text()
