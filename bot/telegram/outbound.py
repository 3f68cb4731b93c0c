"""A reply as Telegram takes it: plain text in parts that fit, and buttons under the last part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.card_words import fill
from bot.cards import all_cards
from bot.messages import Reply, ReplyButton
from bot.telegram.words import TelegramWords

MAX_TEXT = 4096
"""UTF-16 code units in one message (Bot API, sendMessage)."""
MAX_CALLBACK = 64
"""Bytes of callback data (Bot API, InlineKeyboardButton)."""
MAX_BUTTONS = 100
MAX_LABEL = 40
"""Letters that a phone still shows on one row."""
SHORT_LABEL = 16
"""Labels up to this go two to a row."""


@dataclass(frozen=True, slots=True)
class Part:
    """One message to send."""

    text: str
    keyboard: InlineKeyboardMarkup | None = None


def parts_of(reply: Reply, words: TelegramWords) -> list[Part]:
    """``reply`` as the messages to send, in order; empty for a reply with nothing in it."""
    text = reply.text.strip()
    if reply.author == "staff" and reply.author_name:
        # Here bot and staff share one name, so who speaks is said each time.
        text = f"{fill(words.staff, name=reply.author_name)}\n{text}"
    blocks = [text, *all_cards(reply.services, reply.contacts, words.cards)]
    texts = split("\n\n".join(block for block in blocks if block))
    if not texts:
        return []
    return [
        *(Part(text) for text in texts[:-1]),
        Part(texts[-1], keyboard_of(reply.buttons)),
    ]


def keyboard_of(buttons: Sequence[ReplyButton]) -> InlineKeyboardMarkup | None:
    """Buttons in rows: two short ones side by side, a longer one alone. None without buttons."""
    rows: list[list[InlineKeyboardButton]] = []
    room = False
    for button in buttons[:MAX_BUTTONS]:
        if not 1 <= len(button.choice.encode()) <= MAX_CALLBACK:
            continue
        label = _label(button.label)
        made = InlineKeyboardButton(label, callback_data=button.choice)
        if room and len(label) <= SHORT_LABEL:
            rows[-1].append(made)
            room = False
        else:
            rows.append([made])
            room = len(label) <= SHORT_LABEL
    return InlineKeyboardMarkup(rows) if rows else None


def _label(label: str) -> str:
    label = " ".join(label.split()) or "\N{HORIZONTAL ELLIPSIS}"
    if len(label) <= MAX_LABEL:
        return label
    return label[: MAX_LABEL - 1].rstrip() + "\N{HORIZONTAL ELLIPSIS}"


def split(text: str, limit: int = MAX_TEXT) -> list[str]:
    """``text`` in pieces of at most ``limit`` code units, cut at the best place that there is:
    between paragraphs, else lines, else sentences, else words, else anywhere."""
    pieces = []
    rest = text.strip()
    while units(rest) > limit:
        fits = _prefix(rest, limit)
        cut = next(
            (at + len(mark) for mark in ("\n\n", "\n", ". ", " ") if (at := fits.rfind(mark)) > 0),
            len(fits),
        )
        pieces.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [piece for piece in [*pieces, rest] if piece]


def units(text: str) -> int:
    """The length of ``text`` as Telegram counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _prefix(text: str, limit: int) -> str:
    """The longest start of ``text`` within ``limit`` units; no character is cut in half."""
    used = 0
    for at, character in enumerate(text):
        used += units(character)
        if used > limit:
            return text[:at]
    return text
