"""The screen: every message, before anything else. Rules now; a fault counts as a risk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from safeguarding.assessment import Assessment, Tier
from safeguarding.context import Context, ContextReader
from safeguarding.failsafe import FAILED as FAILED
from safeguarding.failsafe import FailSafe as FailSafe
from safeguarding.index import PatternIndex, known_words
from safeguarding.normaliser import Normalised, Normaliser
from safeguarding.patterns import Match, Pattern
from safeguarding.ruleset import RULES, Rule, RuleSet, load_rules

JOINED = 2
"""How many earlier messages are read together with the present one."""
_JOINED_TOKENS = 80
_LOWER = {Tier.HIGH: Tier.CONCERN, Tier.CONCERN: Tier.NONE}
_ABOUT_IT = {Tier.IMMEDIATE: (3, 6), Tier.HIGH: (4, 6), Tier.CONCERN: (8, 8)}
"""How many words before and after a sign an ``unless`` phrase may reach and still be about the sign
itself ("nerf gun", "kill him at chess"). One that comes from further away, or that needs a word of
games, stories or school beside the sign, is context: it lowers by one tier, and never an immediate
sign."""
ADDS_UP = 3
"""So many different concerns within the joined messages call a person."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that was met, where, and what its context makes of it."""

    rule: Rule
    match: Match
    lowered_by: str | None = None

    @property
    def tier(self) -> Tier:
        return _LOWER[self.rule.tier] if self.lowered_by else self.rule.tier


class Screen:
    """Rules over normalised text. Implements Assessor, but may raise: wrap it in FailSafe."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        words, prefixes = known_words(list(rules.patterns()))
        self.normaliser = Normaliser(words, prefixes)
        self._index = PatternIndex([(p, rule) for rule in rules.rules for p in rule.patterns])
        self._context = ContextReader(rules)

    @classmethod
    def from_folder(cls, path: Path = RULES) -> Screen:
        """A screen with the rules in ``path``. ContentError (file and line) if they are not right."""
        return cls(load_rules(path))

    def assess(self, text: str, history: tuple[str, ...] = ()) -> Assessment:
        """Screen ``text``. ``history``: the person's earlier messages, oldest first; what they
        said is not counted again, only what this message adds to it."""
        return self.assess_read(self.normaliser.read(text), history)

    def assess_read(self, read: Normalised, history: tuple[str, ...] = ()) -> Assessment:
        """The same for a text that was normalised already."""
        hits = self.hits(read.tokens)
        earlier = self._tail(history)
        if earlier:
            hits += self._across(earlier, read, {hit.rule.id for hit in hits})
        return _assessment(hits, read, len(earlier))

    def hits(self, tokens: Sequence[str], base: int = 0) -> list[Hit]:
        """The rules met in ``tokens``, each once, at the least lowered place; positions are
        relative to ``base``, and nothing that ends before it counts."""
        context = self._context.read(tokens)
        found: dict[str, Hit] = {}
        done: set[int] = set()
        for rule, pattern, match in self._index.find(tokens, done):
            if match.end <= base:
                continue
            known = found.get(rule.id)
            others = _unless(rule, context, match)
            if any(self._undoes(other, rule, match, context) for other in others):
                continue
            lowered = self._lowered(context, rule, pattern, match, base)
            if others and rule.tier is not Tier.IMMEDIATE:
                lowered = lowered or "unless"
            if known is None or lowered is None:
                found[rule.id] = Hit(rule, Match(match.start - base, match.end - base), lowered)
            if lowered is None:
                done.add(id(rule))
        return list(found.values())

    def normalise(self, text: str) -> Normalised:
        """``text`` as the rules see it."""
        return self.normaliser.read(text)

    def _lowered(
        self, context: Context, rule: Rule, pattern: Pattern, match: Match, base: int
    ) -> str | None:
        if rule.tier is Tier.IMMEDIATE:
            return None
        return context.lowers(rule, pattern, match, base)

    def _undoes(self, other: Match, rule: Rule, match: Match, context: Context) -> bool:
        """Whether an ``unless`` phrase is about the sign itself rather than what stands around it."""
        before, after = _ABOUT_IT[rule.tier]
        if match.start - other.start > before or other.end - match.end > after:
            return False
        tokens = context.tokens
        beside = {*tokens[other.start : match.start], *tokens[match.end : other.end]}
        return beside.isdisjoint(self.rules.around)

    def _tail(self, history: tuple[str, ...]) -> list[str]:
        tokens: list[str] = []
        for text in history[-JOINED:]:
            tokens.extend(self.normaliser.read(text).tokens)
        return tokens[-_JOINED_TOKENS:]

    def _across(self, earlier: list[str], read: Normalised, seen: set[str]) -> list[Hit]:
        """Hits that begin in an earlier message and end in this one."""
        tokens = [*earlier, *read.tokens]
        return [
            hit
            for hit in self.hits(tokens, base=len(earlier))
            if hit.match.start < 0 and hit.rule.id not in seen
        ]


def _unless(rule: Rule, context: Context, match: Match) -> list[Match]:
    """Where the rule's ``unless`` phrases overlap the match, with no "not" of another clause."""
    found = []
    for pattern in rule.unless:
        for at in range(max(0, match.start - pattern.longest + 1), match.end):
            other = pattern.match_at(context.tokens, at, at)
            if other is None or other.end <= match.start:
                continue
            if context.one_clause(other.start, match.start):
                found.append(other)
    return found


