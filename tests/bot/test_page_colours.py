"""The colours of the pages, counted: every text on every ground it stands on (WCAG 2.2 AA)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import bot.web

STYLE = (Path(bot.web.__file__).parent / "static" / "waymark.css").read_text(encoding="utf-8")
TEXT_ON = [
    ("ink", "ground"), ("ink", "paper"), ("ink", "way-tint"), ("ink", "staff-tint"),
    ("ink", "care-tint"), ("soft", "ground"), ("soft", "paper"), ("soft", "way-tint"),
    ("soft", "care-tint"), ("way-text", "paper"), ("way-text", "ground"), ("way-text", "way-tint"),
    ("way-ink", "way"), ("staff", "ground"), ("staff-ink", "staff"), ("care", "paper"),
    ("care", "ground"), ("care", "care-tint"), ("care-ink", "care"), ("exit-ink", "exit"),
]  # fmt: skip
"""Text and ground: 4.5 at least."""
SIGN_ON = [
    ("edge", "paper"), ("edge", "ground"), ("care", "paper"), ("staff", "staff-tint"),
    ("way-text", "paper"), ("focus", "ground"), ("focus", "paper"), ("exit", "ground"),
]  # fmt: skip
"""Borders of things to use, and rings of focus: 3 at least."""


def palette(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))


LIGHT, DARK = (palette(block) for block in re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL))


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON)
def test_text_can_be_read(scheme: dict[str, str], text: str, ground: str) -> None:
    assert contrast(scheme[text], scheme[ground]) >= 4.5


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("sign", "ground"), SIGN_ON)
def test_what_can_be_used_can_be_seen(scheme: dict[str, str], sign: str, ground: str) -> None:
    assert contrast(scheme[sign], scheme[ground]) >= 3


def test_both_schemes_name_the_same_colours() -> None:
    assert set(LIGHT) == set(DARK)


def test_no_rule_names_a_colour_of_its_own_for_text_or_ground() -> None:
    rules = STYLE.split("*, *::before")[1]
    assert not re.search(r"(?<!-)\b(color|background): *#", rules)


def test_the_stylesheet_asks_for_nothing() -> None:
    assert "url(" not in STYLE and "@import" not in STYLE
