"""What the page's scripts may do, and how large they may be."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

import bot.web

STATIC = Path(bot.web.__file__).parent / "static"
SCRIPTS = sorted(STATIC.glob("*.js"))
TO_START_KB = 15
"""All scripts together, as a server sends them compressed."""
FIRST_LOAD_KB = 40


def compressed(*paths: Path) -> float:
    return sum(len(gzip.compress(path.read_bytes())) for path in paths) / 1024


def test_the_scripts_are_small() -> None:
    assert compressed(*SCRIPTS) < TO_START_KB
    assert (STATIC / "chat.js").stat().st_size < TO_START_KB * 1024


def test_the_first_load_is_small() -> None:
    assert compressed(*STATIC.iterdir()) < FIRST_LOAD_KB


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_text_only_ever_goes_in_as_text(script: Path) -> None:
    code = script.read_text(encoding="utf-8")
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser",
        code,
    )


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_nothing_stays_behind_on_the_device(script: Path) -> None:
    code = script.read_text(encoding="utf-8")
    assert not re.search(r"localStorage|sessionStorage|indexedDB|document\.cookie", code)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_old_phones_can_read_it(script: Path) -> None:
    """Nothing newer than ES2018: no ``?.``, ``??``, ``||=``, ``#private``, bare ``import.meta``."""
    code = re.sub(r"//.*", "", script.read_text(encoding="utf-8"))
    assert not re.search(r"\?\.[a-z(\[]|\?\?|\|\|=|&&=|\s#[a-z]+\s*[=(]|import\.meta", code)
    assert not re.search(r"\.(replaceAll|at|flat|flatMap|fromEntries|matchAll)\(", code)
    assert "https://" not in code
