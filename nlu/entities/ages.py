"""Ages: "im 13", "my 8 and 14 year old", "yr 9" (13-14), "11 to 16s". Never other uses of a number.

A school year in England is an age range: Year 9 is 13-14 (years N + 4 to N + 5).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlu.entities.found import Found
from nlu.entities.lookups import lookup
from nlu.entities.numbers import NUMBER, value_of

OLDEST = 25
"""Nobody older is looked for here; a larger number is something else."""

_AND = r"\s*(?:,\s*(?:and|&)?|and|&|\+|or|/|nd|n)\s*"
_TO = r"\s*(?:-|to|til|till)\s*"
_LIST = rf"(?P<list>{NUMBER}(?:{_TO}{NUMBER}|(?:{_AND}{NUMBER})*))"
_UNIT = (
    r"(?!s\b|\s*(?:%|[:.]\d|st\b|nd\b|rd\b|th\b|am\b|pm\b|a\s?side|x\b|/\s?\d|k\b|m\b(?!\s*(?:and|,|$))"
    r"|(?:min|mins|minutes?|hours?|hrs?|days?|weeks?|wks?|months?|mnths?|terms?|lessons?|stone|kg|lbs?"
    r"|cm|foot|feet|ft|miles?|km|quid|pounds?|p\b|times|out of|of\b|people|mates|friends|kids|boys|girls"
    r"|children|sisters|brothers|students|pupils|years?\b(?![\s-]*olds?)|yrs?\b(?![\s-]*olds?\b|\s*$)"
    r"|streets?|road|flats?|goals?|followers|nights?|grades?|subjects|exams|gcses?|a levels?)\b))"
)
_OLD = (
    r"(?:\s*-?\s*(?:years?|yrs?|y(?:ea)?r|yer)'?[\s-]*(?:olds?|o)\b|\s*-?\s*y\s?[/.]?\s?o\.?'?s?\b)"
)
_BE = (
    r"(?:i'?m|i\s+am|im\s+a|\bam|he'?s|she'?s|they'?re|theyre|(?:he|she|it)\s+is|we'?re|we\s+are"
    r"|they\s+are|who'?s|who\s+(?:is|are)|(?:are|is)\s+(?:both|all|now|only|nearly)|that'?s"
    r"|(?:just\s+)?turn(?:ed|ing|s)?)"
)
_ADVERB = (
    r"(?:\s+(?:only|just|nearly|almost|about|like|now|both|all|actually|still|around|a|"
    r"turning|just\s+turned|about\s+to\s+(?:be|turn)|going\s+to\s+be|gonna\s+be))*"
)
_WHO = "|".join(sorted(lookup("people")["young"], key=len, reverse=True))
_PAST = re.compile(
    r"\b(?:when|since|until|untill|till|til|once|if|before|after)\s+(?:\w+\s+)?(?:was|were)?\s*$"
)

_NUMBER = re.compile(NUMBER)
_ALONE = re.compile(rf"(?:^|[,:;?!(.])\s*(?:aged?\s+)?{_LIST}\s*(?=[,;.!?)]|$)")
"""Between commas: "13, FY1", "my two, 7 and 12, evenings best"."""
_EXPLICIT = (
    re.compile(rf"{_LIST}{_OLD}"),
    re.compile(rf"\b(?:aged?|ages|age\s+(?:is|range|group))\s*[:=-]?\s*{_LIST}{_UNIT}"),
    re.compile(rf"\b{_BE}{_ADVERB}\s+{_LIST}{_UNIT}"),
    re.compile(rf"\b(?:im|i'm)(?P<list>1\d|[5-9]){_UNIT}(?!\d)"),
    re.compile(
        rf"\b(?:{_WHO})(?:'s)?\s*[,(:-]*\s*(?:(?:who\s+(?:is|are)|who'?s|is|are|aged|of|age)\s+)?"
        rf"(?:(?:only|nearly|just|about|now|both)\s+)?{_LIST}{_UNIT}"
    ),
    re.compile(rf"\b(?:being|is)\s+{_LIST}{_UNIT}"),
    re.compile(
        r"(?<!live )(?<!lives )(?<!start )(?<!starts )(?<!open )(?<!finish )(?<!meet )\bat\s+(?P<list>1[1-9])\b"
        + _UNIT
        + r"(?!\s*(?:on|every|[-:]))"
    ),
    _ALONE,
    re.compile(rf"\b(?:both|all)\s+{_LIST}{_UNIT}"),
    re.compile(rf"\bfor\s+(?P<list>{NUMBER}{_TO}{NUMBER})'?s?\b{_UNIT}"),
    re.compile(rf"(?P<list>(?<![\d-])\d{{1,2}}{_TO}\d{{1,2}})'?s\b"),
    re.compile(rf"^\W*{_LIST}{_UNIT}\s*(?:[fm]\b|male|female|boy|girl|btw|here)"),
    re.compile(rf"^\W*{_LIST}{_UNIT}\s+(?:and|nd|n|in|near|from|live)\s+[a-z]"),
    re.compile(r"^\W*[fm]\s?(?P<list>1\d)\b"),
)
_SCHOOL_YEAR = re.compile(
    r"(?<![\d£])(?<!\d\s)\b(?:years?|yrs?|y)(?:\s?group)?\s*\.?\s*(?P<list>(?:1[0-3]|[1-9]|one|two|three"
    r"|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen)(?:(?:\s*(?:,|and|&|/|or|-|to)\s*)"
    r"(?:1[0-3]|[1-9])(?!\d))*)(?=s?\b)"
    r"(?!\s*(?:times|months?|weeks?|days?|olds?|year|yr|pounds|quid|%|am\b|pm\b))"
)
_STAGE = re.compile(
    r"\b(?:ks|key\s?stage)\s?(?P<stage>[1-5])\b|\b(?P<sixth>sixth\s?form(?:er)?|6th\s?form(?:er)?)s?\b"
)
_STAGES = {"1": "5-7", "2": "7-11", "3": "11-14", "4": "14-16", "5": "16-18"}
_YEARS_ONLY_BARE = re.compile(r"\by\s")


def ages(folded: str) -> list[Found]:
    """Every age in a folded text, apart from a bare number (see :func:`bare_ages`)."""
    found = [*_school_years(folded), *_stages(folded)]
    for pattern in _EXPLICIT:
        for match in pattern.finditer(folded):
            if _PAST.search(folded, 0, match.start()):
                continue
            for age in _listed(folded, match.start("list"), match.end("list")):
                if pattern is _ALONE and isinstance(age.value, int) and age.value < 5:
                    continue
                if not any(age.overlaps(known) for known in found):
                    found.append(age)
    return sorted(found, key=lambda age: age.start)


def bare_ages(folded: str, taken: list[Found]) -> list[Found]:
    """Numbers that can only be an age, because nothing else but slot values and fillers is there.

    "13", "14 lol", "13 hu3", "no 15": an answer to "how old are you?".
    """
    rest = list(folded)
    for value in taken:
        rest[value.start : value.end] = " " * (value.end - value.start)
    left = "".join(rest)
    numbers = [m for m in re.finditer(NUMBER, left) if _is_age(value_of(m.group()))]
    if not numbers or re.search(r"[£$%]", folded):
        return []
    others = re.sub(NUMBER, " ", left)
    fillers = set(lookup("people")["fillers"])
    if any(word not in fillers for word in re.findall(r"[^\W_]+(?:'[^\W_]+)*", others)):
        return []
    if len(numbers) == 1 and value_of(numbers[0].group()) < 5:
        return []
    return list(_listed(folded, numbers[0].start(), numbers[-1].end()))


def _is_age(number: int) -> bool:
    return 0 <= number <= OLDEST


def _listed(folded: str, start: int, end: int) -> Iterator[Found]:
    """The ages of a list ("8 and 14") or of one range ("8-12")."""
    numbers = list(_NUMBER.finditer(folded[start:end]))
    values = [value_of(match.group()) for match in numbers]
    if not all(_is_age(value) for value in values):
        return
    if len(values) == 2 and re.fullmatch(
        _TO, folded[start + numbers[0].end() : start + numbers[1].start()]
    ):
        if values[0] < values[1]:
            yield Found("age", f"{values[0]}-{values[1]}", start, start + numbers[1].end())
        return
    for match, value in zip(numbers, values, strict=True):
        yield Found("age", value, start + match.start(), start + match.end())


def _school_years(folded: str) -> Iterator[Found]:
    for match in _SCHOOL_YEAR.finditer(folded):
        if _YEARS_ONLY_BARE.match(folded, match.start()):
            continue
        typed = match.group("list")
        parts = list(re.finditer(r"\d+|[a-z]{3,}", typed))
        years = [(value_of(p.group()), p) for p in parts if p.group() != "and"]
        offset = match.start("list")
        if len(years) == 2 and re.search(r"-|\bto\b", typed):
            value = f"{years[0][0] + 4}-{years[1][0] + 5}"
            yield Found("age", value, match.start(), match.end("list"))
            continue
        for at, (year, part) in enumerate(years):
            start = match.start() if at == 0 else offset + part.start()
            yield Found("age", f"{year + 4}-{year + 5}", start, offset + part.end())


def _stages(folded: str) -> Iterator[Found]:
    for match in _STAGE.finditer(folded):
        if match.group("stage"):
            yield Found("age", _STAGES[match.group("stage")], match.start(), match.end())
        else:
            yield Found("age", "16-18", match.start("sixth"), match.end("sixth"))
