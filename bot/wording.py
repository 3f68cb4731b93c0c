"""The words that people read: found by key, chosen for who is there, filled in, as plain text.

A key has one text, or several ways to say the same; both can differ by audience (young_person,
parent, professional; ``adult`` stands for the last two). Templates are Jinja in a sandbox, and a
value that is missing is an error, never a gap in a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from basics.content import ContentError, load_yaml
from basics.errors import WaymarkError
from basics.vocabulary import vocabulary
from bot.ports import Who

FOLDER = Path(__file__).parent / "words" / "en"
SCHEMA = Path(__file__).parent / "words" / "words.schema.json"
ADULTS = ("parent", "professional")

Ways = tuple[jinja2.Template, ...]


class WordsMissing(WaymarkError):
    """There are no words for a key, or they cannot be filled in. The message names the key only."""

    code = "words_missing"


@dataclass(frozen=True, slots=True)
class _Voice:
    """For whom, and which of several ways to say it."""

    audience: str
    seed: int


class Wording:
    """Every text of a folder, compiled once."""

    def __init__(self, entries: Mapping[str, Any]) -> None:
        self._environment = _environment()
        self._entries: dict[str, dict[str, Ways]] = {
            key: self._compile(key, value) for key, value in entries.items()
        }

    @classmethod
    def load(cls, folder: Path = FOLDER) -> Wording:
        """Read every ``*.yml`` in ``folder``. Raises ContentError naming file, line and key."""
        schema = load_yaml(SCHEMA)  # JSON is YAML
        entries: dict[str, Any] = {}
        for path in sorted(folder.glob("*.yml")):
            for key, value in load_yaml(path, schema).items():
                if key in entries:
                    raise ContentError(f"{path.name}: the key “{key}” is in another file too.")
                entries[key] = value
        if not entries:
            raise ContentError(f"{folder.name}: there are no words in this folder.")
        return cls(entries)

    def keys(self) -> frozenset[str]:
        """Every key that there are words for."""
        return frozenset(self._entries)

    def say(
        self,
        key: str,
        data: Mapping[str, Any] | None = None,
        *,
        who: Who | None = None,
        audience: str | None = None,
        seed: int = 0,
    ) -> str:
        """The words with ``key``, filled with ``data``.

        They are in the voice for ``audience``, else for the audience that ``data`` names (a flow
        knows first who is there), else for ``who``. ``seed`` chooses among several ways to say it:
        the next number is the next way.
        """
        filled = dict(data or {})
        chosen = audience or filled.get("audience") or (who.persona if who else "young_person")
        return self._render(key, filled, _Voice(str(chosen), seed))

    def label(self, key: str, data: Mapping[str, Any] | None = None) -> str:
        """The words of a button: one line."""
        return " ".join(self.say(key, data).split())

    def ways(self, key: str) -> Iterable[tuple[str, int]]:
        """Each (audience, seed) that makes ``key`` read differently, for tests that read all."""
        for audience, ways in self._entries[key].items():
            shown = "parent" if audience == "adult" else audience
            yield from ((shown, seed) for seed in range(len(ways)))

    def _render(self, key: str, data: dict[str, Any], voice: _Voice) -> str:
        ways = self._ways(key, voice.audience)
        # Offset by the key, so that two texts with as many ways do not change in step.
        template = ways[(voice.seed + crc32(key.encode())) % len(ways)]

        def other(name: str, **more: Any) -> str:
            return self._render(name, {**data, **more}, voice)

        def term(kind: str, slug: str) -> str:
            return self._term(kind, slug, voice)

        def terms(kind: str, slugs: Iterable[str]) -> list[str]:
            return [term(kind, slug) for slug in slugs]

        try:
            return _tidy(template.render(data, words=other, term=term, terms=terms))
        except jinja2.TemplateError as problem:
            raise WordsMissing(f"The words “{key}” cannot be filled in: {problem}.") from problem

    def _term(self, kind: str, slug: str, voice: _Voice) -> str:
        """What a slug is called: our own words (label.<kind>.<slug>), or the vocabulary's label.

        An age ("13-15") is told in words by label.age.
        """
        key = f"label.{kind}.{slug}"
        if key in self._entries:
            return self._render(key, {}, voice)
        if kind == "age":
            low, _, high = slug.partition("-")
            return self._render("label.age", {"low": low, "high": high or low}, voice)
        labels: dict[str, str] = getattr(vocabulary(), f"{kind}s", {})
        return labels.get(slug, slug)

    def _ways(self, key: str, audience: str) -> Ways:
        entry = self._entries.get(key)
        if entry is None:
            raise WordsMissing(f"There are no words for “{key}”.")
        if audience in entry:
            return entry[audience]
        return entry["adult"] if audience in ADULTS and "adult" in entry else entry["young_person"]

    def _compile(self, key: str, value: Any) -> dict[str, Ways]:
        by_audience = value if isinstance(value, Mapping) else {"young_person": value}
        return {name: tuple(self._templates(key, ways)) for name, ways in by_audience.items()}

    def _templates(self, key: str, ways: str | list[str]) -> Iterable[jinja2.Template]:
        for text in [ways] if isinstance(ways, str) else ways:
            try:
                yield self._environment.from_string(text)
            except jinja2.TemplateSyntaxError as problem:
                raise ContentError(f"The words “{key}”: {problem.message}.") from problem


def _environment() -> jinja2.Environment:
    environment = ImmutableSandboxedEnvironment(
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # plain text: the channels escape
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        listed=listed,
        either=lambda values: listed(values, "or"),
        first_up=lambda text: text[:1].upper() + text[1:],
    )
    return environment


def listed(values: Iterable[Any], last: str = "and") -> str:
    """ "a", "a and b", "a, b and c"."""
    items = [str(value) for value in values]
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def _tidy(text: str) -> str:
    """Spaces and empty lines that templates leave behind, taken out."""
    lines = [re.sub(r"[ \t]+", " ", line).strip() for line in text.strip().splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))
