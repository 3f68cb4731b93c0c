"""Whether a form post came from one of our own pages."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request


def from_our_page(request: Request, public_url: str | None = None) -> bool:
    """True unless the browser says that another site sent this request.

    The cookie is SameSite=Strict already; this stops a foreign page from starting or ending a chat
    in somebody's browser as well. ``Sec-Fetch-Site`` cannot be set by a page; older browsers send
    ``Origin``, which must name the host that was asked or that of ``public_url``. A client that
    sends neither (a script, a very old phone) carries no foreign page's wish.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    if origin is None:
        return True
    ours = {request.headers.get("host", ""), urlsplit(public_url or "").netloc}
    return urlsplit(origin).netloc in ours - {""}
