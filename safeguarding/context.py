"""What stands around a sign: a "not", a game, a film, homework, something long past.

Context lowers a sign by one tier at most, and never an immediate one.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from safeguarding.index import PatternIndex
from safeguarding.patterns import NEGATORS, STOP, Match, Pattern
from safeguarding.ruleset import Cue, Rule, RuleSet

_REACH = 6
"""How many words before a sign a "not" can stand and still be about it."""
_NEAR = 40
"""How many words from a sign the words of a game or a film still say what the message is about."""
_NEW_CLAUSE = frozenset({STOP, "but", "because", "and", "then", "so", "when", "if", "except"})

_SUBJECTS = frozenset(
    {
        "i",
        "he",
        "she",
        "they",
        "we",
        "my",
        "mum",
        "dad",
        "stepdad",
        "stepmum",
        "someone",
        "everyone",
    }
)
_SAYING = frozenset({"said", "saying", "thought", "mean", "meant", "that", "as", "if", "claimed"})


class ContextReader:
    """Knows the cues; asked once for each message."""

    def __init__(self, rules: RuleSet) -> None:
        self._not_about = rules.not_about
        self._index = PatternIndex([(p, cue) for cue in rules.cues for p in cue.patterns])

    def read(self, tokens: Sequence[str]) -> Context:
        """The context of one message."""
        return Context(tokens, self._index, self._not_about)


class Context:
    """The cues of one message, looked for when first needed."""

    def __init__(
        self, tokens: Sequence[str], index: PatternIndex[Cue], not_about: frozenset[str]
    ) -> None:
        self.tokens = tokens
        self._index = index
        self._not_about = not_about

    def lowers(self, rule: Rule, pattern: Pattern, match: Match, base: int = 0) -> str | None:
        """Why ``rule`` should count one tier less here; None where nothing speaks for that.

        ``base`` is where the present message begins: earlier ones lower nothing.
        """
        if not pattern.negates and self._is_negated(match, min(base, match.start)):
            return "negated"
        for cue, found in self._cues:
            if found.end <= base or cue.categories.isdisjoint(rule.categories):
                continue
            if cue.scope == "message":
                near = found.start - match.end <= _NEAR and match.start - found.end <= _NEAR
            else:
                near = self._same_sentence(match, found)
            if near:
                return cue.id
        return None

    def one_clause(self, first: int, start: int) -> bool:
        """Whether every "not" between ``first`` and a sign at ``start`` is about that sign."""
        return all(
            self.reaches(at, start) for at in range(first, start) if self.tokens[at] in NEGATORS
        )

    @cached_property
    def _cues(self) -> list[tuple[Cue, Match]]:
        return [(cue, match) for cue, _, match in self._index.find(self.tokens)]

    def _is_negated(self, match: Match, base: int) -> bool:
        for at in range(match.start - 1, max(base, match.start - _REACH) - 1, -1):
            token = self.tokens[at]
            if token in _NEW_CLAUSE or token in self._not_about:
                return False
            if token in NEGATORS:
                return self.reaches(at, match.start)
        return False

    def reaches(self, at: int, start: int) -> bool:
        """Whether the "not" at ``at`` is still about a sign that begins at ``start``.

        Few people type a full stop: "i have no friends i want to die" is two sentences, and a new
        subject begins the second. "i never said i want to die" is one.
        """
        if self.tokens[at + 1] in self._not_about:
            return False
        for here in range(at + 1, start + 1):
            if self.tokens[here] in _SUBJECTS:
                between = self.tokens[at + 1 : here]
                return _SAYING.issuperset(between) if between else self.tokens[at] != "no"
        return True

    def _same_sentence(self, one: Match, other: Match) -> bool:
        first, second = sorted((one, other), key=lambda match: match.start)
        return STOP not in self.tokens[first.end : second.start]
