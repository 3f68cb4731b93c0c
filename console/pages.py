"""Rendering: templates to answers, with the headers that every staff page carries."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.responses import HTMLResponse, RedirectResponse, Response

from console.banner import banner
from console.deps import ConsoleDeps
from console.words import Words, words

_HERE = Path(__file__).parent
STATIC = _HERE / "static"
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
}
"""Nothing is kept, framed, indexed or asked of another host, whatever the server in front sets."""


class Pages:
    """The console's templates."""

    def __init__(self, deps: ConsoleDeps) -> None:
        self.words: Words = words()
        self._environment = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=select_autoescape(default=True, default_for_string=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals.update(
            words=self.words,
            service_name=deps.service_name,
            shift=lambda: on_shift(deps, self.words),
            banner=lambda: banner(deps, self.words),
            asset=asset_address,
        )

    def show(self, template: str, *, status: int = 200, **values: Any) -> Response:
        """Render ``template``. What every page may show defaults to nothing."""
        context = {"visit": None, "notice": None, "problem": None, "problems": {}, **values}
        html = self._environment.get_template(template).render(context)
        return HTMLResponse(html, status_code=status, headers=HEADERS)


def on_shift(deps: ConsoleDeps, words: Words) -> str:
    """Whether the team is on now, and until or from when; empty where no hours are set."""
    if deps.hours is None:
        return ""
    now = deps.clock.now()
    until = deps.hours.staffed_until(now)
    if until:
        return words.field("shift_on", until=until)
    following = deps.hours.next_staffed(now)
    return words.field("shift_off", next=following) if following else words.field("shift_never")


def go(address: str) -> Response:
    """Go on to another page of ours after something was done (POST, redirect, GET)."""
    return RedirectResponse(address, status_code=303, headers=HEADERS)


def asset_address(name: str) -> str:
    """The address of a static file, which changes when the file does."""
    return f"/staff/static/{name}?v={asset_tag(name)}"


def asset_tag(name: str) -> str:
    """A short hash of a static file."""
    return sha256((STATIC / name).read_bytes()).hexdigest()[:12]


def inside(address: str | None) -> str | None:
    """``address`` where it is a page of the console, else None: never a way to another site."""
    if not address or len(address) > 200 or not address.isascii():
        return None
    plain = all(character.isalnum() or character in "/-_" for character in address)
    if plain and "//" not in address and (address == "/staff" or address.startswith("/staff/")):
        return address
    return None
