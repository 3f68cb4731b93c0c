"""Made-up services in any number, spread over places in Great Britain, to measure search with.

The same seed always gives the same services. A third stand in a few big towns, as they do in life,
so that some searches meet many candidates.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from basics.vocabulary import vocabulary
from directory.query import SearchQuery
from directory.records import (
    LocationRecord,
    OrganizationRecord,
    ScheduleRecord,
    ServiceRecord,
    TagRecord,
    child_uuid,
)
from directory.search.bits import DAYS
from directory.writing import BATCH, write
from storage.database import Database

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
TOWNS = (
    ("E13", 51.53, 0.03), ("Hull", 53.744, -0.336), ("Truro", 50.263, -5.051),
    ("Blackpool", 53.817, -3.036), ("WV1", 52.587, -2.128), ("Maidstone", 51.272, 0.523),
    ("TW3", 51.468, -0.361), ("Margate", 51.389, 1.387),
)  # fmt: skip
_WORDS = [
    "friendly",
    "weekly",
    "local",
    "open",
    "welcome",
    "everyone",
    "beginners",
    "skills",
    "fun",
    "outdoors",
    "indoor",
    "games",
    "music",
    "community",
    "volunteers",
    "families",
    "friends",
    "learn",
    "create",
    "together",
    "support",
    "advice",
    "safe",
    "space",
    "trips",
    "food",
    "sport",
    "team",
    "creative",
    "confidence",
    "wellbeing",
    "evening",
    "holiday",
    "programme",
    "project",
    "school",
    "park",
]
TEXTS = (
    "boxing", "food bank", "drawing club", "footy", "cant sleep", "somewhere to do homework",
    "help with anxiety", "drama group for shy kids", "coding", "swimming lessons",
)  # fmt: skip


def services(count: int, seed: int = 7) -> Iterator[ServiceRecord]:
    """``count`` services."""
    random_ = random.Random(seed)
    interests, topics = list(vocabulary().interests), list(vocabulary().topics)
    for number in range(count):
        yield _service(number, random_, interests, topics)


def _service(
    number: int, random_: random.Random, interests: list[str], topics: list[str]
) -> ServiceRecord:
    chosen = random_.sample(interests, random_.choice((1, 1, 2)))
    worries = random_.sample(topics, random_.choice((0, 1, 2)))
    low = random_.choice((None, 5, 8, 10, 11, 13, 16, 18))
    high = None if low is None or random_.random() < 0.3 else low + random_.choice((5, 6, 8, 9))
    title = f"{vocabulary().interests[chosen[0]].title()} {random_.choice(_WORDS)} {number}"
    online = random_.random() < 0.02
    return ServiceRecord(
        id=child_uuid("synthetic", number),
        name=title,
        organization=OrganizationRecord(
            child_uuid("synthetic", "o", number // 4), f"Provider {number // 4}"
        ),
        description=" ".join(random_.choices(_WORDS, k=60)),
        minimum_age=low,
        maximum_age=high,
        age_basis=None if low is None else "stated",
        free=random_.choice((True, True, False, None)),
        schedules=[ScheduleRecord((random_.choice(DAYS),), "16:00", "18:00")]
        if random_.random() < 0.6
        else [],
        locations=[] if online else [_location(number, random_)],
        online=online,
        tags=[
            *(TagRecord("interest", slug) for slug in chosen),
            *(TagRecord("topic", slug) for slug in worries),
        ],
        is_activity=random_.random() < 0.7,
        assured_date=date(2026, 11, 1) - timedelta(days=random_.randrange(700)),
        fictional=True,
    )


def _location(number: int, random_: random.Random) -> LocationRecord:
    if random_.random() < 0.33:
        _, lat, lon = random_.choice(TOWNS)
        lat, lon = random_.gauss(lat, 0.03), random_.gauss(lon, 0.05)
    else:
        lat, lon = random_.uniform(50.2, 55.0), random_.uniform(-4.5, 1.3)
    return LocationRecord(
        child_uuid("synthetic", "l", number), f"Hall {number}", lat, lon, city="Sampleton"
    )


async def fill(database: Database, count: int) -> None:
    """Write ``count`` services."""
    batch: list[ServiceRecord] = []
    for record in services(count):
        batch.append(record)
        if len(batch) == BATCH:
            await _flush(database, batch)
            batch = []
    if batch:
        await _flush(database, batch)


async def _flush(database: Database, batch: list[ServiceRecord]) -> None:
    async with database.transaction() as session:
        await write(session, batch, source="synthetic", now=NOW)


def queries(count: int, seed: int = 11) -> list[SearchQuery]:
    """A mix of what the bot and the command line ask: words, topics, interests, ages, days, free."""
    random_ = random.Random(seed)
    interests, topics = list(vocabulary().interests), list(vocabulary().topics)
    found = []
    for number in range(count):
        age = random_.randint(10, 19)
        kind = number % 4
        found.append(
            SearchQuery(
                near=random_.choice(TOWNS)[0] if number % 10 else None,
                radius_km=random_.choice((3.0, 5.0, 10.0)),
                min_age=age,
                max_age=age,
                free_only=random_.random() < 0.3,
                days=("sat",) if random_.random() < 0.2 else (),
                text=random_.choice(TEXTS) if kind == 0 else "",
                interests=tuple(random_.sample(interests, 2)) if kind in (1, 3) else (),
                topics=tuple(random_.sample(topics, 2)) if kind in (2, 3) else (),
            )
        )
    return found
