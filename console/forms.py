"""Reading forms: plain fields only, bounded, never a file."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.requests import Request


async def form_of(request: Request) -> FormData:
    """The form of a request; read once, however often it is asked for."""
    return await request.form(max_files=0, max_fields=20)


def text_of(form: FormData, name: str) -> str:
    """A field as text with line ends as ``\\n``; empty where it is missing or not text."""
    value = form.get(name)
    return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else ""
