"""How well languages are told apart: ``python -m safeguarding.language_measure``.

English is measured on the lines that the risk model learns from, each writer read with a word list to
which that writer added nothing, and on English that invites mistakes. Other languages are measured on
messages drafted by machine (``data/languages``): expect less of real ones.
"""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from basics.content import load_yaml
from safeguarding.english_words import collect
from safeguarding.language import LanguageReader
from safeguarding.model.lines import load_lines

FOLDER = Path(__file__).with_name("data") / "languages"
_ABOUT = frozenset({"language", "script", "checked_by_a_speaker"})
_SAME = {"hi": frozenset({"hi", "ur"})}
"""Hindi in Latin letters cannot be told from Urdu."""


class Reader(Protocol):
    """Whatever is measured."""

    def foreign(self, text: str) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Messages:
    """One file of the measure set."""

    name: str
    language: str
    romanised: bool
    lines: tuple[str, ...]

    def is_right(self, code: str | None) -> bool:
        same = _SAME.get(self.language) if self.romanised else None
        return code in (same or {self.language})


@dataclass(slots=True)
class Count:
    """Of ``lines`` messages: how many were found foreign, and how many with the right language."""

    lines: int = 0
    foreign: int = 0
    right: int = 0
    wrong: list[str] = field(default_factory=list)


def load_messages(folder: Path = FOLDER) -> list[Messages]:
    """The measure set, a file a language; English is in ``english.yml``."""
    return [_messages(path) for path in sorted(folder.glob("*.yml"))]


def load_later(path: Path = FOLDER / "later" / "short.yml") -> list[Messages]:
    """Short messages that were written after the word lists, a block a language."""
    return [
        Messages(f"{code}_later", code, False, tuple(block.splitlines()))
        for code, block in load_yaml(path).items()
    ]


def _messages(path: Path) -> Messages:
    data = load_yaml(path)
    blocks = [block for key, block in data.items() if key not in _ABOUT]
    lines = tuple(line.strip() for block in blocks for line in block.splitlines() if line.strip())
    name = path.stem
    return Messages(name, data["language"], name.endswith("_roman"), lines)


def count(reader: Reader, messages: Messages) -> Count:
    found = Count()
    for line in messages.lines:
        code = reader.foreign(line)
        found.lines += 1
        found.foreign += code is not None
        right = code is None if messages.language == "en" else messages.is_right(code)
        found.right += right
        if not right:
            found.wrong.append(f"{code}: {line}")
    return found


def english_lines() -> Count:
    """The training lines, each writer's with the words of the others only."""
    by_writer: dict[str, list[str]] = defaultdict(list)
    for line in load_lines():
        by_writer[line.writer].append(line.text)
    found = Count()
    for writer, lines in by_writer.items():
        others = ((w, text) for w, texts in by_writer.items() if w != writer for text in texts)
        reader = LanguageReader(collect(others))
        one = count(reader, Messages(writer, "en", False, tuple(lines)))
        found.lines += one.lines
        found.foreign += one.foreign
        found.wrong += one.wrong
    return found


def main() -> None:
    begun = time.perf_counter()
    reader = LanguageReader()
    say(f"loaded in {time.perf_counter() - begun:.2f} s")
    for messages in load_messages() + load_later():
        one = count(reader, messages)
        say(f"{messages.name:20} {one.lines:4} lines, foreign {one.foreign}, right {one.right}")
        for wrong in one.wrong:
            say(f"    {wrong}")
    found = english_lines()
    say(f"English training lines: {found.foreign} of {found.lines} taken for another language")
    for wrong in found.wrong:
        say(f"    {wrong}")


def say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
