"""One turn: from a message that was accepted, and where things stand, to what will be said.

Nothing here is stored and nothing is sent; see :mod:`bot.commit`.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import structlog

from bot import outcomes
from bot.beginning import greeting
from bot.faults import fault
from bot.flowing import run_flow
from bot.intake import has_words
from bot.parts import Parts
from bot.plan import CARRY_ON, COMMANDS, Plan
from bot.ports import CaseNews
from bot.standing import Standing
from flows.types import Chose, Input, Said
from nlu.understanding import Understanding
from storage.conversations import Mode

_log = structlog.get_logger()

UNREAD = Understanding(request="out_of_scope", confidence=0.0, fallback=True, degraded=True)
"""What is known of a message when nothing could understand it."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The message of a turn. ``met_in`` is the mode that it met when it was accepted."""

    kind: str
    text: str
    choice: str | None
    attachment: str | None
    met_in: Mode
    cut: bool = False
    """Its middle was left out, and the person was told."""


async def take_turn(
    parts: Parts, standing: Standing, heard: Heard, case: CaseNews | None, now: datetime
) -> Plan:
    """What to do about ``heard``. May raise anything; see :func:`bot.commit.apology`."""
    if standing.mode is Mode.BOT:
        return await _with_bot(parts, standing, heard, now)
    if standing.mode is Mode.WAITING and heard.met_in is Mode.WAITING:
        return await _while_waiting(parts, standing, heard, case, now)
    # A human has it, it was closed, or danger came up after this was said: the bot is silent.
    return Plan()


async def _while_waiting(
    parts: Parts, standing: Standing, heard: Heard, case: CaseNews | None, now: datetime
) -> Plan:
    """A person has been called: honest status, and the commands that always work."""
    plan = Plan()
    command = heard.choice or parts.flow.command(heard.text) or _label_of(standing, heard.text)
    if command in (CARRY_ON, "restart"):
        plan.to_bot = True
        await _flow(parts, plan, standing, Chose(command), now)
        return plan
    if command in ("privacy", "stop", "delete") or (
        command == "erase" and _offered(standing, command)
    ):
        await _flow(parts, plan, standing, Chose(command), now)
        # The case stays where it is: only a person closes it.
        plan.call, plan.close = None, False
        if command != "privacy":
            return plan
    status = parts.desk.status(case, standing.who, now, standing.statuses)
    plan.drafts.append(outcomes.with_carry_on(parts, status, standing.who))
    return plan


async def _with_bot(parts: Parts, standing: Standing, heard: Heard, now: datetime) -> Plan:
    plan = Plan()
    if heard.kind == "choice":
        given = _tapped(standing, heard.choice)
        if given is None:
            plan.drafts += outcomes.ask_again(parts, "outcome.old_button", standing)
            return plan
    else:
        typed = await _typed(parts, plan, standing, heard)
        if typed is None:
            return plan
        given = typed
    await _flow(parts, plan, standing, given, now)
    return plan


def _tapped(standing: Standing, choice: str | None) -> Input | None:
    if choice and (choice in COMMANDS or _offered(standing, choice)):
        return Chose(choice)
    return None


def _offered(standing: Standing, choice: str) -> bool:
    return choice in standing.labels


async def _typed(parts: Parts, plan: Plan, standing: Standing, heard: Heard) -> Input | None:
    """What the flow gets for what was typed; None if it was answered here."""
    text = heard.text.strip()
    if heard.attachment is not None:
        key = f"outcome.attachment.{outcomes.attachment_kind(heard.attachment)}"
        if not text:
            plan.drafts += outcomes.ask_again(parts, key, standing)
            return None
        plan.drafts.append(outcomes.line(parts, key, standing))
    if not text:
        plan.drafts += outcomes.ask_again(parts, "outcome.empty", standing)
        return None
    command = parts.flow.command(text)
    if command is not None:
        return Chose(command)
    label = _label_of(standing, text)
    if label is not None:
        return Chose(label)
    understanding = await understand(parts, text[: parts.limits.understood_chars])
    plan.understood = as_json(understanding)
    if not has_words(text) and not (understanding.topics or understanding.interests):
        plan.drafts += outcomes.ask_again(parts, "outcome.no_words", standing)
        return None
    if len(text) > parts.limits.understood_chars and not heard.cut:
        plan.drafts.append(outcomes.line(parts, "outcome.long", standing))
    return Said(text[: parts.limits.understood_chars], plan.understood)


def _label_of(standing: Standing, text: str) -> str | None:
    """The choice of the last question whose label was typed instead of tapped."""
    typed = " ".join(text.casefold().split()).strip(" .!?")
    for button in standing.question.buttons if standing.question and typed else ():
        if typed == " ".join(button.label.casefold().split()).strip(" .!?"):
            return button.choice
    return None


async def _flow(parts: Parts, plan: Plan, standing: Standing, given: Input, now: datetime) -> None:
    state = standing.state
    if state is None:
        state, drafts = greeting(parts, standing.who, standing.last_seq)
        if given in (Chose(CARRY_ON), Chose("restart")):
            plan.state, plan.drafts = state, plan.drafts + drafts
            return
        if not standing.greeted:
            # Who we are is said once, also to somebody who begins with words of their own; the
            # question that goes with it has been answered by then.
            plan.drafts += [replace(draft, buttons=()) for draft in drafts]
    await run_flow(parts, plan, state, given, standing.who, now, standing.last_seq)


async def understand(parts: Parts, text: str) -> Understanding:
    """What ``text`` means; :data:`UNREAD` when nothing answers in time or the answer is no use."""
    try:
        found = await asyncio.wait_for(
            parts.understander.understand(text), parts.limits.understand_seconds
        )
        return Understanding.model_validate(found)
    except Exception as problem:
        _log.warning("understanding_failed", **fault(problem))
        return UNREAD


def as_json(understanding: Understanding) -> dict[str, Any]:
    """An understanding as ``waymark understand`` prints it, with its domains."""
    return {**understanding.model_dump(mode="json"), "domains": list(understanding.domains)}
