"""The methods of the Bot API that Waymark uses, with the limits that the real one holds to."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any

from tests.emulators.telegram_api.faults import ApiError
from tests.emulators.telegram_api.state import Board, ChatState, Sent

MAX_TEXT = 4096
MAX_CALLBACK_DATA = 64
MAX_BUTTONS = 100
MAX_DESCRIPTION = 512

Method = Callable[[dict[str, Any]], Coroutine[Any, Any, Any]]


class Methods:
    """Each public coroutine is one method, named as the Bot API names it, in snake case."""

    def __init__(self, board: Board, now: Callable[[], datetime], *, enforce_pace: bool) -> None:
        self._board = board
        self._now = now
        self._enforce_pace = enforce_pace
        self.me = {
            "id": 4242, "is_bot": True, "first_name": "Waymark", "username": "waymark_test_bot",
            "can_join_groups": False, "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }  # fmt: skip
        self.by_name: dict[str, Method] = {
            "getme": self.get_me,
            "getupdates": self.get_updates,
            "sendmessage": self.send_message,
            "answercallbackquery": self.answer_callback_query,
            "editmessagereplymarkup": self.edit_message_reply_markup,
            "setmycommands": self.set_my_commands,
            "deletewebhook": self.delete_webhook,
            "setwebhook": self.set_webhook,
            "leavechat": self.leave_chat,
            "getmydescription": self.get_my_description,
            "setmydescription": self.set_my_description,
        }

    async def get_me(self, _: dict[str, Any]) -> Any:
        return self.me

    async def get_updates(self, given: dict[str, Any]) -> Any:
        """Long polling: waits up to ``timeout`` seconds for something to hand out."""
        board = self._board
        if board.webhook:
            raise ApiError(
                409, "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )  # fmt: skip
        if board.polling:
            raise ApiError(
                409, "Conflict: terminated by other getUpdates request; "
                "make sure that only one bot instance is running",
            )  # fmt: skip
        offset, limit = int(given.get("offset") or 0), int(given.get("limit") or 100)
        board.take(offset, 0)
        board.polling += 1
        ended = board.polls_ended
        board.changed()
        try:
            await board.until(
                lambda: (
                    board.polls_ended > ended
                    or (bool(board.again or board.queue) and not board.held)
                ),
                float(given.get("timeout") or 0),
            )
        finally:
            board.polling -= 1
        return board.take(offset, limit)

    async def send_message(self, given: dict[str, Any]) -> Any:
        state = self._chat(given)
        text = str(given.get("text") or "")
        if not text.strip():
            raise ApiError(400, "Bad Request: message text is empty")
        # The real limit counts UTF-16 code units.
        if len(text.encode("utf-16-le")) // 2 > MAX_TEXT:
            raise ApiError(400, "Bad Request: message is too long")
        markup = _json(given.get("reply_markup")) or {}
        buttons = markup.get("inline_keyboard", [])
        _check_buttons(buttons)
        self._check_pace(state)
        sent = Sent(
            state.next_message_id(), text, buttons, self._now(), {**given, "reply_markup": markup}
        )
        state.sent.append(sent)
        return self._as_message(state, sent)

    async def answer_callback_query(self, given: dict[str, Any]) -> Any:
        if not given.get("callback_query_id"):
            raise ApiError(400, "Bad Request: query is too old or query ID is invalid")
        return True

    async def edit_message_reply_markup(self, given: dict[str, Any]) -> Any:
        state = self._chat(given)
        for sent in state.sent:
            if sent.message_id == int(given.get("message_id", 0)):
                sent.buttons = (_json(given.get("reply_markup")) or {}).get("inline_keyboard", [])
                return self._as_message(state, sent)
        raise ApiError(400, "Bad Request: message to edit not found")

    async def set_my_commands(self, given: dict[str, Any]) -> Any:
        self._board.commands = _json(given.get("commands")) or []
        return True

    async def get_my_description(self, _: dict[str, Any]) -> Any:
        return {"description": self._board.description}

    async def set_my_description(self, given: dict[str, Any]) -> Any:
        description = str(given.get("description") or "")
        if len(description) > MAX_DESCRIPTION:
            raise ApiError(400, "Bad Request: description is too long")
        self._board.description = description
        return True

    async def delete_webhook(self, _: dict[str, Any]) -> Any:
        self._board.webhook = ""
        return True

    async def set_webhook(self, given: dict[str, Any]) -> Any:
        self._board.webhook = str(given.get("url") or "")
        return True

    async def leave_chat(self, given: dict[str, Any]) -> Any:
        self._chat(given).left = True
        return True

    def _chat(self, given: dict[str, Any]) -> ChatState:
        try:
            state = self._board.chats[int(given["chat_id"])]
        except (KeyError, ValueError):
            raise ApiError(400, "Bad Request: chat not found") from None
        if state.blocked:
            raise ApiError(403, "Forbidden: bot was blocked by the user")
        return state

    def _check_pace(self, state: ChatState) -> None:
        """429 for a second message to one chat within a second, if the test asked for that."""
        if not self._enforce_pace or not state.sent:
            return
        if (self._now() - state.sent[-1].at).total_seconds() < 1:
            raise ApiError(429, "Too Many Requests: retry after 1", retry_after=1)

    def _as_message(self, state: ChatState, sent: Sent) -> dict[str, Any]:
        message = {
            "message_id": sent.message_id, "from": self.me, "chat": state.chat,
            "date": int(sent.at.timestamp()), "text": sent.text,
        }  # fmt: skip
        if sent.buttons:
            message["reply_markup"] = {"inline_keyboard": sent.buttons}
        return message


def _check_buttons(rows: list[list[dict[str, str]]]) -> None:
    buttons = [button for row in rows for button in row]
    if len(buttons) > MAX_BUTTONS:
        raise ApiError(400, "Bad Request: reply markup is too long")
    for button in buttons:
        if not button.get("text"):
            raise ApiError(400, "Bad Request: text buttons are unallowed in the inline keyboard")
        if len(str(button.get("callback_data", "")).encode()) not in range(
            1, MAX_CALLBACK_DATA + 1
        ):
            raise ApiError(400, "Bad Request: BUTTON_DATA_INVALID")


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) and value else value
