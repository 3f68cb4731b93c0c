"""A directory of a dozen made-up services, searched in the plainest way: for scripted conversations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from directory.query import SearchAnswer, SearchQuery, ServiceHit


def service(
    name: str,
    ages: tuple[int, int],
    tags: str,
    *,
    day: str = "sat",
    free: bool = True,
    online: bool = False,
) -> ServiceHit:
    """A service; ``tags`` are topics and interests, told apart by the vocabulary of the query."""
    slug = name.lower().replace(" ", "-").replace("'", "")
    return ServiceHit(
        service_id=slug,
        name=name,
        organization="Made Up Trust",
        summary=f"{name}, for people who want it.",
        reasons=(f"It is for ages {ages[0]} to {ages[1]}",),
        min_age=ages[0],
        max_age=ages[1],
        distance_km=None if online else 1.2,
        where="online" if online else "12 Mill Lane",
        cost="Free" if free else "£3 a time",
        free=free,
        when=day,
        how_to_start="Send a message and say hello.",
        online=online,
        phone="01632 960001",
        topics=tuple(tags.split()),
        interests=tuple(tags.split()),
        fictional=True,
    )


SERVICES = (
    service("Ink Club", (11, 16), "boredom drawing_painting"),
    service("Paint and Chat", (10, 19), "drawing_painting loneliness", day="wed"),
    service("Comic Makers", (12, 18), "drawing_painting creative_writing", day="thu"),
    service("Sit Together", (10, 19), "loneliness falling_out"),
    service("Night Owls", (10, 25), "sleep anxiety", online=True),
    service("Calm Line", (10, 19), "anxiety loneliness low_mood", online=True),
    service("Little Kicks", (5, 11), "football", day="sat"),
    service("Mixed Five A Side", (7, 16), "football boredom", day="sat"),
    service("Open Gym", (8, 18), "gym_fitness boredom", day="sat", free=False),
    service("Ring Room", (11, 19), "boxing boredom", day="mon"),
    service("Family Larder", (0, 99), "money_food_housing", day="tue"),
    service("Back to Class", (10, 17), "attendance anxiety", day="fri"),
    service("Beat Lab", (13, 19), "music_production boredom", day="fri"),
    service("First Aiders", (20, 25), "volunteering boredom giving_back", day="sun"),
)
UNKNOWN = ("Zzyzx", "Narnia")
AMBIGUOUS = {"Newport": ("Newport, Gwent", "Newport, Shropshire")}


def find(query: Mapping[str, Any]) -> dict[str, Any]:
    """Answer a search. Services are near every place but those of UNKNOWN and AMBIGUOUS."""
    wanted = SearchQuery.model_validate(query)
    if wanted.near in UNKNOWN:
        return SearchAnswer(place_problem="unknown_place").model_dump(mode="json")
    if wanted.near in AMBIGUOUS:
        choices = AMBIGUOUS[str(wanted.near)]
        answer = SearchAnswer(place_problem="ambiguous_place", place_choices=choices)
        return answer.model_dump(mode="json")
    if "broken" in wanted.text:
        return {**SearchAnswer().model_dump(mode="json"), "failed": True}
    hits = [hit for hit in SERVICES if _fits(hit, wanted)]
    return SearchAnswer(results=tuple(hits[: wanted.limit])).model_dump(mode="json")


def _fits(hit: ServiceHit, wanted: SearchQuery) -> bool:
    tags = {*wanted.topics, *wanted.interests}
    return (
        hit.service_id not in wanted.exclude
        and (not tags or bool(tags & {*hit.topics, *hit.interests}))
        and (wanted.min_age is None or (hit.min_age or 0) <= wanted.min_age)
        and (wanted.max_age is None or wanted.max_age <= (hit.max_age or 99))
        and (not wanted.free_only or bool(hit.free))
        and (not wanted.days or hit.when in wanted.days)
        and (hit.when not in wanted.not_days)
        and (not wanted.text or any(w in hit.name.lower() for w in wanted.text.split()))
    )
