"""Handing a young person to the web chat, where they are too young for the channel they are on.

Screening, and the answer to danger, come before this and do not depend on it (see
:mod:`bot.accept`). A person can be asked for, and an age that was wrong can be put right: by saying
the right one, or by starting again.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot import outcomes
from bot.messages import Draft, ReplyButton
from bot.parts import Parts
from bot.plan import CARRY_ON, COMMANDS, KEEP, Plan
from bot.ports import CaseNews, Who
from bot.standing import Standing
from bot.turn import Heard, take_turn
from storage.conversations import Mode

STILL_ANSWERED = (COMMANDS | {"erase"}) - {CARRY_ON}
"""What works for somebody who was handed over."""


async def take_turn_or_hand_over(
    parts: Parts, standing: Standing, heard: Heard, case: CaseNews | None, now: datetime
) -> Plan:
    """:func:`bot.turn.take_turn`, but the address of the web chat where that is the place to be."""
    plan = await take_turn(parts, standing, heard, case, now)
    if not parts.belongs_on_the_web(_now_known(standing, plan)):
        return plan
    command = heard.choice or parts.flow.command(heard.text)
    if command in STILL_ANSWERED:
        if command == "restart":
            plan.facts["age_band"] = None
        return plan
    bot_speaks = standing.mode is Mode.BOT or plan.to_bot
    if bot_speaks and plan.call is None:
        # Of what they look for nothing more is kept here.
        plan.drafts, plan.state, plan.understood = [_this_way(parts, standing)], KEEP, {}
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
    if parts.web_address:
        link = {"link": parts.web_address}
        said = outcomes.line(parts, "outcome.telegram_under_16", standing, link)
    else:
        said = outcomes.line(parts, "outcome.telegram_under_16_no_link", standing)
    return replace(
        said,
        buttons=tuple(
            ReplyButton(label=parts.words.say(label, who=standing.who), choice=choice)
            for label, choice in (("button.person", "person"), ("button.wrong_age", "restart"))
        ),
    )
