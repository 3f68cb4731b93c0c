"""Handing a young person to the web chat, where they are too young for the channel they are on.

Screening, and the answer to danger, come before this and do not depend on it (see
:mod:`bot.accept`). A person can be asked for, and an age that was wrong can be put right.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot import outcomes
from bot.messages import Draft, ReplyButton
from bot.parts import Parts
from bot.plan import Plan
from bot.ports import CaseNews, Who
from bot.standing import Standing
from bot.turn import Heard, take_turn
from storage.conversations import Mode

STILL_ANSWERED = frozenset({"person", "privacy", "stop", "restart", "delete", "erase"})
"""Commands that work for somebody who was handed over."""


async def take_turn_or_hand_over(
    parts: Parts, standing: Standing, heard: Heard, case: CaseNews | None, now: datetime
) -> Plan:
    """:func:`bot.turn.take_turn`, but the address of the web chat where that is the place to be."""
    command = heard.choice or parts.flow.command(heard.text)
    too_young = parts.belongs_on_the_web(standing.who)
    if too_young and standing.mode is Mode.BOT and command not in STILL_ANSWERED:
        # Nothing more is understood or kept of what they look for.
        return Plan(drafts=[_this_way(parts, standing)])
    plan = await take_turn(parts, standing, heard, case, now)
    if command in STILL_ANSWERED:
        if too_young and command == "restart":
            plan.facts["age_band"] = None
        return plan
    bot_speaks = standing.mode is Mode.BOT or plan.to_bot
    if bot_speaks and plan.call is None and parts.belongs_on_the_web(_now_known(standing, plan)):
        plan.drafts = [_this_way(parts, standing)]
        plan.state = None
    return plan


def _now_known(standing: Standing, plan: Plan) -> Who:
    """Who it is after this turn."""
    who = standing.who
    return replace(
        who,
        persona=plan.facts.get("persona") or who.persona,
        age_band=plan.facts.get("age_band") or who.age_band,
    )


def _this_way(parts: Parts, standing: Standing) -> Draft:
    link = {"link": parts.web_address or ""}
    return replace(
        outcomes.line(parts, "outcome.telegram_under_16", standing, link),
        buttons=tuple(
            ReplyButton(label=parts.words.say(f"button.{choice}", who=standing.who), choice=choice)
            for choice in ("person", "restart")
        ),
    )
