"""The words of the pages: whole, plain, short, and held to their schema."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from basics.content import ContentError
from bot.flow_engine import FlowEngine
from bot.ports import Who
from bot.web import words as page_words
from bot.web.words import fill, load_words
from bot.wording import Wording
from flows.loader import load as load_flows
from flows.types import Say

LONGEST_SENTENCE = 20
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
FILLED_LATER = {"km", "miles", "min", "max", "date", "phone", "email", "sms", "count"}


@pytest.fixture(scope="module")
def words() -> page_words.Words:
    return load_words(name="Waymark", keep_days=30)


def every_text(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for value in node.values():
            yield from every_text(value)
    elif isinstance(node, (list, tuple)):
        for value in node:
            yield from every_text(value)


def test_every_sentence_is_short(words) -> None:
    texts = [*every_text(words.page), *every_text(words.articles)]
    sentences = [s for text in texts for s in re.split(r"(?<=[.!?])\s+", text)]
    too_long = [s for s in sentences if len(s.split()) > LONGEST_SENTENCE]
    assert too_long == []


def test_nobody_is_called_a_user(words) -> None:
    said = " ".join([*every_text(words.page), *every_text(words.articles)]).lower()
    assert not re.search(r"\b(users?|patients?|clients?|customers?)\b", said)


def test_only_known_braces_are_left_to_fill(words) -> None:
    left = set(re.findall(r"\{(\w+)\}", " ".join(every_text(words.page))))
    assert left <= FILLED_LATER
    assert not re.findall(r"\{\w+\}", " ".join(every_text(words.articles)))


def test_the_service_is_called_what_its_operator_calls_it() -> None:
    named = load_words(name="Signpost", keep_days=14)
    said = " ".join([*every_text(named.page), *every_text(named.articles)])
    assert "Signpost" in said and "Waymark" not in said
    assert "14 days" in said


def test_dates_distances_and_ages_in_words(words) -> None:
    assert words.day(date(2026, 11, 3)) == words.day("2026-11-03") == "3 November 2026"
    assert words.day("2026-11") == "November 2026"
    assert words.day("2026-13") == "2026-13"
    assert words.day("last week") == "last week"
    assert words.away(1.2) == "1.2 km (0.7 miles) away"
    assert words.away(12.4) == "12 km (7.7 miles) away"
    assert words.ages(8, 14) == "8 to 14"
    assert words.ages(8, None) == "8 and over"
    assert words.ages(None, 14) == "Up to 14"
    assert words.ages(13, 13) == "13"
    assert words.ages(None, None) is None


def test_filling_never_reads_a_service_s_own_braces() -> None:
    assert fill("Call {phone}", phone="{0.__class__}") == "Call {0.__class__}"


@pytest.mark.parametrize(
    ("file", "change", "named"),
    [
        ("page.yml", ("  send: Send\n", "  sned: Send\n"), "compose"),
        ("page.yml", ("choice: person,", "choice: Talk To Person!,"), "choice"),
        ("about.yml", ("title: About {name}\n", ""), "title"),
    ],
)
def test_a_mistake_is_named_by_file_and_place(
    monkeypatch, tmp_path: Path, file: str, change: tuple[str, str], named: str
) -> None:
    folder = tmp_path / "content"
    shutil.copytree(page_words._CONTENT, folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert change[0] in text
    (folder / file).write_text(text.replace(*change), encoding="utf-8")
    monkeypatch.setattr(page_words, "_CONTENT", folder)
    with pytest.raises(ContentError) as problem:
        load_words(name="Waymark", keep_days=30)
    assert file in str(problem.value)
    assert named in str(problem.value)


def test_the_starters_are_what_the_greeting_offers(words) -> None:
    """A tap on the landing begins a conversation and taps the greeting's own button."""
    wording, who = Wording.load(), Who("unknown", None, "web")
    said = [
        event
        for event in FlowEngine(load_flows()).start("unknown", NOW).events
        if isinstance(event, Say)
    ]
    offered = {
        button.choice: wording.say(button.label, dict(button.data), who=who, seed=0)
        for say in said
        for button in say.buttons
    }
    starters = {s["choice"]: s["label"] for s in words.page["landing"]["starters"]}
    assert starters.items() <= offered.items()


def test_the_menu_offers_commands_that_the_flows_know(words) -> None:
    choices = {command["choice"] for command in words.page["compose"]["commands"]}
    assert choices == {"person", "privacy", "help", "restart", "stop"}
    assert choices <= set(load_flows().commands)
