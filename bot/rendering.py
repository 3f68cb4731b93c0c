"""What the flow wants said, turned into words: keys become text, buttons get labels."""

from __future__ import annotations

from bot.messages import Draft, ReplyButton
from bot.ports import Who, Words
from flows.types import Button, Say


def render(say: Say, words: Words, who: Who, seed: int) -> Draft:
    """One reply in words for ``who``."""
    return Draft(
        text=words.say(say.words, dict(say.data), who=who, seed=seed),
        kind=say.kind,
        buttons=tuple(button(b, words, who, seed) for b in say.buttons),
        services=tuple(dict(service) for service in say.services),
    )


def button(button: Button, words: Words, who: Who, seed: int) -> ReplyButton:
    """A button with its label in words."""
    return ReplyButton(
        label=words.say(button.label, dict(button.data), who=who, seed=seed), choice=button.choice
    )
