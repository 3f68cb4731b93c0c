"""What a channel hands over, made safe to keep: which of the three it is, and its plain text."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from basics.errors import InvalidInput
from bot.messages import Inbound

CHOICE = re.compile(r"[a-z0-9_:.-]{1,60}")
"""What a button carries: Telegram allows 64 bytes, we use at most 60 of a plain alphabet."""
LEFT_OUT = "\n\n[…]\n\n"
"""Stands where the middle of a very long text was left out."""
_WORD = 60
"""Longer than any word."""
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_HALVES = re.compile("[\ud800-\udfff]")
_MARK = (
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f"
    "\U000e0000-\U000e0fff]"
)
_UNSEEN = re.compile(f"({_MARK}{{8}}){_MARK}+")
"""Marks without a width, and marks piled on a letter, from the ninth on in one place. No language
needs as many, and a short message must not become a long one, and lose its middle, by them."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One inbound thing as the conversation keeps it. ``kind``: text, choice or attachment."""

    kind: str
    text: str
    """What was typed, or the caption; for a choice what its button said, or the choice as words."""
    choice: str | None = None
    attachment: str | None = None
    left_out: int = 0
    """Characters in the middle of a very long text that were not kept."""
    edited: bool = False
    """It takes the place of what was said before, which is kept as well."""


def take(inbound: Inbound, labels: dict[str, str], limit: int) -> Taken:
    """Check and clean ``inbound``; ``labels`` says what the buttons on offer read. Of a text over
    ``limit`` characters the first and the last part are kept.

    Raises :class:`InvalidInput` for what no channel should send.
    """
    if not 1 <= len(inbound.update_id) <= 128:
        raise InvalidInput("The update id must have 1 to 128 characters.")
    if inbound.choice is not None:
        if inbound.text is not None or inbound.attachment is not None:
            raise InvalidInput("Send either a text or a choice, not both.")
        text, left_out = shortened(clean(inbound.choice), limit)
        return replace(_choice(text, labels), left_out=left_out)
    if inbound.text is None and inbound.attachment is None:
        raise InvalidInput("Send a text or a choice.")
    text, left_out = shortened(clean(inbound.text or ""), limit)
    kind = "attachment" if inbound.attachment is not None else "text"
    return Taken(
        kind, text, attachment=inbound.attachment, left_out=left_out, edited=inbound.edited
    )


def _choice(choice: str, labels: dict[str, str]) -> Taken:
    if choice in labels:
        return Taken("choice", labels[choice], choice=choice)
    # Not one of ours: kept and screened as words, since somebody may have written them.
    if CHOICE.fullmatch(choice):
        return Taken("choice", re.sub(r"[_:.-]+", " ", choice).strip(), choice=choice)
    return Taken("choice", choice, choice="")


def shortened(text: str, limit: int) -> tuple[str, int]:
    """``text`` with at most ``limit`` characters, and how many were left out in the middle.

    Three fifths are of the beginning and the rest of the end, each up to a whole word.
    """
    if len(text) <= limit:
        return text, 0
    room = limit - len(LEFT_OUT)
    head_ends = _between_words(text, room * 3 // 5, -1)
    tail_at = _between_words(text, len(text) - (room - room * 3 // 5), 1)
    return text[:head_ends] + LEFT_OUT + text[tail_at:], tail_at - head_ends


def _between_words(text: str, at: int, step: int) -> int:
    """The nearest place from ``at`` on where a word ends, within the length of a word: half a word is
    another word."""
    for here in range(at, at + step * _WORD, step):
        if not 0 < here < len(text) or text[here].isspace():
            return here
    return at


def clean(text: str) -> str:
    """``text`` without control characters and half characters, and with no more than a few marks
    that cannot be seen in one place; line ends are ``\\n``."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _HALVES.sub("\N{REPLACEMENT CHARACTER}", _CONTROLS.sub("", text))
    return _UNSEEN.sub(r"\1", text)


def has_words(text: str) -> bool:
    """Whether there is at least one letter or digit in ``text``."""
    return any(character.isalnum() for character in text)
