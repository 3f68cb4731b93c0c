"""A small Bot API on the loopback address, for the real Telegram client to talk to.

``async with TelegramApi() as api`` gives a server; ``api.person("Sam")`` gives somebody who types
and taps. Everything that the client called is in ``api.calls``; ``api.fail(...)`` makes it fail.
"""

from __future__ import annotations

from tests.emulators.telegram_api.faults import Fault
from tests.emulators.telegram_api.people import Person
from tests.emulators.telegram_api.server import TelegramApi
from tests.emulators.telegram_api.state import Call, Sent

__all__ = ["Call", "Fault", "Person", "Sent", "TelegramApi"]
