from __future__ import annotations

import re
from pathlib import Path

import pytest

from basics.clock import FixedClock
from console.assets import TYPES
from console.deps import ConsoleDeps
from console.pages import STATIC, asset_tag, inside, on_shift
from console.words import words
from safeguarding.hours import Hours
from tests.console.shift import Shift

PAIRS = [
    ("ink", "paper"), ("ink", "card"), ("soft", "paper"), ("soft", "card"), ("accent", "paper"),
    ("accent", "card"), ("accent-ink", "accent"), ("accent", "accent-wash"), ("ink", "accent-wash"),
    ("immediate", "card"), ("immediate", "immediate-wash"), ("ink", "immediate-wash"),
    ("soft", "immediate-wash"), ("immediate", "paper"), ("high", "card"), ("high", "paper"),
    ("ink", "high-wash"), ("concern", "card"), ("concern", "paper"), ("ink", "concern-wash"),
    ("ink", "ok-wash"),
]  # fmt: skip
"""Every colour of text on every ground that it stands on."""


def palettes() -> dict[str, dict[str, str]]:
    css = (STATIC / "console.css").read_text(encoding="utf-8")
    blocks = re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    found = [dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block)) for block in blocks]
    return {"light": found[0], "dark": found[1]}


def brightness(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    line = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * line[0] + 0.7152 * line[1] + 0.0722 * line[2]


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((brightness(one), brightness(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_all_text_can_be_read_on_its_ground(scheme: str, text: str, ground: str) -> None:
    colours = palettes()[scheme]
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_has_the_focus_stands_out(scheme: str) -> None:
    colours = palettes()[scheme]
    assert min(contrast(colours["focus"], colours[g]) for g in ("paper", "card")) >= 3


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/staff", "/staff"),
        ("/staff/cases/1f0c-2", "/staff/cases/1f0c-2"),
        (None, None), ("", None), ("/chat", None), ("/staffroom", None), ("//evil/staff", None),
        ("/staff//evil", None), ("/staff/..", None), ("https://evil/staff", None),
        ("/staff?x=1", None), ("/staff/" + "a" * 300, None), ("/staff/\u00e9", None),
    ],
)  # fmt: skip
def test_only_pages_of_ours_are_gone_on_to(address: str | None, kept: str | None) -> None:
    assert inside(address) == kept


async def test_files_are_kept_under_the_address_that_changes_with_them(shift: Shift) -> None:
    browser = shift.browser()
    for name in TYPES:
        fresh = await browser.get(f"/staff/static/{name}", params={"v": asset_tag(name)})
        assert fresh.content == (STATIC / name).read_bytes()
        assert "immutable" in fresh.headers["cache-control"]
        assert (await browser.get(f"/staff/static/{name}")).headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("name", ["pages.py", "..%2fpages.py", "console.yml", "%00"])
async def test_no_other_file_can_be_fetched(shift: Shift, name: str) -> None:
    assert (await shift.browser().get(f"/staff/static/{name}")).status_code in (303, 404)


def test_templates_hold_no_script_style_or_other_host() -> None:
    for path in Path(STATIC.parent / "templates").glob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\son[a-z]+=|style=|<style|https?://|<script(?! src=)", text), (
            path.name
        )
        assert "|safe" not in text.replace(" ", ""), path.name


def test_whether_the_team_is_on_is_said_as_young_people_are_told(shift: Shift) -> None:
    def said(clock: FixedClock, hours: Hours | None) -> str:
        return on_shift(
            ConsoleDeps(shift.database, shift.takeover, clock, shift.signals, hours=hours), words()
        )

    monday = Hours.from_config({"mon": "09:00-17:00"})
    assert said(shift.clock, None) == ""
    assert said(shift.clock, monday) == "The team is on until 5pm today."
    later = FixedClock(shift.clock.now().replace(hour=20))
    assert "Next on: on Monday from 9am" in said(later, monday) or "Next on:" in said(later, monday)
    assert "not set" in said(shift.clock, Hours())
