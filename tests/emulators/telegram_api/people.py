"""Somebody at the other end: types, taps, sends pictures, edits, blocks the bot."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from tests.emulators.telegram_api.state import PATIENCE, Board, ChatState, Sent

_FILE = {"file_id": "file-1", "file_unique_id": "unique-1", "file_size": 1200}
_ATTACHMENTS: dict[str, Any] = {
    "photo": [{**_FILE, "width": 90, "height": 60}],
    "sticker": {
        **_FILE, "type": "regular", "width": 512, "height": 512, "is_animated": False,
        "is_video": False, "emoji": "\N{SMILING FACE WITH SMILING EYES}",
    },
    "voice": {**_FILE, "duration": 4, "mime_type": "audio/ogg"},
    "video": {**_FILE, "width": 640, "height": 360, "duration": 7},
    "video_note": {**_FILE, "length": 240, "duration": 5},
    "audio": {**_FILE, "duration": 30},
    "document": {**_FILE, "file_name": "notes.pdf", "mime_type": "application/pdf"},
    "location": {"latitude": 51.5, "longitude": 0.03},
    "contact": {"phone_number": "+447700900123", "first_name": "Friend"},
    "dice": {"emoji": "\N{GAME DIE}", "value": 4},
    "poll": {
        "id": "poll-1", "question": "pizza or chips?", "total_voter_count": 0, "is_closed": False,
        "options": [
            {"text": "pizza", "voter_count": 0, "persistent_id": "0"},
            {"text": "chips", "voter_count": 0, "persistent_id": "1"},
        ],
        "is_anonymous": True, "type": "regular", "allows_multiple_answers": False,
        "allows_revoting": False, "members_only": False,
    },
}  # fmt: skip


class Person:
    """One chat with the bot. Each act queues an update and gives its update id."""

    def __init__(self, board: Board, state: ChatState, now: Callable[[], datetime]) -> None:
        self._board = board
        self._state = state
        self._now = now

    @property
    def chat_id(self) -> int:
        return int(self._state.chat["id"])

    @property
    def received(self) -> list[Sent]:
        """What the bot has sent, oldest first."""
        return self._state.sent

    @property
    def last(self) -> Sent:
        return self._state.sent[-1]

    def says(self, text: str) -> int:
        """Type ``text``; one that starts with / is marked as a command, as Telegram does."""
        extra: dict[str, Any] = {"text": text}
        if text.startswith("/"):
            length = len(text.split()[0])
            extra["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        return self._board.add_update("message", self._message(extra))

    def sends(self, kind: str, caption: str | None = None, **more: Any) -> int:
        """Send a photo, sticker, voice, location, ... with an optional caption."""
        extra = {kind: _ATTACHMENTS[kind], **more}
        if caption is not None:
            extra["caption"] = caption
        return self._board.add_update("message", self._message(extra))

    def sends_raw(self, **message: Any) -> int:
        """A message with exactly these fields beside the usual ones."""
        return self._board.add_update("message", self._message(message))

    def edits(self, text: str) -> int:
        """Change an earlier message into ``text``."""
        body = self._message({"text": text, "edit_date": int(self._now().timestamp())})
        return self._board.add_update("edited_message", body)

    def taps(self, wanted: str, message: Sent | None = None) -> int:
        """Tap the button with this label or choice, under ``message`` or the newest that has it."""
        for sent in [message] if message is not None else reversed(self.received):
            try:
                return self.taps_raw(sent.choice(wanted), sent)
            except LookupError:
                continue
        raise LookupError(f"nothing that was sent has a button {wanted!r}")

    def taps_raw(self, data: str, message: Sent | None = None) -> int:
        """A tap with this callback data, whether or not such a button was ever sent."""
        under = message.message_id if message is not None else 1
        body = {
            "id": f"query-{self.chat_id}-{len(self._board.seen)}",
            "from": self._state.user,
            "chat_instance": "1",
            "data": data,
            "message": {**self._message({"text": "."}), "message_id": under},
        }
        return self._board.add_update("callback_query", body)

    def blocks(self) -> None:
        """From now on, sending to this person is forbidden."""
        self._state.blocked = True

    def unblocks(self) -> None:
        self._state.blocked = False

    async def hears(
        self, count: int = 1, *, after: int = 0, seconds: float = PATIENCE
    ) -> list[Sent]:
        """The messages after the first ``after``, once there are ``count`` of them."""
        if not await self._board.until(lambda: len(self.received) >= after + count, seconds):
            got = [sent.text[:60] for sent in self.received[after:]]
            raise AssertionError(f"expected {count} messages, got {len(got)}: {got}")
        return self.received[after:]

    async def hears_of(self, words: str, *, after: int = 0, seconds: float = PATIENCE) -> Sent:
        """The first message after ``after`` that has ``words`` in it, in whatever case."""

        def found() -> Sent | None:
            return next((s for s in self.received[after:] if words.lower() in s.text.lower()), None)

        await self._board.until(lambda: found() is not None, seconds)
        sent = found()
        if sent is None:
            raise AssertionError(f"nothing with {words!r} in {[s.text for s in self.received]}")
        return sent

    def _message(self, extra: dict[str, Any]) -> dict[str, Any]:
        return {
            "message_id": self._state.next_message_id(),
            "from": self._state.user,
            "chat": self._state.chat,
            "date": int(self._now().timestamp()),
            **extra,
        }
