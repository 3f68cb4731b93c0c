"""Ids of services and of what hangs on them."""

from __future__ import annotations

import pytest

from directory.records import service_uuid


@pytest.mark.parametrize(
    "given", ["a8098c1a-f86e-11da-bd1a-00112444be1e", " A8098C1A-F86E-11DA-BD1A-00112444BE1E "]
)
def test_a_uuid_stays_as_it_is(given: str) -> None:
    assert service_uuid("any", given) == "a8098c1a-f86e-11da-bd1a-00112444be1e"


def test_other_ids_stay_apart_by_source() -> None:
    assert service_uuid("a", "1") == service_uuid("a", "1")
    assert service_uuid("a", "1") != service_uuid("b", "1")
