"""What a channel hands over, made safe to keep: which of the three it is, and its plain text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from basics.errors import InvalidInput
from bot.messages import Inbound

CHOICE = re.compile(r"[a-z0-9_:.-]{1,60}")
"""What a button carries: Telegram allows 64 bytes, we use at most 60 of a plain alphabet."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One inbound thing as the conversation keeps it. ``kind``: text, choice or attachment."""

    kind: str
    text: str
    """What was typed, or the caption; for a choice what its button said, or the choice as words."""
    choice: str | None = None
    attachment: str | None = None


def take(inbound: Inbound, labels: dict[str, str], limit: int) -> Taken:
    """Check and clean ``inbound``; ``labels`` says what the buttons on offer read.

    Raises :class:`InvalidInput` for what no channel should send.
    """
    if not 1 <= len(inbound.update_id) <= 128:
        raise InvalidInput("The update id must have 1 to 128 characters.")
    if inbound.choice is not None:
        if inbound.text is not None or inbound.attachment is not None:
            raise InvalidInput("Send either a text or a choice, not both.")
        return _choice(_short_enough(clean(inbound.choice), limit), labels)
    if inbound.text is None and inbound.attachment is None:
        raise InvalidInput("Send a text or a choice.")
    text = _short_enough(clean(inbound.text or ""), limit)
    kind = "attachment" if inbound.attachment is not None else "text"
    return Taken(kind, text, attachment=inbound.attachment)


def _choice(choice: str, labels: dict[str, str]) -> Taken:
    if choice in labels:
        return Taken("choice", labels[choice], choice=choice)
    # Not one of ours: kept and screened as words, since somebody may have written them.
    if CHOICE.fullmatch(choice):
        return Taken("choice", re.sub(r"[_:.-]+", " ", choice).strip(), choice=choice)
    return Taken("choice", choice, choice="")


def _short_enough(text: str, limit: int) -> str:
    if len(text) > limit:
        raise InvalidInput(f"That is more than {limit} characters.", hint="Send it in parts.")
    return text


def clean(text: str) -> str:
    """``text`` without control characters and half characters; line ends are ``\\n``."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(_keep(character) for character in text)


def _keep(character: str) -> str:
    if character in "\n\t":
        return character
    category = unicodedata.category(character)
    if category == "Cs":
        return "\N{REPLACEMENT CHARACTER}"
    return "" if category == "Cc" else character


def has_words(text: str) -> bool:
    """Whether there is at least one letter or digit in ``text``."""
    return any(character.isalnum() for character in text)
