"""The one place that writes services: their tables and the search index, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, delete, func, insert, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from directory import tables as t
from directory.records import ServiceRecord
from directory.rows import Row, Rows, digest, taxonomy_rows
from directory.search.bits import fingerprint
from directory.search.entries import index
from directory.search.index import BoxRow, SearchIndex, WordRow, index_for
from directory.search.tables import SearchCard, SearchEntry, SearchState
from storage.base import Base

BATCH = 500
"""Services written at a time: bounds memory, and the length of an IN list."""
FINGERPRINT = "fingerprint"
"""Key of ``search_state``."""
_LOCK = 0x57617952
"""PostgreSQL advisory lock held while entries are numbered."""

_CHILDREN = (
    t.ServiceAtLocation, t.ServiceArea, t.Schedule, t.CostOption, t.Phone, t.Contact, t.Language,
    t.Provenance,
)  # fmt: skip


@dataclass(slots=True)
class Written:
    """How many services were new, different, and the same as before."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0

    def __iadd__(self, other: Written) -> Written:
        self.added += other.added
        self.changed += other.changed
        self.unchanged += other.unchanged
        return self


async def write(
    session: AsyncSession, records: Sequence[ServiceRecord], *, source: str, now: datetime
) -> Written:
    """Write ``records`` (at most a few hundred at a time) inside the caller's transaction.

    A record that is the same as when it was last imported is left alone; one that differs
    replaces everything that was known of its service.
    """
    latest = {record.id: record for record in records}
    digests = {record.id: digest(record) for record in latest.values()}
    before = await _digests(session, list(latest))
    done = Written(unchanged=sum(before.get(key) == value for key, value in digests.items()))
    fresh = [record for record in latest.values() if before.get(record.id) != digests[record.id]]
    if not fresh:
        return done
    old = [record.id for record in fresh if record.id in before]
    done.changed, done.added = len(old), len(fresh) - len(old)
    rows = Rows()
    for record in fresh:
        rows.add(record, source=source, digest=digests[record.id], now=now)
    await ensure_taxonomies(session)
    await _clear(session, old)
    await _store(session, rows, replaced=set(old))
    await reindex(session, fresh)
    return done


async def remove(session: AsyncSession, service_ids: Sequence[str]) -> None:
    """Take services out, with everything that hangs on them and their search entries."""
    await unindex(session, service_ids)
    await _clear(session, list(service_ids))
    await session.execute(delete(t.Service).where(t.Service.id.in_(service_ids)))


async def reindex(session: AsyncSession, records: Iterable[ServiceRecord]) -> None:
    """Write the search entries of ``records`` anew."""
    records = list(records)
    await unindex(session, [record.id for record in records])
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    next_id = (await session.scalar(select(func.max(SearchEntry.id))) or 0) + 1
    if next_id == 1:
        await mark_index(session)
    entries: list[Row] = []
    cards: list[Row] = []
    words: list[WordRow] = []
    boxes: list[BoxRow] = []
    for record in records:
        if record.status != "active":
            continue
        indexed = index(record)
        words.append((next_id, indexed.head, indexed.body))
        for place, (entry, box) in enumerate(zip(indexed.entries, indexed.boxes, strict=True)):
            entries.append({**entry, "id": next_id + place, "doc": next_id})
            cards.append({"id": next_id + place, "card": indexed.cards[place]})
            if box is not None:
                boxes.append((next_id + place, box))
        next_id += len(indexed.entries)
    if entries:
        await session.execute(insert(_rows_of(SearchEntry)), entries)
        await session.execute(insert(_rows_of(SearchCard)), cards)
    await _index(session).add(session, words, boxes)


async def mark_index(session: AsyncSession) -> None:
    """Note what the bits of the index stand for."""
    await session.execute(delete(SearchState).where(SearchState.key == FINGERPRINT))
    await session.execute(insert(SearchState), [{"key": FINGERPRINT, "value": fingerprint()}])


async def unindex(session: AsyncSession, service_ids: Sequence[str]) -> None:
    """Take services out of the search index."""
    if not service_ids:
        return
    found = (
        await session.execute(
            select(SearchEntry.id, SearchEntry.doc).where(SearchEntry.service_id.in_(service_ids))
        )
    ).all()
    if not found:
        return
    docs = sorted({int(doc) for _, doc in found})
    ids = [int(entry) for entry, _ in found]
    await _index(session).remove(session, docs, ids)
    await session.execute(delete(SearchCard).where(SearchCard.id.in_(ids)))
    await session.execute(delete(SearchEntry).where(SearchEntry.service_id.in_(service_ids)))


async def ensure_taxonomies(session: AsyncSession) -> None:
    """Have the whole vocabulary as taxonomy terms."""
    taxonomies, terms = taxonomy_rows()
    known = await session.scalar(select(func.count()).select_from(t.TaxonomyTerm))
    if known != len(terms):
        await _upsert(session, t.Taxonomy, taxonomies)
        await _upsert(session, t.TaxonomyTerm, terms)


def _index(session: AsyncSession) -> SearchIndex:
    return index_for(is_sqlite=session.get_bind().dialect.name == "sqlite")


async def _digests(session: AsyncSession, ids: list[str]) -> dict[str, str]:
    rows = await session.execute(
        select(t.Provenance.service_id, t.Provenance.digest).where(t.Provenance.service_id.in_(ids))
    )
    return {str(service): str(value) for service, value in rows}


async def _clear(session: AsyncSession, ids: list[str]) -> None:
    if not ids:
        return
    for table in _CHILDREN:
        await session.execute(delete(table).where(table.service_id.in_(ids)))
    await session.execute(
        delete(t.Attribute).where(
            t.Attribute.link_entity == "service", t.Attribute.link_id.in_(ids)
        )
    )


async def _store(session: AsyncSession, rows: Rows, *, replaced: set[str]) -> None:
    await _upsert(session, t.Organization, list(rows.organization.values()))
    await _upsert(session, t.Location, list(rows.location.values()))
    for table, kept in ((t.Address, rows.address), (t.Accessibility, rows.accessibility)):
        await session.execute(delete(table).where(table.location_id.in_(list(rows.location))))
        await _insert(session, table, kept)
    new = [row for row in rows.service if row["id"] not in replaced]
    await _insert(session, t.Service, new)
    await _upsert(session, t.Service, [row for row in rows.service if row["id"] in replaced])
    children: tuple[tuple[type[Base], list[Row]], ...] = (
        (t.ServiceAtLocation, rows.service_at_location),
        (t.ServiceArea, rows.service_area),
        (t.Schedule, rows.schedule),
        (t.CostOption, rows.cost_option),
        (t.Phone, rows.phone),
        (t.Contact, rows.contact),
        (t.Language, rows.language),
        (t.Attribute, rows.attribute),
        (t.Provenance, rows.provenance),
    )
    for child, batch in children:
        await _insert(session, child, batch)


def _rows_of(entity: type[Base]) -> Table:
    """The table of ``entity``: written to directly, many rows go to the driver at once."""
    return cast("Table", entity.__table__)


async def _insert(session: AsyncSession, table: type[Base], rows: list[Row]) -> None:
    if rows:
        await session.execute(insert(_rows_of(table)), rows)


async def _upsert(session: AsyncSession, table: type[Base], rows: list[Row]) -> None:
    if not rows:
        return
    dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    # The table, not the class: SQLAlchemy would send an upsert of a class one row at a time.
    statement = dialect.insert(_rows_of(table))
    changes = {name: statement.excluded[name] for name in rows[0] if name != "id"}
    await session.execute(
        statement.on_conflict_do_update(index_elements=["id"], set_=changes), rows
    )
