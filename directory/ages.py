"""Ages in words: "11+", "13 to 21", "6 years - 14 years", "Year 7-9", "Adults", "5-11s".

The rule that everything here follows: a range is never made wider than the words surely say. Where
two readings are possible, or the words name two ranges with a gap between them, the ages stay
unknown and the words are kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from directory.words import tokens

OLDEST = 120
_MOST_TEXT = 2000

_AGE = r"(\d{1,3})\s*(months?|mths?|mos?|years?(?:\s*old)?|yrs?|yr|y/?o)?"
_DASH = r"\s*(?:-|–|—|to|until|till|and|&|through)\s*"
_RANGE = re.compile(rf"{_AGE}\s*(?:s\b)?{_DASH}{_AGE}(?:s\b)?")
_FROM = re.compile(
    rf"{_AGE}\s*(?:\+|plus\b|(?:and|&|or|or are)\s+(?:over|above|older|up|upwards?)\b|upwards?\b|onwards?\b)"
)
_FROM_WORD = re.compile(
    rf"(?:\b(?:from|minimum(?: age)?|min(?: age)?|at least|starting at)\s*(?:the\s+)?(?:age\s*)?(?:of\s*)?:?\s*{_AGE})"
)
_OVER = re.compile(
    rf"\b(?:over|above|older than)\s*(?:the\s+)?(?:ages?\s*)?(?:of\s*)?{_AGE}(?:s\b)?"
)
_UNDER = re.compile(
    rf"\b(?:under|below|younger than)\s*(?:the\s+)?(?:ages?\s*)?(?:of\s*)?{_AGE}(?:s\b)?"
)
_UP_TO = re.compile(
    rf"\b(?:up to|maximum(?: age)?|max(?: age)?)\s*(?:the\s+)?(?:ages?\s*)?(?:of\s*)?:?\s*{_AGE}"
)
_NOT_UNDER = re.compile(
    r"\b(?:no|not|except)\b[^.;]{0,30}\bunder\s*(?:the\s+)?(?:age\s*)?(?:of\s*)?(\d{1,2})s?\b"
)
_YEARS = re.compile(
    r"\b(?:school\s+)?(?:years?|yrs?|y)\.?\s*(\d{1,2})(?:\s*(?:-|–|—|to|and|&)\s*(?:years?|yrs?|y)?\.?\s*(\d{1,2}))?\b(?!\s*(?:old|month))"
)
_RECEPTION = re.compile(r"\breception\s*(?:-|–|—|to)\s*(?:years?|yrs?|y)\s*(\d{1,2})\b")
_STAGE = re.compile(
    r"\b(?:key stage|ks)\s*([1-5])(?:\s*(?:-|–|to|and|&)\s*(?:key stage|ks)?\s*([1-5]))?\b"
)
_SINGLE = re.compile(
    r"^\s*(?:ages?|aged)?\s*:?\s*(\d{1,2})\s*(?:years?(?:\s*olds?)?|yrs?|year-olds?)?\s*$"
)

_STAGES = {1: (5, 7), 2: (7, 11), 3: (11, 14), 4: (14, 16), 5: (16, 18)}
"""Ages of England's key stages."""
_WORDS: tuple[tuple[str, tuple[int, int | None]], ...] = (
    (r"sixth form(?:ers)?", (16, 18)),
    (r"primary(?: school)?(?: age)?", (4, 11)),
    (r"secondary(?: school)?(?: age)?", (11, 16)),
    (r"teen(?:ager)?s?|teenage", (13, 19)),
    (r"toddlers?", (1, 4)),
    (r"bab(?:y|ies)", (0, 1)),
    (r"pre-?school(?:ers)?|under fives|early years", (0, 4)),
    (r"pensioners?|older people|older adults|senior citizens|elderly", (60, None)),
    (r"adults?|grown-?ups?|working age", (18, None)),
)
_ALL = re.compile(
    r"\b(?:all|any|every)\s+ages?\b|\beveryone\b|\banyone\b|\bno age (?:limit|restriction)s?\b|\bageless\b"
)
_ASIDE = re.compile(r"\([^)]*\)")


@dataclass(frozen=True, slots=True)
class Ages:
    """Whole years, both ends included; None is open. Both None: all ages, said outright."""

    minimum: int | None
    maximum: int | None

    def excludes(self, age: int) -> bool:
        return (self.minimum is not None and age < self.minimum) or (
            self.maximum is not None and age > self.maximum
        )


def parse_ages(text: str) -> Ages | None:
    """The ages that a field about ages names; None where that is not clear."""
    plain = _plain(text)
    if not plain:
        return None
    outside = _ASIDE.sub(" ", plain).strip()
    # "11-16 (up to 25 with SEND)": what is in brackets holds for some only.
    spans = _spans(outside) if outside else _spans(plain)
    if spans is None:
        return None
    if not spans:
        return Ages(None, None) if _ALL.search(plain) else None
    if _ALL.search(outside) and any(oldest is not None for _, oldest in spans):
        return None
    return _together(spans)


def school_year_ages(year: int) -> tuple[int, int]:
    """Ages in a school year of England and Wales: Year 9 is 13 to 14."""
    return year + 4, year + 5


def _plain(text: str) -> str:
    lowered = text[:_MOST_TEXT].casefold().replace("\u00a0", " ")
    lowered = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", lowered)
    return re.sub(r"\s+", " ", lowered).strip(" .")


