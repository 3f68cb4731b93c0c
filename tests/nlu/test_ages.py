from __future__ import annotations

import pytest

from tests.nlu.support import seen


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("im 13", [13]),
        ("im13", [13]),
        ("I’m 13.", [13]),
        ("i am nearly 15", [15]),
        ("i'm thirteen", [13]),
        ("twelve", [12]),
        ("13", [13]),
        ("14 lol", [14]),
        ("no 15", [15]),
        ("13yo lad", [13]),
        ("a 13 y/o", [13]),
        ("my 8 and 14 year old", [8, 14]),
        ("kids 8, 11 and 14", [8, 11, 14]),
        ("hes 6 and shes 8", [6, 8]),
        ("my son (11) and daughter aged 15", [11, 15]),
        ("my brother's 6 and he bounces", [6]),
        ("my two are 5 and 8", [5, 8]),
        ("somewhere dry, 13, FY1", [13]),
        ("14f bored", [14]),
        ("yr 9", ["13-14"]),
        ("one of my year 9s", ["13-14"]),
        ("Year 7 and 8", ["11-12", "12-13"]),
        ("years 7 to 9", ["11-14"]),
        ("year nine", ["13-14"]),
        ("ks3", ["11-14"]),
        ("sixth form", ["16-18"]),
        ("8-12 year olds", ["8-12"]),
        ("anything for 11 to 16s", ["11-16"]),
        ("ages 8 - 12", ["8-12"]),
        ("im 17 in march", [17]),
    ],
)
def test_ages(text: str, ages: list[int | str]) -> None:
    assert [value for _, value, _ in seen(text, "age")] == ages


@pytest.mark.parametrize(
    "text",
    [
        "2 weeks ago",
        "we play 5 aside",
        "i told you 100 times",
        "ring 07700 900123",
        "in 2020",
        "im 5 foot 2",
        "im 14 weeks pregnant",
        "13 of us want to come",
        "since i was 12",
        "when i was 10 my dad left",
        "i scored 13 goals",
        "i got 4s in everything",
        "100",
        "4",
        "i live at 14 green lane",
        "my mum is 45",
        "£13",
    ],
)
def test_other_numbers_are_no_ages(text: str) -> None:
    assert seen(text, "age") == []


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("im 13yo", "13"),
        ("he is in Year 9 now", "Year 9"),
        ("for 8-12 year olds", "8-12"),
        ("my 14 year old", "14"),
    ],
)
def test_the_span_is_the_value_only(text: str, span: str) -> None:
    assert [typed for *_, typed in seen(text, "age")] == [span]


def test_an_age_that_is_corrected_is_ruled_out() -> None:
    assert [(kind, value) for kind, value, _ in seen("im not 13, im 14")] == [
        ("-age", 13),
        ("age", 14),
    ]
