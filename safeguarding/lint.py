"""Checks the rules: shape, ids, every category, every positive hit and every trap not."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from basics.content import ContentError
from safeguarding.normaliser import Normaliser
from safeguarding.patterns import element_words
from safeguarding.ruleset import RULES, Rule, load_rules
from safeguarding.screen import Screen


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with the rules: where (a rule's id or a file), and what."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def lint(folder: Path = RULES) -> list[Problem]:
    """Everything wrong with the rules in ``folder``; empty when they may be used."""
    try:
        screen = Screen(load_rules(folder))
    except ContentError as problem:
        where, _, what = problem.message.partition(": ")
        return [Problem(where, what)]
    plain = Normaliser()
    problems: list[Problem] = []
    for rule in screen.rules.rules:
        problems.extend(_examples(screen, rule))
        problems.extend(_respelt(plain, rule))
    return problems


def _examples(screen: Screen, rule: Rule) -> list[Problem]:
    problems = []
    for text in rule.positives:
        if not _hits(screen, rule, text):
            problems.append(Problem(rule.id, f"the positive “{text}” is not found"))
    for text in rule.traps:
        if _hits(screen, rule, text):
            problems.append(Problem(rule.id, f"the trap “{text}” is found"))
    return problems


def _hits(screen: Screen, rule: Rule, text: str) -> bool:
    """Whether ``text`` meets ``rule`` at the rule's own tier."""
    tokens = screen.normalise(text).tokens
    return any(
        hit.rule.id == rule.id and hit.tier is rule.tier and hit.lowered_by is None
        for hit in screen.hits(tokens)
    )


def _respelt(plain: Normaliser, rule: Rule) -> list[Problem]:
    """Patterns with figures among letters: "k1ll" in a rule would stay as it is typed, and be kept
    from all the rules that look for "kill"."""
    problems = []
    for pattern in rule.patterns:
        for word in sorted(frozenset().union(*map(element_words, pattern.elements))):
            if word.isalpha() or word.isdigit():
                continue
            tokens = plain.read(word).tokens
            if len(tokens) == 1 and tokens[0] != word:
                what = f"“{pattern.source}”: write “{tokens[0]}” for “{word}”"
                problems.append(Problem(rule.id, what))
    return problems