Span = tuple[int, int | None]


def _spans(text: str) -> list[Span] | None:
    """Every range in ``text``; None where a number makes no sense as an age."""
    found: list[Span] = []
    barred = _NOT_UNDER.search(text)
    if barred:
        found.append((int(barred[1]), None))
        text = text[: barred.start()] + text[barred.end() :]
    for pattern, read in _READERS:
        while match := pattern.search(text):
            span = read(match)
            if span is None:
                return None
            found.append(span)
            text = text[: match.start()] + " | " + text[match.end() :]
    single = _SINGLE.match(text)
    if single and not found:
        return [(int(single[1]), int(single[1]))]
    for pattern_text, words in _WORDS:
        if re.search(rf"\b(?:{pattern_text})\b", text):
            found.append(words)
    return found


def _months(unit: str | None) -> bool:
    return bool(unit) and str(unit).startswith("m")


def _read_range(match: re.Match[str]) -> Span | None:
    low, low_unit, high, high_unit = int(match[1]), match[2], int(match[3]), match[4]
    if _months(low_unit) or (_months(high_unit) and not low_unit):
        low //= 12
    if _months(high_unit):
        high //= 12
    return (low, high) if low <= high <= OLDEST else None


def _read_from(match: re.Match[str]) -> Span | None:
    age = int(match[1]) // 12 if _months(match[2]) else int(match[1])
    return (age, None) if age <= OLDEST else None


def _read_under(match: re.Match[str]) -> Span | None:
    age = int(match[1]) // 12 if _months(match[2]) else int(match[1])
    return (0, age - 1) if 0 < age <= OLDEST else None


def _read_up_to(match: re.Match[str]) -> Span | None:
    age = int(match[1]) // 12 if _months(match[2]) else int(match[1])
    return (0, age) if age <= OLDEST else None


def _read_years(match: re.Match[str]) -> Span | None:
    first, last = int(match[1]), int(match[2] or match[1])
    if not 1 <= first <= last <= 13:
        return None
    return school_year_ages(first)[0], school_year_ages(last)[1]


def _read_reception(match: re.Match[str]) -> Span | None:
    last = int(match[1])
    return (4, school_year_ages(last)[1]) if 1 <= last <= 13 else None


def _read_stage(match: re.Match[str]) -> Span | None:
    first, last = int(match[1]), int(match[2] or match[1])
    return (_STAGES[first][0], _STAGES[last][1]) if first <= last else None


_READERS = (
    (_RECEPTION, _read_reception),
    (_STAGE, _read_stage),
    (_YEARS, _read_years),
    (_RANGE, _read_range),
    (_FROM, _read_from),
    (_FROM_WORD, _read_from),
    (_OVER, _read_from),
    (_UNDER, _read_under),
    (_UP_TO, _read_up_to),
)


def _together(spans: list[Span]) -> Ages | None:
    """One range over all, if there is no gap that it would paper over."""
    ordered = sorted(spans, key=lambda span: (span[0], span[1] or OLDEST))
    low, high = ordered[0]
    for start, end in ordered[1:]:
        if high is not None and start > high + 1:
            return None
        high = None if high is None or end is None else max(high, end)
    return Ages(low or None, high) if (low or high is not None) else Ages(None, None)


_PROSE = re.compile(
    r"(?P<before>(?:\S+\s+){0,3})"
    r"(?P<said>"
    r"\bage[ds]?\s*(?:between\s*|from\s*|of\s*)?\d{1,2}\s*(?:years?|yrs?)?\s*(?:(?:-|–|to|and)\s*\d{1,3}|\+|(?:and|or)\s+(?:over|above|older|up)|upwards)?"
    r"|\b\d{1,2}\s*(?:-|–|to)\s*\d{1,2}[\s-]*(?:year|yr)s?[\s-]*olds?"
    r"|\b\d{1,2}\s*(?:-|–|to)\s*\d{1,2}\s*years of age"
    r"|\b\d{1,2}\s*years\s*(?:and over|upwards|\+)"
    r"|\b(?:over|under)(?:\s+the\s+age\s+of)?[\s-]\d{1,2}s\b"
    r"|\b(?:over|under) the age of \d{1,2}\b"
    r"|\b(?:16|18|21|50|55|60|65)\s*\+(?!\d)"
    r")"
)
_ABOUT_OTHERS = {"parents", "carers", "mothers", "fathers", "families", "mums", "dads"}


def ages_in_prose(text: str) -> Ages | None:
    """Ages that a description states outright ("aged 11 to 16", "for over 50s"); None if unsure.

    Careful on purpose: "for over 50 years" is not an age, and "parents of children aged 5" is not
    about the parents.
    """
    spans: list[Span] = []
    for match in _PROSE.finditer(_plain(text)):
        if _ABOUT_OTHERS & set(tokens(match["before"])):
            return None
        said = re.sub(r"[\s-]*(?:year|yr)s?[\s-]*olds?", " years", match["said"])
        said = re.sub(r"^age[ds]?\s*(?:between\s*|from\s*|of\s*)?", "", said).strip()
        found = _spans(said.replace("-", " - ") if "over-" not in said else said.replace("-", " "))
        if not found:
            return None
        spans += found
    return _together(spans) if spans else None
