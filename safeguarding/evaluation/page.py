"""The report as one page: no script, nothing fetched, light and dark, and it prints."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2

from safeguarding.evaluation.tables import ids, remarks, tables
from safeguarding.evaluation.words import words

_HERE = Path(__file__).parent
_LONG = "detail"
"""Folded away until asked for."""


def page(report: Mapping[str, Any]) -> str:
    """The whole report as HTML."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html.j2").render(
        words=words(),
        remarks=remarks(report),
        tables=tables(report),
        long=_LONG,
        ids=ids(report),
        css=(_HERE / "page.css").read_text(encoding="utf-8"),
        alarm=report["measured"]["failed"],
    )
