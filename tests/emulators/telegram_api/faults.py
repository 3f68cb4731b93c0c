"""Ways in which the Bot API lets its clients down, asked for by a test."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Literal

Kind = Literal["error", "malformed", "hang", "cut_off"]


@dataclass(slots=True)
class Fault:
    """What goes wrong the next ``times`` that ``method`` is called (by ``chat_id``, if given)."""

    method: str
    status: int = 500
    times: int = 1
    kind: Kind = "error"
    """error: an answer with ``status``; malformed: 200 that is not JSON; hang: no answer until
    the server stops; cut_off: the message arrives, but the answer is a 502."""
    retry_after: int | None = None
    """Seconds; goes into ``parameters`` as Telegram does with a 429."""
    description: str | None = None
    chat_id: int | None = None

    def fits(self, method: str, parameters: dict[str, Any]) -> bool:
        """Whether this call is one that should fail."""
        if self.times <= 0 or self.method.lower() != method.lower():
            return False
        return self.chat_id is None or str(parameters.get("chat_id")) == str(self.chat_id)


class ApiError(Exception):
    """An answer that is not ok, in the words and with the codes of the Bot API."""

    def __init__(self, status: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.retry_after = retry_after

    def body(self) -> dict[str, Any]:
        """The JSON of the answer."""
        answer: dict[str, Any] = {
            "ok": False,
            "error_code": self.status,
            "description": self.description,
        }
        if self.retry_after is not None:
            answer["parameters"] = {"retry_after": self.retry_after}
        return answer


def error_of(fault: Fault) -> ApiError:
    """The answer for a fault of kind ``error``."""
    status = 429 if fault.retry_after is not None else fault.status
    words = fault.description or HTTPStatus(status).phrase
    if fault.retry_after is not None and fault.description is None:
        words = f"Too Many Requests: retry after {fault.retry_after}"
    return ApiError(status, words, fault.retry_after)
