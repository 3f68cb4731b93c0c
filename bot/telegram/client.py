"""The real Telegram client, with the two things that it does not offer by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from telegram import Bot
from telegram.request import HTTPXRequest

OFFICIAL = "https://api.telegram.org/bot"
ANSWER_SECONDS = 10.0
"""How long an answer may take beyond what a long poll waits anyway."""


class Client(Bot):
    """``base_url`` is everything before the token. Its ``repr`` does not show the token."""

    def __init__(self, token: str, base_url: str | None = None) -> None:
        super().__init__(
            token,
            base_url=base_url or OFFICIAL,
            request=HTTPXRequest(connection_pool_size=8, read_timeout=ANSWER_SECONDS),
            get_updates_request=HTTPXRequest(connection_pool_size=1),
        )

    def __repr__(self) -> str:
        return "Client()"

    async def raw_updates(
        self, offset: int | None, seconds: float, kinds: Sequence[str]
    ) -> list[Mapping[str, Any]]:
        """One long poll: updates from ``offset`` on, as JSON objects.

        The client's own ``get_updates`` reads a batch whole or not at all: one update that it does
        not understand would hide all others, for good. So we take them apart one by one.
        """
        found = await self._post(
            "getUpdates",
            {"offset": offset, "timeout": round(seconds), "allowed_updates": list(kinds)},
            read_timeout=seconds + ANSWER_SECONDS,
        )
        return [one for one in found if isinstance(one, dict) and "update_id" in one]
