"""Many searches from one start: JSON Lines in, JSON Lines out (``search --queries``)."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from directory.directory import Directory
from directory.query import SearchAnswer, SearchQuery


async def search_lines(
    directory: Directory, lines: Iterable[str], now: datetime
) -> AsyncIterator[dict[str, Any]]:
    """An answer object with its ``id`` for each line; ``error`` instead where a line is no query.

    A line is ``{"id","text","near","radius_km","age","free_only","limit"}``, all but text optional,
    and may hold any other field of :class:`SearchQuery` too. Blank lines are skipped.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        key: Any = number
        try:
            data = json.loads(line)
            if not isinstance(data, dict):
                raise ValueError("not an object")
            key = data.pop("id", number)
            query = query_of(data)
        except (ValueError, ValidationError) as problem:
            yield {"id": key, "error": f"line {number}: {_said(problem)}"}
            continue
        yield {"id": key, **answer_object(await directory.search(query, now=now))}


def query_of(data: dict[str, Any]) -> SearchQuery:
    """A query from a line's object: ``age`` stands for both ends, null for not given."""
    given = {name: value for name, value in data.items() if value is not None}
    age = given.pop("age", None)
    if age is not None:
        given.setdefault("min_age", age)
        given.setdefault("max_age", age)
    return SearchQuery.model_validate(given)


def answer_object(answer: SearchAnswer) -> dict[str, Any]:
    """An answer as ``search --json`` prints it."""
    return answer.model_dump(mode="json")


def _said(problem: ValueError) -> str:
    if isinstance(problem, ValidationError):
        first = problem.errors()[0]
        return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
    if isinstance(problem, json.JSONDecodeError):
        return "not valid JSON"
    return str(problem)
