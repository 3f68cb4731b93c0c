"""Lines made ready for fitting: read by the normaliser, with noisy readings beside the clean one."""

from __future__ import annotations

import json
import random
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from safeguarding.model.lines import Line
from safeguarding.model.noise import noisy
from safeguarding.model.text import words_of
from safeguarding.normaliser import Normaliser

NOISY = 3
"""Noisy readings beside the clean one; each round of fitting takes one or the other."""


def write_prepared(lines: Iterable[Line], normaliser: Normaliser, out: TextIO) -> int:
    """One JSON object a line for :mod:`safeguarding.model.fit`; gives how many were written."""
    count = 0
    for line in lines:
        out.write(json.dumps(_prepared(line, normaliser), ensure_ascii=False) + "\n")
        count += 1
    return count


def _prepared(line: Line, normaliser: Normaliser) -> dict[str, object]:
    rng = random.Random(zlib.crc32(line.id.encode()))
    readings = [line.text, *(noisy(line.text, rng) for _ in range(NOISY))]
    texts = [" ".join(words_of(reading, normaliser.read(reading))) for reading in readings]
    return {
        "id": line.id, "writer": line.writer, "tier": line.tier.rank, "kind": line.kind,
        "category": line.category if line.kind == "risk" else None, "texts": texts,
    }  # fmt: skip


def prepare(lines: Iterable[Line], normaliser: Normaliser, path: Path) -> int:
    """Write all of ``lines`` to ``path``; gives how many."""
    with path.open("w", encoding="utf-8") as out:
        return write_prepared(lines, normaliser, out)
