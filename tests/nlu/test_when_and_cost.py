"""Days, times of day and prices: what limits what is wanted, and what only tells of something."""

from __future__ import annotations

import pytest

from tests.nlu.support import seen


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("on saturdays", [("day", "sat", "saturdays")]),
        ("sat or sun", [("day", "sat", "sat"), ("day", "sun", "sun")]),
        ("weds", [("day", "wed", "weds")]),
        ("anything this half term", [("day", "half term", "half term")]),
        ("weekends", [("day", "weekend", "weekends")]),
        ("any clubs on school nights", [("day", "weekday", "school nights")]),
        ("not mondays or tuesdays", [("-day", "mon", "mondays"), ("-day", "tue", "tuesdays")]),
        ("any day but tuesday", [("-day", "tue", "tuesday")]),
        ("cant do wednesdays", [("-day", "wed", "wednesdays")]),
        ("mondays are no good", [("-day", "mon", "mondays")]),
        ("any night bar Thursday", [("-day", "thu", "Thursday")]),
        ("weekends but not sunday", [("day", "weekend", "weekends"), ("-day", "sun", "sunday")]),
        ("im free on saturdays", [("day", "sat", "saturdays")]),
        ("i sat at home all day", []),
        ("last friday they all laughed", []),
        ("on monday my nan died", []),
    ],
)
def test_days(text: str, days: list[tuple[str, str, str]]) -> None:
    assert seen(text, "day") == days


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("after skl", [("time_of_day", "after_school", "after skl")]),
        ("straight after school", [("time_of_day", "after_school", "after school")]),
        ("4pm", [("time_of_day", "after_school", "4pm")]),
        ("half 4 ish", [("time_of_day", "after_school", "half 4")]),
        ("after tea", [("time_of_day", "evening", "after tea")]),
        ("after 6", [("time_of_day", "evening", "6")]),
        ("saturday mornings", [("time_of_day", "morning", "mornings")]),
        ("friday night", [("time_of_day", "night", "night")]),
        ("10am", [("time_of_day", "morning", "10am")]),
        ("i cant sleep at night", []),
        ("any poetry nights", []),
        ("good morning", []),
    ],
)
def test_times_of_day(text: str, times: list[tuple[str, str, str]]) -> None:
    assert seen(text, "time_of_day") == times


@pytest.mark.parametrize(
    ("text", "costs"),
    [
        ("anything free", [("cost", "free", "free")]),
        ("skint", [("cost", "free", "skint")]),
        ("for nowt", [("cost", "free", "nowt")]),
        ("got no money", [("cost", "free", "no money")]),
        ("under £5", [("cost", 5, "£5")]),
        ("a fiver", [("cost", 5, "fiver")]),
        ("10 quid max", [("cost", 10, "10 quid")]),
        ("£2.50", [("cost", "2.50", "£2.50")]),
        ("50p", [("cost", "0.50", "50p")]),
        ("£0", [("cost", "free", "£0")]),
        ("something cheap", []),
        ("im free on tuesdays", []),
        ("on free school meals", []),
        ("nowt to do", []),
        ("we broke up", []),
    ],
)
def test_costs(text: str, costs: list[tuple[str, str | int, str]]) -> None:
    assert seen(text, "cost") == costs
