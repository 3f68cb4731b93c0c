"""English as young people type it: the words that vouch for a message being English.

Taken from the lines that the risk model learns from, so that their slang and their spelling are in it.
``python -m safeguarding.english_words`` writes the list anew.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).with_name("content") / "english_words.txt"
_HEAD = "# Written by `python -m safeguarding.english_words` from data/training. Do not edit.\n"
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_WRITERS, _TIMES = 2, 3
"""A word is taken where so many writers used it, or somebody so often: one's typing slip is not."""


def words_of(text: str) -> list[str]:
    """The words of ``text`` in small letters, with the apostrophes and hyphens inside them.

    Styled and full-width letters become plain ones, so that they are not a script of their own.
    """
    plain = unicodedata.normalize("NFKC", text).lower().replace("’", "'")
    return _WORD.findall(plain)


@lru_cache(maxsize=1)
def english_words() -> frozenset[str]:
    """The list as it is kept."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def collect(lines: Iterable[tuple[str, str]]) -> frozenset[str]:
    """The words of ``lines`` (writer, text) that count as English."""
    times: Counter[str] = Counter()
    writers: dict[str, set[str]] = defaultdict(set)
    for writer, text in lines:
        for word in words_of(text):
            if word.isascii():
                times[word] += 1
                writers[word].add(writer)
    return frozenset(
        word for word in times if len(writers[word]) >= _WRITERS or times[word] >= _TIMES
    )


def main() -> None:
    # Here, since reading the list must not load what training needs.
    from safeguarding.model.lines import load_lines

    found = sorted(collect((line.writer, line.text) for line in load_lines()))
    FILE.write_text(_HEAD + "\n".join(found) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
