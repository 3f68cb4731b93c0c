"""What was said before: signs that add up, a disclosure over several lines, taking it back.

Nothing said later lowers what was said earlier. A message counts together with those before it
where it leans on them ("and he said not to tell", "jk", "it happened again"), and not otherwise:
after a disclosure somebody may still ask for a football club.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from basics.content import load_yaml
from safeguarding.pattern_syntax import Slots, compile_pattern
from safeguarding.patterns import Pattern
from safeguarding.ruleset import RULES, load_slots

MEMORY_FILE = "_memory.yml"
SHORT = 14
"""Words. Taking back is said in few words; in a long message "never mind" is about something else."""
_TEXTS = {"type": "array", "minItems": 1, "items": {"type": "string", "minLength": 1}}
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["taken_back", "going_on", "leans_on"],
    "additionalProperties": False,
    "properties": {"taken_back": _TEXTS, "going_on": _TEXTS, "leans_on": _TEXTS},
}


@dataclass(frozen=True, slots=True)
class Memory:
    """The ways in which a message is about what came before it."""

    taken_back: tuple[Pattern, ...]
    going_on: tuple[Pattern, ...]
    leans_on: tuple[Pattern, ...]

    @classmethod
    def load(cls, folder: Path = RULES) -> Memory:
        """From ``_memory.yml``. ContentError or PatternError if it is not right."""
        data = load_yaml(folder / MEMORY_FILE, _SCHEMA)
        slots = load_slots(folder)
        return cls(*(_all(data[name], slots) for name in ("taken_back", "going_on", "leans_on")))

    def takes_back(self, tokens: Sequence[str]) -> bool:
        """ "jk", "forget it", "im fine now": a few words that unsay something."""
        return len(tokens) <= SHORT and _met(self.taken_back, tokens)

    def goes_on(self, tokens: Sequence[str]) -> bool:
        """ "it happened again", "hes back": the same thing, without its words."""
        return _met(self.going_on, tokens)

    def leans(self, tokens: Sequence[str]) -> bool:
        """Begins as a message does that cannot be understood without the one before."""
        return _met(self.leans_on, tokens[:4])


def _met(patterns: Sequence[Pattern], tokens: Sequence[str]) -> bool:
    return any(
        pattern.match_at(tokens, at, at) is not None
        for pattern in patterns
        for at in range(len(tokens))
    )


def _all(sources: Sequence[str], slots: Slots) -> tuple[Pattern, ...]:
    return tuple(compile_pattern(source, slots) for source in sources)
