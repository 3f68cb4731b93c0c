from __future__ import annotations

import logging

import pytest

from bot.telegram.quiet import keep_quiet


@pytest.mark.parametrize("name", ["httpx", "httpcore", "httpcore.connection"])
def test_addresses_are_not_logged(name: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger(name).setLevel(logging.DEBUG)
    keep_quiet()
    logging.getLogger(name).info("HTTP Request: POST https://api.telegram.org/bot1:secret/getMe")
    assert caplog.text == ""


@pytest.mark.parametrize("name", ["telegram", "telegram.Bot", "telegram.request.BaseRequest"])
def test_the_client_does_not_log_what_people_wrote(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    keep_quiet()
    logging.getLogger(name).critical("Error while parsing updates! Received data was [...]")
    assert caplog.text == ""


def test_warnings_of_the_network_are_still_seen(caplog: pytest.LogCaptureFixture) -> None:
    keep_quiet()
    logging.getLogger("httpx").warning("certificate is about to expire")
    assert "certificate" in caplog.text
