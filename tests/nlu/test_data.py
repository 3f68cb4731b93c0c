"""The training data: right labels, enough of each, and nothing that is also used to measure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from basics.content import load_yaml
from basics.vocabulary import vocabulary
from nlu import evaluate
from nlu.train import PROJECT

SCHEMA = {
    "type": "object",
    "properties": {
        "version": {"const": "3.1"},
        "nlu": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["intent", "metadata", "examples"],
                "additionalProperties": False,
                "properties": {
                    "intent": {"enum": list(vocabulary().requests)},
                    "examples": {"type": "string", "minLength": 3},
                    "metadata": {
                        "type": "object",
                        "required": ["persona"],
                        "additionalProperties": False,
                        "properties": {
                            "persona": {"enum": list(vocabulary().personas)},
                            "topics": {
                                "type": "array",
                                "items": {"enum": list(vocabulary().topics)},
                            },
                            "interests": {
                                "type": "array",
                                "items": {"enum": list(vocabulary().interests)},
                            },
                        },
                    },
                },
            },
        },
    },
}

Line = tuple[str, dict[str, Any]]


def _files() -> list[Path]:
    return sorted((PROJECT / "data").glob("*/*.yml"))


def _blocks() -> Iterator[dict[str, Any]]:
    for path in _files():
        yield from load_yaml(path, SCHEMA)["nlu"]


@cache
def lines() -> tuple[Line, ...]:
    return tuple(
        (line.strip()[2:], block)
        for block in _blocks()
        for line in block["examples"].strip().splitlines()
    )


def counts(field: str) -> Counter[str]:
    return Counter(label for _, block in lines() for label in block["metadata"].get(field, ()))


@pytest.mark.parametrize("path", _files(), ids=lambda path: path.stem)
def test_a_file_has_the_shape_and_the_labels_of_the_vocabulary(path: Path) -> None:
    load_yaml(path, SCHEMA)


def test_every_request_has_enough_lines() -> None:
    found = Counter(block["intent"] for _, block in lines())
    assert {name: n for name in vocabulary().requests if (n := found[name]) < 80} == {}


def test_every_topic_has_enough_lines() -> None:
    found = counts("topics")
    assert {name: n for name in vocabulary().topics if (n := found[name]) < 25} == {}


def test_every_interest_has_enough_lines() -> None:
    found = counts("interests")
    assert {name: n for name in vocabulary().interests if (n := found[name]) < 12} == {}


def test_every_persona_is_heard() -> None:
    found = Counter(block["metadata"]["persona"] for _, block in lines())
    assert min(found[name] for name in vocabulary().personas) > 200


def test_no_line_is_there_twice() -> None:
    found = Counter(text.casefold() for text, _ in lines())
    assert [text for text, n in found.items() if n > 1] == []


@pytest.mark.parametrize("name", ["development.yml", "final.yml"])
def test_what_we_measure_with_is_not_trained_on(name: str) -> None:
    measured = evaluate.held_back(evaluate.HELD_BACK.with_name(name))
    assert len(measured) >= 100
    trained = {text.casefold() for text, _ in lines()}
    assert [m.text for m in measured if m.text.casefold() in trained] == []
