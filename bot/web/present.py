"""From stored lines to what the templates show: which buttons still count, facts in words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jinja2

from bot.messages import ReplyButton
from bot.ports import Line
from bot.web.chips import Chips, sort_chips
from bot.web.words import Words, fill
from directory.query import ServiceHit

_HERE = Path(__file__).parent
_SERVICE_DEFAULTS: dict[str, Any] = {
    name: None if field.is_required() else field.get_default()
    for name, field in ServiceHit.model_fields.items()
}


@dataclass(frozen=True, slots=True)
class Transcript:
    """A conversation as the page shows it."""

    lines: Sequence[Line]
    open_seqs: frozenset[int]
    """Replies whose buttons still count: those since the person last said something."""
    latest_seq: int | None
    """Where the page scrolls to: the start of the latest turn, or of the words about danger in it."""


def transcript(history: Sequence[Line]) -> Transcript:
    """Sort out a history; services get every field, so that old rows never break a page."""
    lines = [_whole(line) for line in history]
    said = [line.seq for line in lines if line.author == "person"]
    last_said = said[-1] if said else 0
    safety = (x.seq for x in lines if x.seq > last_said and x.reply and x.reply.kind == "safety")
    latest = next(safety, last_said) or (lines[-1].seq if lines else None)
    return Transcript(lines, frozenset(x.seq for x in lines if x.seq > last_said), latest)


def _whole(line: Line) -> Line:
    if line.reply is None or not line.reply.services:
        return line
    services = [{**_SERVICE_DEFAULTS, **service} for service in line.reply.services]
    return replace(line, reply=line.reply.model_copy(update={"services": services}))


class _Templates(jinja2.Environment):
    """``words.menu.clear`` means the entry "clear" of the content file, not the dict's method."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


def environment(words: Words) -> jinja2.Environment:
    """The templates, escaped everywhere, with the filters that put facts into words."""
    env = _Templates(
        loader=jinja2.FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

    def chips(buttons: Sequence[ReplyButton]) -> Chips:
        return sort_chips(buttons, words.page["understood"]["asked_for"])

    def ages(service: Mapping[str, Any]) -> str | None:
        return words.ages(service["min_age"], service["max_age"])

    def place(service: Mapping[str, Any]) -> str:
        km = service["distance_km"]
        where = words.page["services"]["online"] if service["online"] else service["where"]
        return " · ".join(filter(None, (where, None if km is None else words.away(km))))

    def price(service: Mapping[str, Any]) -> str | None:
        cost: str | None = service["cost"]
        return (
            first_up(cost) if cost else words.page["services"]["free"] if service["free"] else None
        )

    env.filters.update(
        ages=ages, chips=chips, day=words.day, dial=dial, fill=fill, first_up=first_up,
        place=place, price=price, web=is_web_address,
    )  # fmt: skip
    env.globals["words"] = words.page
    env.globals["asset"] = asset
    return env


def dial(number: str) -> str:
    """A number as ``tel:`` and ``sms:`` links take it: digits and a leading plus."""
    return re.sub(r"[^0-9+]", "", number)


def first_up(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def is_web_address(url: str | None) -> bool:
    """Whether a link may be shown: http and https only, never ``javascript:`` and the like."""
    try:
        return bool(url) and urlsplit(url).scheme in ("http", "https")
    except ValueError:
        return False


@lru_cache(maxsize=64)
def asset(name: str) -> str:
    """The address of a static file, with a mark of its content so that a new one is fetched."""
    mark = sha256((_HERE / "static" / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?v={mark}"
