"""The word index and the box index: FTS5 and R*Tree on SQLite, tsvector and GiST on PostgreSQL.

Both hold the same stems, so both find the same services. Everything that differs between the two
databases is in this module.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from sqlalchemy import Select, column, func, select, table, text
from sqlalchemy.ext.asyncio import AsyncSession

from directory.geo import Box
from directory.words import Phrase

BoxRow = tuple[int, Box]
WordRow = tuple[int, str, str]
"""doc, head, body"""


class SearchIndex(Protocol):
    """What search needs of a database beyond plain SQL."""

    def matching(self, phrases: Sequence[Phrase], *, head_only: bool) -> Select[Any]:
        """A select of ``doc`` of services that have one of ``phrases``."""
        ...

    def boxes_in(self, box: Box) -> Select[Any]:
        """A select of the ids of entries whose boxes touch ``box``."""
        ...

    async def frequencies(self, session: AsyncSession, stems: Iterable[str]) -> dict[str, int]:
        """How many services have each stem; a stem that none has is left out."""
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

    _words = table("search_words", column("rowid"), column("search_words"))
    _box = table(
        "search_box",
        *(column(name) for name in ("id", "min_lat", "max_lat", "min_lon", "max_lon")),
    )
    _vocabulary = table("search_vocabulary", column("term"), column("doc"))

    def matching(self, phrases: Sequence[Phrase], *, head_only: bool) -> Select[Any]:
        # Stems are letters and digits only (directory.words), so quoting cannot be escaped from.
        quoted = " OR ".join('"' + " ".join(phrase) + '"' for phrase in phrases)
        query = f"head : ({quoted})" if head_only else quoted
        words = self._words.c
        return select(words.rowid.label("doc")).where(words.search_words.op("MATCH")(query))

    def boxes_in(self, box: Box) -> Select[Any]:
        c = self._box.c
        return select(c.id).where(
            c.min_lat <= box.max_lat, c.max_lat >= box.min_lat,
            c.min_lon <= box.max_lon, c.max_lon >= box.min_lon,
        )  # fmt: skip

    async def frequencies(self, session: AsyncSession, stems: Iterable[str]) -> dict[str, int]:
        c = self._vocabulary.c
        rows = await session.execute(select(c.term, c.doc).where(c.term.in_(sorted(set(stems)))))
        return {str(term): int(doc) for term, doc in rows}

    async def add(
        self, session: AsyncSession, words: Sequence[WordRow], boxes: Sequence[BoxRow]
    ) -> None:
        if words:
            await session.execute(
                text("INSERT INTO search_words (rowid, head, body) VALUES (:doc, :head, :body)"),
                [{"doc": doc, "head": head, "body": body} for doc, head, body in words],
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

    _words = table("search_words", column("doc"), column("words"))
    _box = table("search_box", column("id"), column("area"))

    def matching(self, phrases: Sequence[Phrase], *, head_only: bool) -> Select[Any]:
        weight = ":A" if head_only else ""
        parts = (" <-> ".join(stem + weight for stem in phrase) for phrase in phrases)
        query = func.to_tsquery("simple", " | ".join(f"({part})" for part in parts))
        return select(self._words.c.doc.label("doc")).where(self._words.c.words.op("@@")(query))

    def boxes_in(self, box: Box) -> Select[Any]:
        area = func.box(func.point(box.min_lon, box.min_lat), func.point(box.max_lon, box.max_lat))
        return select(self._box.c.id).where(self._box.c.area.op("&&")(area))

    async def frequencies(self, session: AsyncSession, stems: Iterable[str]) -> dict[str, int]:
        found: dict[str, int] = {}
        for stem in sorted(set(stems)):
            matching = self.matching([(stem,)], head_only=False).subquery()
            count = await session.scalar(select(func.count()).select_from(matching))
            if count:
                found[stem] = int(count)
        return found

    async def add(
        self, session: AsyncSession, words: Sequence[WordRow], boxes: Sequence[BoxRow]
    ) -> None:
        if words:
            await session.execute(
                text(
                    "INSERT INTO search_words (doc, words) VALUES (:doc, "
                    "setweight(to_tsvector('simple', :head), 'A') || to_tsvector('simple', :body))"
                ),
                [{"doc": doc, "head": head, "body": body} for doc, head, body in words],
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


def _corners(entry: int, box: Box) -> dict[str, float]:
    return {
        "id": entry, "south": box.min_lat, "north": box.max_lat, "west": box.min_lon,
        "east": box.max_lon,
    }  # fmt: skip
