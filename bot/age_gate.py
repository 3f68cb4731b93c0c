"""Telegram is for people of 16 and over in the UK: who says they are younger goes on in web chat."""

from __future__ import annotations

from bot.plan import Plan
from bot.standing import Standing

_FROM_16 = frozenset({"telegram"})
_UNDER_16 = frozenset({"10-12", "13-15"})


def too_young(standing: Standing, plan: Plan) -> bool:
    """Whether this is a channel that the young person said they are too young for.

    Looked at after the flow has heard the message, so that "I'm 17 really" counts, and long after
    the screen: danger is always dealt with first, whatever the channel.
    """
    band = plan.facts.get("age_band", standing.who.age_band)
    return standing.who.channel in _FROM_16 and band in _UNDER_16
