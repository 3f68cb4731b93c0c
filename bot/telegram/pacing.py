"""How fast we may send: Telegram allows one message a second in a chat, thirty a second overall.

Source: the limits in Telegram's bot FAQ ("My bot is hitting limits"). Pure: the time is an argument.
"""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta

PER_CHAT = timedelta(seconds=1)
OVERALL_WINDOW = timedelta(seconds=1)
OVERALL = 30


class Pacing:
    """Remembers what was sent when; :meth:`take` says whether one more may go now.

    Holds one entry for each chat of the last second, so it does not grow with the number of chats.
    """

    def __init__(self, *, per_chat: timedelta = PER_CHAT, overall: int = OVERALL) -> None:
        self._per_chat = per_chat
        self._overall = overall
        self._sent: deque[datetime] = deque()
        self._chats: dict[str, datetime] = {}

    def take(self, chat: str, now: datetime) -> float:
        """0.0: send now (and it counts as sent). More: wait so many seconds and ask again."""
        self._forget(now)
        wait = max(self._wait_for_chat(chat, now), self._wait_for_all(now))
        if wait > 0:
            return wait
        self._sent.append(now)
        self._chats[chat] = now + self._per_chat
        return 0.0

    def rest(self, chat: str, seconds: float, now: datetime) -> None:
        """Telegram asked us to leave ``chat`` alone for so many seconds."""
        self._chats[chat] = now + timedelta(seconds=seconds)

    def _wait_for_chat(self, chat: str, now: datetime) -> float:
        free_at = self._chats.get(chat)
        return (free_at - now).total_seconds() if free_at is not None else 0.0

    def _wait_for_all(self, now: datetime) -> float:
        if len(self._sent) < self._overall:
            return 0.0
        return (self._sent[0] + OVERALL_WINDOW - now).total_seconds()

    def _forget(self, now: datetime) -> None:
        while self._sent and self._sent[0] + OVERALL_WINDOW <= now:
            self._sent.popleft()
        self._chats = {chat: free_at for chat, free_at in self._chats.items() if free_at > now}
