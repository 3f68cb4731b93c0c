"""Replies as text for a terminal: words, cards of services and contacts, numbered buttons."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from bot.card_words import CardWords, load_card_words
from bot.cards import contact_card, service_card
from bot.messages import Reply

WIDTH = 78


class Texts:
    """The words of the text cards, read once."""

    def __init__(self) -> None:
        self.cards: CardWords = load_card_words()


def show(reply: Reply, texts: Texts, *, first_number: int = 1) -> str:
    """``reply`` with an empty line after it; its buttons are numbered from ``first_number``."""
    return "\n".join((*_lines(reply, texts, first_number), "", ""))


def _lines(reply: Reply, texts: Texts, first_number: int) -> Iterator[str]:
    if reply.author == "staff" and reply.author_name:
        yield f"{reply.author_name}:"
    for paragraph in plain(reply.text).split("\n"):
        yield textwrap.fill(paragraph, WIDTH)
    for contact in reply.contacts:
        yield ""
        yield _indented(contact_card(contact, texts.cards))
    for number, service in enumerate(reply.services, 1):
        yield ""
        yield _indented(service_card(service, number, texts.cards))
    if reply.buttons:
        yield ""
    for number, button in enumerate(reply.buttons, first_number):
        yield f"  [{number}] {plain(button.label)}"


def plain(text: str) -> str:
    """``text`` without what a terminal would take for a command: no escape may come from data."""
    return "".join(c for c in text if c == "\n" or (c.isprintable() or c == "\u200d"))


def _indented(card: str) -> str:
    first, *rest = plain(card).split("\n")
    lines = [textwrap.fill(first, WIDTH, initial_indent="  ", subsequent_indent="    ")]
    for line in rest:
        lines.append(textwrap.fill(line, WIDTH, initial_indent="    ", subsequent_indent="      "))
    return "\n".join(lines)
