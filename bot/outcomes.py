"""Answers that do not come from the flow: to what cannot be read, and to what went wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import structlog

from bot.faults import fault
from bot.messages import Draft, ReplyButton
from bot.parts import Parts
from bot.plan import CARRY_ON, COMMANDS
from bot.ports import Who
from bot.standing import Standing
from storage.conversations import Author

_ATTACHMENTS = frozenset({"photo", "voice", "sticker", "location", "video", "document"})
_log = structlog.get_logger()


def attachment_kind(kind: str) -> str:
    """The kind that we have words for."""
    return kind if kind in _ATTACHMENTS else "other"


def line(
    parts: Parts, key: str, standing: Standing, data: Mapping[str, Any] | None = None
) -> Draft:
    """One line of words."""
    return Draft(parts.words.say(key, data, who=standing.who, seed=standing.last_seq))


def ask_again(parts: Parts, key: str, standing: Standing) -> list[Draft]:
    """Say ``key`` and put the last question again, with its buttons; help if there was none."""
    if standing.question is None:
        return [replace(line(parts, key, standing), buttons=ways_out(parts, standing.who))]
    return [
        line(parts, key, standing),
        Draft(standing.question.text, buttons=tuple(standing.question.buttons)),
    ]


def ways_out(parts: Parts, who: Who) -> tuple[ReplyButton, ...]:
    """Buttons that always work: get help, talk to a person."""
    return tuple(
        ReplyButton(label=parts.words.say(f"button.{choice}", who=who), choice=choice)
        for choice in ("help", "person")
    )


def command_labels(parts: Parts, who: Who) -> dict[str, str]:
    """What the commands read on a button: they can be tapped, in the menu, when not on offer."""
    labels = {}
    for command in COMMANDS:
        try:
            labels[command] = parts.words.say(f"button.{command}", who=who)
        except Exception as problem:
            # The message matters more; the bare choice is kept then.
            _log.error("words_missing", **fault(problem))
    return labels


def long_note(parts: Parts, who: Who) -> list[Draft]:
    """That the middle of a message was not kept. An announcement: it may stand in a human's talk."""
    try:
        return [Draft(parts.words.say("outcome.long_cut", who=who), author=Author.SYSTEM)]
    except Exception as problem:
        _log.error("words_missing", **fault(problem))
        return []


def with_carry_on(parts: Parts, draft: Draft, who: Who) -> Draft:
    """``draft`` with a button to go on with the bot. Never fails: the words matter more."""
    try:
        label = parts.words.say("button.carry_on", who=who)
    except Exception as problem:
        _log.error("words_missing", **fault(problem))
        return draft
    return replace(draft, buttons=(ReplyButton(label=label, choice=CARRY_ON),))
