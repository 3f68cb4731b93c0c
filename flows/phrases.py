"""Short things that people type, matched whole: commands, yes and no, "more", "the second one".

Works without the NLU server. Only a whole message matches, so that "i cant stop crying" is never
taken for the command to stop.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_NOT_WORDS = re.compile(r"[^\w\s'?]+")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "“": " ", "”": " "})
_LONG = re.compile(r"([a-z])\1{2,}")


def normal(text: str) -> str:
    """``text`` in lower case without punctuation, apostrophes or drawn-out letters ("stoppp")."""
    text = text.translate(_QUOTES).lower()
    text = _NOT_WORDS.sub(" ", text).replace("'", "").replace("?", " ").replace("_", " ")
    return " ".join(_LONG.sub(r"\1", text).split())


@dataclass(frozen=True)
class Phrases:
    """Phrases by group, and words that add nothing to a phrase or to a search."""

    commands: Mapping[str, str]
    """Normal form of each phrase, and the command that it means."""
    groups: Mapping[str, frozenset[str]]
    polite: frozenset[str]
    stop_words: frozenset[str]

    @classmethod
    def build(
        cls,
        commands: Mapping[str, Iterable[str]],
        groups: Mapping[str, Iterable[str]],
        polite: Iterable[str],
        stop_words: Iterable[str],
    ) -> Phrases:
        """Phrases in their normal form."""
        return cls(
            commands={normal(p): name for name, phrases in commands.items() for p in phrases},
            groups={name: frozenset(map(normal, phrases)) for name, phrases in groups.items()},
            polite=frozenset(map(normal, polite)),
            stop_words=frozenset(map(normal, stop_words)),
        )

    def command(self, text: str) -> str | None:
        """The command that ``text`` as a whole means."""
        for form in self._forms(text):
            if form in self.commands:
                return self.commands[form]
        return None

    def matches(self, text: str) -> tuple[str, ...]:
        """The groups that ``text`` as a whole belongs to, in the order of the file.

        As it was typed counts first: "no thanks" is not "no" with a polite word.
        """
        for form in self._forms(text):
            found = tuple(name for name, phrases in self.groups.items() if form in phrases)
            if found:
                return found
        return ()

    def opens_with(self, text: str, group: str) -> bool:
        """Whether ``text`` begins with a phrase of ``group`` ("actually hull")."""
        start = normal(text) + " "
        return any(start.startswith(phrase + " ") for phrase in self.groups.get(group, ()))

    def search_words(self, text: str) -> str:
        """What is left of ``text`` to search for: no small words, at most eight words."""
        words = [
            word
            for word in normal(text).split()
            if word not in self.stop_words and not word.isdigit()
        ]
        return " ".join(words[:8])

    def _forms(self, text: str) -> tuple[str, ...]:
        """The normal form, and the same without polite words at either end."""
        whole = normal(text[:200])
        words = whole.split()
        while words and words[0] in self.polite:
            words.pop(0)
        while words and words[-1] in self.polite:
            words.pop()
        return (whole, " ".join(words)) if words else (whole,)
