"""The word lists beside this module, read once."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FOLDER = Path(__file__).with_name("lookups")


@cache
def lookup(name: str) -> dict[str, Any]:
    """The list ``lookups/<name>.yml`` as a dictionary; every value in it is text."""
    text = (_FOLDER / f"{name}.yml").read_text(encoding="utf-8")
    # The base loader makes every scalar a string: "on", "no" and "n" stay the words they are.
    data = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506
    if not isinstance(data, dict):
        raise ValueError(f"{name}.yml: a mapping is needed at the top.")
    return data
