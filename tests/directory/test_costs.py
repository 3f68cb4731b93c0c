"""Prices in words."""

from __future__ import annotations

import pytest

from directory.costs import parse_price

CASES: list[tuple[str, bool | None, list[float]]] = [
    ("Free", True, []),
    ("free of charge", True, []),
    ("Free to attend", True, []),
    ("This is a FREE event, donations are welcome", True, []),
    ("No charge", True, []),
    ("£0", True, []),
    ("£3.50 per session", False, [3.5]),
    ("50p a visit", False, [0.5]),
    ("£1,200 for the year", False, [1200]),
    ("£10 to £15", False, [10, 15]),
    ("surcharge of £36 p/h", False, [36]),
    # Free for some is not free.
    ("£3 a class, free with free school meals", None, [3]),
    ("The first taster session is FREE. Then £5 per class.", None, [5]),
    ("Most of our services are free for parents", None, []),
    ("Entry is free for young people eligible for Free School Meals.", None, []),
    ("not free", None, []),
    ("Contact us for prices", None, []),
    ("", None, []),
]


@pytest.mark.parametrize(("text", "free", "amounts"), CASES, ids=[text for text, _, _ in CASES])
def test_what_it_costs(text: str, free: bool | None, amounts: list[float]) -> None:
    price = parse_price(text)
    assert (price.free, [cost.amount for cost in price.costs]) == (free, amounts)


@pytest.mark.parametrize(
    ("text", "option"),
    [
        ("£3.50 per session", "a session"),
        ("£2 a class", "a class"),
        ("£36 p/h", "an hour"),
        ("£5", ""),
    ],
)
def test_what_it_is_for(text: str, option: str) -> None:
    assert parse_price(text).costs[0].option == option
