"""Checks the rules: shape, ids, every category, every positive hit and every trap not."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from basics.content import ContentError, load_yaml
from safeguarding.normaliser import CONTENT
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
        return [Problem(folder.name, problem.message)]
    fillers = frozenset(load_yaml(CONTENT / "spelling.yml")["fillers"])
    problems: list[Problem] = []
    for rule in screen.rules.rules:
        problems.extend(_examples(screen, rule))
        problems.extend(_unreachable(screen, rule, fillers))
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


def _unreachable(screen: Screen, rule: Rule, fillers: frozenset[str]) -> list[Problem]:
    """Patterns with words that never come out of the normaliser as they are written."""
    problems = []
    for pattern in rule.patterns:
        for word in sorted(frozenset().union(*map(element_words, pattern.elements))):
            tokens = screen.normalise(word).tokens
            if word in fillers or (len(word) > 1 and tokens != (word,)):
                seen = " ".join(tokens) or "nothing"
                problems.append(
                    Problem(rule.id, f"“{pattern.source}”: “{word}” is read as “{seen}”")
                )
    return problems
