"""When, where, how much and how to start, in the words of ``content/reasons.yml``."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from basics.content import load_yaml
from basics.vocabulary import vocabulary
from directory.records import LocationRecord, ScheduleRecord, ServiceRecord
from directory.search.bits import DAYS
from directory.words import CONTENT

_SHORT_FEES = 80
"""Characters of the source's own words about fees that are shown as they are."""
_TEXTS = {"type": "object", "additionalProperties": {"type": "string", "minLength": 1}}


def _exactly(*keys: str) -> dict[str, Any]:
    return {**_TEXTS, "required": list(keys), "propertyNames": {"enum": list(keys)}}


def schema() -> dict[str, Any]:
    """What ``reasons.yml`` must hold: every slug of the vocabulary that can be a reason."""
    slugs = vocabulary()
    sections = {
        "reasons": _exactly(
            "interest", "topic", "text", "free", "price", "age_range", "age_from", "age_to", "age_all",
            "distance", "very_near", "day", "time_of_day", "drop_in", "online", "access", "audience",
            "language",
        ),
        "unknown": _exactly(
            "age", "some_ages", "cost", "when", "time_of_day", "where", "access", "checked", "old",
        ),
        "times_of_day": _exactly(*slugs.times_of_day),
        "access_needs": _exactly(*slugs.access_needs),
        "audiences": _exactly(*slugs.audiences),
        "silent_topics": {"type": "array", "items": {"enum": list(slugs.topics)}},
        "days": _exactly(*DAYS, "every_day", "weekdays", "weekends"),
        "when": _exactly("times", "from", "open", "term", "holidays", "and"),
        "cost": _exactly("free", "amount", "amount_for", "paid"),
        "where": _exactly("online", "area"),
        "how_to_start": _exactly("drop_in", "referral", "phone", "email", "url"),
    }  # fmt: skip
    return {
        "type": "object",
        "required": list(sections),
        "additionalProperties": False,
        "properties": sections,
    }


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """``reasons.yml``, checked."""
    data: dict[str, Any] = load_yaml(CONTENT / "reasons.yml", schema())
    return data


def days_text(days: tuple[str, ...]) -> str:
    """ "Tuesdays and Thursdays", "weekdays", "every day"."""
    names = words()["days"]
    ordered = tuple(day for day in DAYS if day in days)
    for group, key in ((DAYS, "every_day"), (DAYS[:5], "weekdays"), (DAYS[5:], "weekends")):
        if ordered == group:
            return str(names[key])
    listed = [names[day] for day in ordered]
    if len(listed) < 2:
        return "".join(listed)
    return str(words()["when"]["and"].format(first=", ".join(listed[:-1]), last=listed[-1]))


def clock_text(clock: str) -> str:
    """ "16:30" as people say it: "4:30pm"."""
    hours, minutes = (int(part) for part in clock.split(":")[:2])
    half = "am" if hours % 24 < 12 else "pm"
    past = f":{minutes:02d}" if minutes else ""
    return f"{hours % 12 or 12}{past}{half}"


def when_text(schedules: list[ScheduleRecord]) -> str | None:
    """Every known time in one line; None where nothing is known."""
    lines = [line for line in (_one_schedule(schedule) for schedule in schedules) if line]
    text = "; ".join(dict.fromkeys(lines))
    return text[:1].upper() + text[1:] if text else None


def _one_schedule(schedule: ScheduleRecord) -> str:
    patterns = words()["when"]
    if not schedule.byday and not schedule.opens_at:
        return schedule.description
    text = days_text(schedule.byday or DAYS)
    if schedule.opens_at and schedule.closes_at:
        text = patterns["times"].format(
            days=text, start=clock_text(schedule.opens_at), end=clock_text(schedule.closes_at)
        )
    elif schedule.opens_at:
        text = patterns["from"].format(days=text, start=clock_text(schedule.opens_at))
    if schedule.purpose == "opening_hours":
        text = patterns["open"].format(text=text)
    if schedule.term_time is not None:
        text = patterns["term" if schedule.term_time else "holidays"].format(text=text)
    return str(text)


def cost_text(record: ServiceRecord) -> str | None:
    """What it costs; None where that is not known."""
    patterns = words()["cost"]
    if record.free:
        return str(patterns["free"])
    if record.fees_description and len(record.fees_description) <= _SHORT_FEES:
        return record.fees_description
    prices = []
    for cost in record.costs:
        if cost.amount is None:
            continue
        amount = f"{cost.amount:.2f}".removesuffix(".00")
        key = "amount_for" if cost.option else "amount"
        prices.append(patterns[key].format(amount=amount, option=cost.option))
    if prices:
        return "; ".join(dict.fromkeys(prices))
    return str(patterns["paid"]) if record.free is False else None


def where_text(record: ServiceRecord, location: LocationRecord | None) -> str | None:
    """A short public address; None for one that must not be told or is not known."""
    patterns = words()["where"]
    if location is not None and not location.hidden:
        parts = (location.name, location.address_1, location.city, location.postal_code)
        return ", ".join(dict.fromkeys(part for part in parts if part)) or None
    if location is None and record.online:
        return str(patterns["online"])
    if location is None and record.area is not None and not record.area.guessed:
        return str(patterns["area"].format(name=record.area.name))
    return None


def how_to_start(record: ServiceRecord) -> str | None:
    """The first step, in the source's words where it gives them."""
    patterns = words()["how_to_start"]
    if record.application_process:
        return record.application_process
    if record.referral_needed:
        return str(patterns["referral"])
    if record.drop_in:
        return str(patterns["drop_in"])
    for key, value in (("phone", record.phones), ("email", record.email), ("url", record.url)):
        if value:
            return str(patterns[key])
    return None
