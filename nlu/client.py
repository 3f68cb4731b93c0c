"""Asking a Rasa server what a message means, and going on without it where it does not answer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import Any

import httpx
import structlog

from basics.clock import Clock, SystemClock
from nlu.breaker import Breaker, State
from nlu.local import LocalUnderstander
from nlu.parse import BadAnswer, understanding_from
from nlu.understanding import Understander, Understanding

log = structlog.get_logger()

LONGEST = 2_000
"""Characters that are parsed; what comes after is left unread by the NLU (screening reads it all)."""


class RasaUnderstander:
    """An :class:`~nlu.understanding.Understander` on one or more Rasa servers.

    Each server has a breaker of its own; they are tried in order within one limit of
    ``timeout_s`` for the message. Where none answers well, ``local`` does, with ``degraded``.
    """

    def __init__(
        self,
        base_urls: Sequence[str],
        *,
        timeout_s: float = 2.0,
        local: Understander | None = None,
        clock: Clock | None = None,
        failures: int = 3,
        rest_s: float = 10.0,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        if not base_urls:
            raise ValueError("at least one address of a Rasa server is needed")
        clock = clock or SystemClock()
        self._servers = [
            (url.rstrip("/"), Breaker(clock, failures=failures, rest_s=rest_s)) for url in base_urls
        ]
        self._timeout = timeout_s
        self._local = local or LocalUnderstander()
        self._http = httpx.AsyncClient(timeout=timeout_s, transport=transport, trust_env=False)

    async def understand(self, text: str) -> Understanding:
        """The meaning of ``text``; never raises for an outage."""
        cut = text[:LONGEST]
        if not any(char.isalnum() for char in cut):
            return Understanding(request="smalltalk", confidence=0.0, fallback=True)
        deadline = time.monotonic() + self._timeout
        for url, breaker in self._servers:
            left = deadline - time.monotonic()
            if left > 0 and breaker.allow():
                answer = await self._ask(url, breaker, cut, left)
                if answer is not None:
                    return answer
        log.warning("nlu.degraded", servers=len(self._servers))
        return await self._local.understand(cut)

    def status(self) -> dict[str, Any]:
        """For /health/ready: "up" while any server's breaker is closed, and each breaker's state."""
        servers = [{"url": url, "breaker": breaker.state.value} for url, breaker in self._servers]
        up = any(breaker.state is State.CLOSED for _, breaker in self._servers)
        return {"status": "up" if up else "down", "servers": servers}

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def _ask(
        self, url: str, breaker: Breaker, text: str, left: float
    ) -> Understanding | None:
        """One server's answer, or None after a failure, which the breaker then knows of."""
        try:
            async with asyncio.timeout(left):
                response = await self._http.post(f"{url}/model/parse", json={"text": _plain(text)})
            response.raise_for_status()
            answer = understanding_from(response.json(), text)
        except (httpx.HTTPError, TimeoutError, ValueError, BadAnswer) as problem:
            breaker.failed()
            log.warning(
                "nlu.failed", url=url, reason=type(problem).__name__, breaker=breaker.state.value
            )
            return None
        breaker.succeeded()
        return answer


def _plain(text: str) -> str:
    """As Rasa should see it: a leading slash would be taken for a command of Rasa's own."""
    lead = len(text) - len(text.lstrip().lstrip("/ "))
    return text[:lead].replace("/", " ") + text[lead:]
