"""Mistakes that can be seen in one step by itself."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from basics.vocabulary import vocabulary
from flows.conditions import CONDITIONS
from flows.definition import Step, Tap
from flows.words_used import of_step


@dataclass(frozen=True, slots=True)
class Known:
    """What a step may name. ``words`` is None where words are not checked."""

    flows: Mapping[str, Mapping[str, Any]]
    phrases: Collection[str]
    words: Collection[str] | None


def mistakes(step: Step, known: Known) -> Iterator[str]:
    """What is wrong with ``step``, a sentence each."""
    if step.waits:
        yield from _waiting(step)
    if step.kind == "route" and step.route[-1].when:
        yield f"{step.name} has no exit for when nothing holds: the last line must have no if."
    for tap in step.taps:
        yield from _tap(step.name, tap, known)
    if step.flow and step.flow not in known.flows:
        yield f"{step.name} goes to the flow {step.flow}, which is not there."
    for condition in [c for turning in step.route for c in turning.when]:
        yield from _condition(step.name, condition)
    yield from slugs(step.name, step.learn)
    for key in of_step(step):
        if known.words is not None and key not in known.words:
            yield f"{step.name}: there are no words for {key}."


def _waiting(step: Step) -> Iterator[str]:
    if not step.unclear:
        yield f"{step.name} has no fallback: say with unclear what to answer to other words."
    if step.kind == "ask" and not step.go:
        yield f"{step.name} has no exit: say with go where an answer leads."
    if not step.menu and not step.taps:
        yield f"{step.name} offers nothing to tap."


def _tap(where: str, tap: Tap, known: Known) -> Iterator[str]:
    if tap.flow and tap.flow not in known.flows:
        yield f"{where} goes to the flow {tap.flow}, which is not there."
    elif tap.flow and tap.go and tap.go not in known.flows[tap.flow]["steps"]:
        yield f"{where} goes to {tap.go} of the flow {tap.flow}, which is not there."
    for group in tap.says:
        if group not in known.phrases:
            yield f"{where}: there are no phrases {group}."
    for condition in tap.when:
        yield from _condition(where, condition)
    yield from slugs(where, tap.learn)


def _condition(where: str, name: str) -> Iterator[str]:
    if name.removeprefix("not ") not in CONDITIONS:
        yield f"{where}: there is no condition {name}."


def slugs(where: str, learned: Mapping[str, Any]) -> Iterator[str]:
    """Topics and interests that the vocabulary does not have."""
    words = vocabulary()
    for key, known in (("topics", words.topics), ("interests", words.interests)):
        for slug in learned.get(key, ()):
            if slug not in known:
                yield f"{where}: {slug} is not one of the {key}."
