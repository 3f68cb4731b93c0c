"""Whether a form post came from one of our own pages."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from bot.web.origin import from_our_page


def request(**headers: str) -> Request:
    sent = {"host": "waymark.test:8000", **{k.replace("_", "-"): v for k, v in headers.items()}}
    return Request({"type": "http", "headers": [(k.encode(), v.encode()) for k, v in sent.items()]})


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_our_pages_and_the_address_bar_are_ours(site: str) -> None:
    assert from_our_page(request(sec_fetch_site=site))


@pytest.mark.parametrize("site", ["cross-site", "same-site", ""])
def test_other_sites_are_not_even_with_our_origin(site: str) -> None:
    assert not from_our_page(request(sec_fetch_site=site, origin="http://waymark.test:8000"))


def test_older_browsers_say_where_the_form_stood() -> None:
    assert from_our_page(request(origin="http://waymark.test:8000"))
    assert not from_our_page(request(origin="http://waymark.test:9000"))
    assert not from_our_page(request(origin="https://waymark.test.evil.example"))
    assert not from_our_page(request(origin="null"))


def test_behind_a_proxy_the_public_address_counts() -> None:
    ours = request(origin="https://chat.example.org")
    assert from_our_page(ours, "https://chat.example.org")
    assert not from_our_page(ours, None)


def test_a_program_sends_neither() -> None:
    assert from_our_page(request())
