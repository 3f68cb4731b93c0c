"""The word index and the box index: FTS5 and R*Tree on SQLite, tsvector and GiST on PostgreSQL.

Both hold the same stems, so both find the same services. Everything that differs between the two
databases is in this module.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from directory.geo import Box
from directory.sql import fetch
from directory.words import Phrase

BoxRow = tuple[int, Box]
WordRow = tuple[int, str, str]
"""doc, head, body"""
ALL = ""
"""In :meth:`SearchIndex.frequencies`: the number of services (or a little more)."""


class SearchIndex(Protocol):
    """What search needs of a database beyond plain SQL."""

    def match_text(self, phrases: Sequence[Phrase], *, head_only: bool) -> str:
        """A query of the word index: any of ``phrases``, in the head only or anywhere."""
        ...

    def matching(self, column: str, match: str) -> str:
        """SQL that selects doc and ``column`` of services that meet the bound ``match``."""
        ...

    def in_box(self, south: str, north: str, west: str, east: str) -> str:
        """SQL that selects the ids of entries whose boxes touch this one (bound names)."""
        ...

    async def frequencies(self, session: AsyncSession, stems: Iterable[str]) -> dict[str, int]:
        """How many services have each stem, and under ``ALL`` how many there are; a stem that none
        has is left out."""
        ...

    async def add(
        self, session: AsyncSession, words: Sequence[WordRow], boxes: Sequence[BoxRow]
    ) -> None: ...

    async def remove(
        self, session: AsyncSession, docs: Sequence[int], entries: Sequence[int]
    ) -> None: ...


def index_for(*, is_sqlite: bool) -> SearchIndex:
    """The index of the database in use."""
    return SqliteIndex() if is_sqlite else PostgresIndex()


class SqliteIndex:
    """FTS5 and R*Tree."""

    def match_text(self, phrases: Sequence[Phrase], *, head_only: bool) -> str:
        # Stems are letters and digits only (directory.words), so quoting cannot be escaped from.
        quoted = " OR ".join('"' + " ".join(phrase) + '"' for phrase in phrases)
        return f"head : ({quoted})" if head_only else quoted

    def matching(self, column: str, match: str) -> str:
        return f"SELECT rowid AS doc, {column} FROM search_words WHERE search_words MATCH {match}"  # noqa: S608

    def in_box(self, south: str, north: str, west: str, east: str) -> str:
        sides = (
            f"max_lat >= {south} AND min_lat <= {north} AND max_lon >= {west} AND min_lon <= {east}"
        )
        return f"SELECT id FROM search_box WHERE {sides}"  # noqa: S608

    async def frequencies(self, session: AsyncSession, stems: Iterable[str]) -> dict[str, int]:
        names = {f"s{place}": stem for place, stem in enumerate(sorted(set(stems)))}
        marks = ", ".join(f":{name}" for name in names)
        sql = (
            "SELECT '' AS term, coalesce(max(doc), 0) AS doc FROM search_entry UNION ALL "  # noqa: S608
            f"SELECT term, doc FROM search_vocabulary WHERE term IN ({marks})"
        )
        rows = await fetch(session, sql, names)
        return {str(term): int(doc) for term, doc in rows}

    async def add(
        self, session: AsyncSession, words: Sequence[WordRow], boxes: Sequence[BoxRow]
    ) -> None:
        if words:
            await session.execute(
                text("INSERT INTO search_words (rowid, head, body) VALUES (:doc, :head, :body)"),
                _word_rows(words),
            )
        if boxes:
            await session.execute(
                text("INSERT INTO search_box VALUES (:id, :south, :north, :west, :east)"),
                [_corners(entry, box) for entry, box in boxes],
            )

    async def remove(
        self, session: AsyncSession, docs: Sequence[int], entries: Sequence[int]
    ) -> None:
        if docs:
            await session.execute(
                text("DELETE FROM search_words WHERE rowid = :doc"), [{"doc": doc} for doc in docs]
            )
        if entries:
            await session.execute(
                text("DELETE FROM search_box WHERE id = :id"), [{"id": entry} for entry in entries]
            )


class PostgresIndex:
    """tsvector with a GIN index, boxes with a GiST index."""

    def match_text(self, phrases: Sequence[Phrase], *, head_only: bool) -> str:
        weight = ":A" if head_only else ""
        parts = (" <-> ".join(stem + weight for stem in phrase) for phrase in phrases)
        return " | ".join(f"({part})" for part in parts)

    def matching(self, column: str, match: str) -> str:
        return (
            f"SELECT doc, {column} FROM search_words WHERE words @@ to_tsquery('simple', {match})"  # noqa: S608
        )

    def in_box(self, south: str, north: str, west: str, east: str) -> str:
        area = f"box(point({west}, {south}), point({east}, {north}))"
        return f"SELECT id FROM search_box WHERE area && {area}"  # noqa: S608

    async def frequencies(self, session: AsyncSession, stems: Iterable[str]) -> dict[str, int]:
        names = {f"s{place}": stem for place, stem in enumerate(sorted(set(stems)))}
        parts = ["SELECT '' AS term, coalesce(max(doc), 0) AS doc FROM search_entry"]
        parts += [
            f"SELECT :{name}, count(*) FROM search_words "  # noqa: S608
            f"WHERE words @@ to_tsquery('simple', :{name})"
            for name in names
        ]
        rows = await fetch(session, " UNION ALL ".join(parts), names)
        return {str(term): int(doc) for term, doc in rows if doc or term == ALL}

    async def add(
        self, session: AsyncSession, words: Sequence[WordRow], boxes: Sequence[BoxRow]
    ) -> None:
        if words:
            await session.execute(
                text(
                    "INSERT INTO search_words (doc, words) VALUES (:doc, "
                    "setweight(to_tsvector('simple', :head), 'A') || to_tsvector('simple', :body))"
                ),
                _word_rows(words),
            )
        if boxes:
            await session.execute(
                text(
                    "INSERT INTO search_box (id, area) VALUES "
                    "(:id, box(point(:west, :south), point(:east, :north)))"
                ),
                [_corners(entry, box) for entry, box in boxes],
            )

    async def remove(
        self, session: AsyncSession, docs: Sequence[int], entries: Sequence[int]
    ) -> None:
        if docs:
            await session.execute(
                text("DELETE FROM search_words WHERE doc = ANY(:docs)"), {"docs": list(docs)}
            )
        if entries:
            await session.execute(
                text("DELETE FROM search_box WHERE id = ANY(:ids)"), {"ids": list(entries)}
            )


def _word_rows(words: Sequence[WordRow]) -> list[dict[str, Any]]:
    return [{"doc": doc, "head": head, "body": body} for doc, head, body in words]


def _corners(entry: int, box: Box) -> dict[str, float]:
    return {
        "id": entry, "south": box.min_lat, "north": box.max_lat, "west": box.min_lon,
        "east": box.max_lon,
    }  # fmt: skip
