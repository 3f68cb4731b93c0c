"""The console's own files: style, script and mark."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from basics.errors import NotFound
from console.pages import HEADERS, STATIC, asset_tag

TYPES = {
    "console.css": "text/css; charset=utf-8",
    "console.js": "text/javascript; charset=utf-8",
    "drafts.js": "text/javascript; charset=utf-8",
    "mark.svg": "image/svg+xml",
}
"""Every file there is: a name that is not here is not looked for on the disk."""


async def serve(request: Request) -> Response:
    """One file. Kept for long only under the address with its hash, which changes with it."""
    name = str(request.path_params["name"])
    if name not in TYPES:
        raise NotFound("There is no such file.")
    current = request.query_params.get("v") == asset_tag(name)
    return Response(
        (STATIC / name).read_bytes(),
        media_type=TYPES[name],
        headers={
            **HEADERS,
            "Cache-Control": "public, max-age=31536000, immutable" if current else "no-cache",
        },
    )
