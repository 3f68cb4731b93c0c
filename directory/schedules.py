"""Days and times in words: "Mondays 4-6pm", "Mon-Fri 9am to 5pm", "every Tuesday, 16:30 - 18:00".

Only what is clear is read. "4-6" with neither am nor pm, or a day that comes after "closed" or
"except", stays in the words, which are kept.
"""

from __future__ import annotations

import re

from directory.records import ScheduleRecord
from directory.search.bits import DAYS

_NAMES = {
    "mon": "mon(?:day)?s?", "tue": "tue(?:s|sday|sdays)?", "wed": "wed(?:s|nesday|nesdays)?",
    "thu": "thu(?:r|rs|rsday|rsdays)?", "fri": "fri(?:day)?s?", "sat": "sat(?:urday)?s?",
    "sun": "sun(?:day)?s?",
}  # fmt: skip
_DAY = "(?:" + "|".join(_NAMES.values()) + r")\b\.?"
_GROUP = r"(?:weekdays?|weekends?|every ?day|daily|(?:7|seven) days(?: a week)?)\b"
_DAYS = re.compile(
    rf"\b(?P<days>{_DAY}(?:\s*(?:-|–|—|to|through|until|,|/|&|and|,\s*and)\s*{_DAY})*|{_GROUP})"
)
_CLOCK = r"(?:(?P<{0}h>[01]?\d|2[0-4])(?:[:.](?P<{0}m>[0-5]\d))?\s*(?P<{0}half>am|pm|a\.m\.?|p\.m\.?|noon|midday)?|(?P<{0}word>noon|midday|midnight))"
_TIMES = re.compile(
    r"\s*(?:\(?\s*(?:mornings?|afternoons?|evenings?|nights?)?\s*\)?)\s*[,:;–-]?\s*(?:from|between|at|during|open)?\s*"
    + _CLOCK.format("a")
    + r"(?:\s*(?:-|–|—|to|until|till|and)\s*"
    + _CLOCK.format("b")
    + r")?(?![\d.]*\d)"
)
_PART = re.compile(r"\s*(?P<part>mornings?|afternoons?|evenings?)\b")
_PARTS = {
    "morning": ("09:00", "12:00"),
    "afternoon": ("13:00", "17:00"),
    "evening": ("18:00", "21:00"),
}
_BARRED = re.compile(r"\b(?:closed|except|excluding|apart from|not|no)\b[^.;]{0,20}$")
_TERM = re.compile(r"\bterm[- ]?time\b|\bduring term\b")
_HOLIDAYS = re.compile(
    r"\b(?:school )?holidays? (?:only|club|camp)\b|\bin (?:the )?school holidays\b"
)
_MOST_TEXT = 4000
_MOST = 14


def parse_times(text: str, *, strict: bool = False) -> list[ScheduleRecord]:
    """The days and times that ``text`` names. ``strict``: only days that have their times beside
    them, for prose in which a day may be named for any reason."""
    plain = re.sub(r"\s+", " ", text[:_MOST_TEXT].casefold())
    term = True if _TERM.search(plain) else False if _HOLIDAYS.search(plain) else None
    found: list[ScheduleRecord] = []
    for match in _DAYS.finditer(plain):
        if _BARRED.search(plain[: match.start()]):
            continue
        days = _days(match["days"])
        if not days:
            continue
        opens, closes = _times_after(plain, match.end())
        if opens is None:
            part = _PART.match(plain, match.end())
            if part and not strict:
                opens, closes = _PARTS[part["part"].rstrip("s")]
            elif strict:
                continue
        found.append(ScheduleRecord(days, opens, closes, term_time=term))
    unique = {(s.byday, s.opens_at, s.closes_at): s for s in found}
    return list(unique.values())[:_MOST]


def _days(text: str) -> tuple[str, ...]:
    if re.match(_GROUP, text):
        if text.startswith("weekday"):
            return DAYS[:5]
        return DAYS[5:] if text.startswith("weekend") else DAYS
    names = [day for word in re.findall(r"[a-z]+", text) if (day := _day(word))]
    if len(names) == 2 and re.search(r"-|–|—|\bto\b|\bthrough\b|\buntil\b", text):
        first, last = DAYS.index(names[0]), DAYS.index(names[1])
        return DAYS[first : last + 1] if first < last else ()
    return tuple(day for day in DAYS if day in names)


def _day(word: str) -> str | None:
    return next((day for day, name in _NAMES.items() if re.fullmatch(name, word)), None)


def _times_after(text: str, at: int) -> tuple[str | None, str | None]:
    match = _TIMES.match(text, at)
    if match is None:
        return None, None
    closes = _clock(match, "b", None)
    opens = _clock(match, "a", closes)
    return (opens, closes) if opens else (None, None)


def _clock(match: re.Match[str], which: str, end: str | None) -> str | None:
    word = match[f"{which}word"]
    if word:
        return "00:00" if word == "midnight" else "12:00"
    if match[f"{which}h"] is None:
        return None
    hours, minutes = int(match[f"{which}h"]), int(match[f"{which}m"] or 0)
    half = (match[f"{which}half"] or "").replace(".", "")
    if half in ("noon", "midday"):
        return "12:00"
    if half in ("am", "pm"):
        if hours > 12:
            return f"{hours:02d}:{minutes:02d}" if half == "pm" and hours < 24 else None
        hours = hours % 12 + (12 if half == "pm" else 0)
        return f"{hours:02d}:{minutes:02d}"
    return _without_half(match, which, hours, minutes, end)


def _without_half(
    match: re.Match[str], which: str, hours: int, minutes: int, end: str | None
) -> str | None:
    if hours == 24:
        return None
    if match[f"{which}m"] is not None and (hours >= 12 or str(match[f"{which}h"]).startswith("0")):
        return f"{hours:02d}:{minutes:02d}"
    if hours > 12:
        return f"{hours:02d}:{minutes:02d}" if match[f"{which}m"] is not None or end else None
    if which == "a" and end is not None:
        # "4-6pm" starts in the afternoon, "10-2pm" in the morning.
        finish = int(end[:2]) * 60 + int(end[3:])
        for shift in (12, 0):
            start = (hours % 12 + shift) * 60 + minutes
            if start < finish and finish - start <= 12 * 60:
                return f"{start // 60:02d}:{start % 60:02d}"
    return None
