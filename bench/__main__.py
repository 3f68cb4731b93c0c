"""``make bench``: measure, print, and write docs/bench.md."""

from __future__ import annotations

import argparse
import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

from bench import directory, screening, turns
from bench.timing import machine
from waymark.logs import set_up_logging

OUT = Path(__file__).parent.parent / "docs" / "bench.md"
PARTS = ("screening", "directory", "turns")


def main() -> int:
    """Run the parts asked for; 0 when all ran."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--only", choices=PARTS, action="append", help="measure this part only")
    parser.add_argument("--no-file", action="store_true", help="print, and leave docs/bench.md")
    chosen = parser.parse_args()
    set_up_logging("warning")
    only = chosen.only or PARTS
    texts = {}
    for part in only:
        print(f"measuring {part} ...", file=sys.stderr, flush=True)
        if part == "screening":
            texts[part] = screening.report()
        elif part == "directory":
            texts[part] = asyncio.run(directory.report())
        else:
            texts[part] = asyncio.run(turns.report())
        print(texts[part], "\n", flush=True)
    if not chosen.no_file and set(only) == set(PARTS):
        OUT.write_text(_page(texts), encoding="utf-8")
    return 0


def _page(texts: dict[str, str]) -> str:
    return f"""# How fast it is

Made by `make bench` on {datetime.now(UTC):%d %B %Y} ({machine()}). Times are wall-clock, one call
after the other, on an otherwise idle machine; they vary by some tenths from run to run.

## A turn, beside a plain Rasa assistant
A turn here is the whole of it: stored, screened, understood by the Rasa server over HTTP, led by the
flow engine, matched against the demo directory, the answer stored. The rival is a plain Rasa
assistant in the same run: the same pipeline and training data, rules and a fixed response for each
request, over its REST channel; it keeps nothing on disk, screens nothing and finds nothing.

{texts["turns"]}

## Screening
{texts["screening"]}

## Directory search
Synthetic services spread over the six areas; each search has words, an age, a place with a radius, or
"free". SQLite with FTS5 and R*Tree. The rival is the plain way, in the same run and on the same file:
read every service's row, filter and sort by distance in Python.

{texts["directory"]}
"""


if __name__ == "__main__":
    sys.exit(main())
