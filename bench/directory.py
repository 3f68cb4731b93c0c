"""Directory search at 1,000, 10,000 and 100,000 services, beside the plain way."""

from __future__ import annotations

import json
import sqlite3
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.timing import HEAD, measure, timing
from directory.directory import Directory
from directory.geo import haversine_km
from directory.query import SearchQuery
from storage.crypto import Cipher, new_key
from storage.database import Database
from storage.migrate import upgrade
from tests.support.synthetic_directory import NOW, TOWNS, fill, queries

SIZES = (1_000, 10_000, 100_000)
_ROWS = """
SELECT s.id, s.name, s.description, s.minimum_age, s.maximum_age, l.latitude, l.longitude
FROM service s
LEFT JOIN service_at_location sl ON sl.service_id = s.id
LEFT JOIN location l ON l.id = sl.location_id
WHERE s.status = 'active'
"""


async def report() -> str:
    """The table for every size."""
    rows = [HEAD]
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            rows += await _one(size, Path(folder) / "bench.db")
    return "\n".join(rows)


async def _one(size: int, path: Path) -> list[str]:
    upgrade(f"sqlite:///{path}")
    database = Database(f"sqlite:///{path}", Cipher([new_key()]))
    began = time.perf_counter()
    await fill(database, size)
    filled = time.perf_counter() - began
    asked = queries(400)
    directory = Directory(database)

    async def search(number: int) -> Any:
        return await directory.search(asked[number % len(asked)], now=NOW)

    ours = await measure(search, len(asked))
    await database.close()
    plain = _plain(path, asked[: 40 if size < 100_000 else 12])
    return [
        ours.row(f"{size:,} services"),
        plain.row("the plain way"),
        f"| (written and indexed in {filled:.1f} s) | | | | | |",
    ]


def _plain(path: Path, asked: list[SearchQuery]) -> Any:
    """Read every row, filter and sort in Python."""
    towns = {name: (lat, lon) for name, lat, lon in TOWNS}
    taken = []
    with sqlite3.connect(path) as connection:
        for query in asked:
            began = time.perf_counter()
            found = []
            words = query.text.lower().split()
            for row in connection.execute(_ROWS):
                _, name, description, low, high, lat, lon = row
                if query.min_age is not None and low is not None and query.min_age < low:
                    continue
                if query.max_age is not None and high is not None and query.max_age > high:
                    continue
                text = f"{name} {description or ''}".lower()
                if words and not all(word in text for word in words):
                    continue
                far = 0.0
                if query.near is not None:
                    if lat is None:
                        continue
                    far = haversine_km(*towns[query.near], lat, lon)
                    if far > query.radius_km:
                        continue
                found.append((far, name))
            json.dumps(sorted(found)[: query.limit])
            taken.append(time.perf_counter() - began)
    return timing(taken)
