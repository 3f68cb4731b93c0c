"""Helpers for the tests of understanding."""

from __future__ import annotations

from nlu.entities import extract

Seen = tuple[str, str | int, str]
"""Entity, value, and the piece of text that it was read from."""


def seen(text: str, *kinds: str) -> list[Seen]:
    """What the rules find in ``text``, of ``kinds`` only where given; "-" marks what is ruled out."""
    return [
        (("-" if item.negated else "") + item.entity, item.value, text[item.start : item.end])
        for item in extract(text)
        if not kinds or item.entity in kinds
    ]
