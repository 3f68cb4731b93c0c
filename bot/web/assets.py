"""The pages' own style, scripts and icons, served from this host, small enough for a slow phone."""

from __future__ import annotations

import gzip
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from starlette.datastructures import URL, Headers
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER = Path(__file__).parent / "static"
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
"""What is sent compressed, and as what."""
FOREVER = "public, max-age=31536000, immutable"


class Assets(StaticFiles):
    """Static files. An address that carries the mark of its content may be kept for a year; any
    other is asked for again each time (and usually answered "not changed")."""

    def __init__(self) -> None:
        super().__init__(directory=FOLDER)

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        asked = Headers(scope=scope)
        if response.status_code == 200 and "gzip" in asked.get("accept-encoding", ""):
            found, _ = self.lookup_path(path)
            response = _compressed(Path(found), asked) or response
        marked = "v=" in URL(scope=scope).query
        response.headers["cache-control"] = FOREVER if marked else "no-cache"
        response.headers["vary"] = "Accept-Encoding"
        return response


def _compressed(file: Path, asked: Headers) -> Response | None:
    kind = KINDS.get(file.suffix)
    if kind is None:
        return None
    body, tag = _squeezed(file, file.stat().st_mtime_ns)
    headers = {"etag": tag, "content-encoding": "gzip"}
    if asked.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=kind, headers=headers)


@lru_cache(maxsize=64)
def _squeezed(file: Path, _changed_ns: int) -> tuple[bytes, str]:
    content = file.read_bytes()
    return gzip.compress(content, mtime=0), f'"{sha256(content).hexdigest()[:20]}"'
