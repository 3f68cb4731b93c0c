"""The pages' own style, scripts and icons, served from this host."""

from __future__ import annotations

from pathlib import Path

from starlette.datastructures import URL
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER = Path(__file__).parent / "static"


class Assets(StaticFiles):
    """Static files. An address that carries the mark of its content may be kept for a year; any
    other is asked for again each time (and usually answered "not changed")."""

    def __init__(self) -> None:
        super().__init__(directory=FOLDER)

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        marked = "v=" in URL(scope=scope).query
        response.headers["cache-control"] = (
            "public, max-age=31536000, immutable" if marked else "no-cache"
        )
        return response
