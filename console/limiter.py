"""Too many tries from one address: counted in memory, by our clock."""

from __future__ import annotations

import ipaddress
from collections import OrderedDict, deque
from datetime import datetime, timedelta

from basics.clock import Clock
from basics.errors import WaymarkError


class TooMany(WaymarkError):
    """Too many failed tries from one address; wait ``retry_after`` seconds."""

    code = "too_many"

    def __init__(self, retry_after: int) -> None:
        super().__init__("Too many tries from this address.")
        self.retry_after = retry_after


class AddressLimiter:
    """At most ``tries`` failures in ``window`` from one address.

    Beside the lock-out of single accounts: one address trying one password on many accounts
    locks none of them. Each process counts for itself; with several the limit is that many times
    higher, which still leaves guessing hopeless against argon2 and the lock-out.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        tries: int = 20,
        window: timedelta = timedelta(minutes=10),
        remembered: int = 10_000,
    ) -> None:
        self._clock = clock
        self._tries = tries
        self._window = window
        self._remembered = remembered
        self._failures: OrderedDict[str, deque[datetime]] = OrderedDict()

    def check(self, address: str) -> None:
        """Raise :class:`TooMany` where this address has used its tries up."""
        recent = self._recent(network_of(address))
        if len(recent) >= self._tries:
            wait = recent[0] + self._window - self._clock.now()
            raise TooMany(max(1, int(wait.total_seconds())))

    def failed(self, address: str) -> None:
        """Count a failure."""
        key = network_of(address)
        recent = self._recent(key)
        recent.append(self._clock.now())
        self._failures[key] = recent
        self._failures.move_to_end(key)
        while len(self._failures) > self._remembered:
            self._failures.popitem(last=False)

    def _recent(self, key: str) -> deque[datetime]:
        recent = self._failures.get(key, deque())
        oldest = self._clock.now() - self._window
        while recent and recent[0] <= oldest:
            recent.popleft()
        return recent


def network_of(address: str) -> str:
    """What counts as one address: an IPv4 address, or the /64 that one household has in IPv6."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if parsed.version == 6:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