def _assessment(hits: list[Hit], read: Normalised, earlier: int) -> Assessment:
    """One assessment of all hits: the highest tier; one sign that is not lowered restores all."""
    sure = [hit for hit in hits if hit.lowered_by is None]
    tiers = {hit.rule.id: hit.rule.tier if sure else hit.tier for hit in hits}
    kept = [hit for hit in hits if tiers[hit.rule.id] is not Tier.NONE]
    if read.cut:
        return _with_cut(kept, tiers, read)
    return _put_together(kept, tiers, read)


def _put_together(hits: list[Hit], tiers: dict[str, Tier], read: Normalised) -> Assessment:
    hits = sorted(hits, key=lambda hit: -tiers[hit.rule.id].rank)
    categories = list(dict.fromkeys(name for hit in hits for name in _categories(hit, read)))
    top = tiers[hits[0].rule.id] if hits else Tier.NONE
    if top is Tier.CONCERN and len({hit.rule.categories[0] for hit in hits}) >= ADDS_UP:
        top = Tier.HIGH
    spans = _joined({span for hit in hits if (span := _typed(hit.match, read))})
    return Assessment(
        tier=top,
        categories=tuple(categories),
        rules=tuple(hit.rule.id for hit in hits),
        spans=tuple(spans),
    )


def _joined(spans: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, those that overlap as one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _with_cut(hits: list[Hit], tiers: dict[str, Tier], read: Normalised) -> Assessment:
    """A text too long to be read whole is never plainly "nothing found"."""
    found = _put_together(hits, tiers, read)
    tier = found.tier if hits else Tier.CONCERN
    categories = found.categories or ("other",)
    return found.model_copy(
        update={"tier": tier, "categories": categories, "rules": (*found.rules, "screen.cut")}
    )


def _categories(hit: Hit, read: Normalised) -> tuple[str, ...]:
    if not hit.rule.anyone:
        return hit.rule.categories
    words = set(read.tokens[max(hit.match.start, 0) : hit.match.end])
    if words & _SELF or not words & _OTHERS:
        return hit.rule.categories
    return (*hit.rule.categories, "third_party")


_SELF = frozenset({"i", "my", "me", "myself"})
_OTHERS = frozenset({"he", "she", "they", "himself", "herself", "themselves"})


def _typed(match: Match, read: Normalised) -> tuple[int, int] | None:
    """Where the sign stands in the text as typed (the part in this message)."""
    start, end = max(match.start, 0), match.end
    if end <= start or not read.spans:
        return None
    return read.spans[start][0], read.spans[end - 1][1]
