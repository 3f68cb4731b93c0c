"""What is owed at once for what was found in a message, and who speaks from then on."""

from __future__ import annotations

from datetime import datetime

import structlog

from bot.faults import fault
from bot.messages import Draft
from bot.modes import enter
from bot.outcomes import with_carry_on
from bot.parts import Parts
from bot.ports import CaseNews, Who
from safeguarding.assessment import Assessment
from storage.conversations import Conversation, Mode

_log = structlog.get_logger()


def risk_drafts(
    parts: Parts,
    who: Who,
    found: Assessment,
    news: CaseNews | None,
    mode: Mode,
    now: datetime,
    statuses: int,
) -> list[Draft]:
    """What is owed at once for ``found``. Help already given is not given again word for word:
    to a person who waits we say where things stand, and a human's talk is not interrupted."""
    if news is None:
        return []
    bot_has_it = mode in (Mode.BOT, Mode.CLOSED)
    try:
        if mode is Mode.HUMAN:
            new_danger = found.calls_a_person and news.rose
            return [parts.desk.beside(found, who, now)] if new_danger else []
        answered_anew = news.rose or found.only_taken_back
        if found.calls_a_person and (answered_anew or bot_has_it):
            draft = parts.desk.safety(found, who, now, statuses, news)
        elif found.calls_a_person and mode is Mode.WAITING:
            draft = parts.desk.status(news, who, now, statuses)
        elif answered_anew:
            return [parts.desk.safety(found, who, now, statuses, news)]
        else:
            return []
        return [with_carry_on(parts, draft, who)]
    except Exception as problem:
        # Words that are missing must not cost us the message and its case, nor leave it unanswered.
        _log.error("safety_words_failed", **fault(problem))
        return _plain(parts, who)


def _plain(parts: Parts, who: Who) -> list[Draft]:
    """Help in one line, from another file than the words that are broken."""
    try:
        return [Draft(parts.words.say("outcome.safety_plain", who=who), kind="safety")]
    except Exception as problem:
        _log.error("words_missing", **fault(problem))
        return []


def move(conversation: Conversation, mode: Mode, found: Assessment) -> None:
    """A new message reopens what was closed; danger stops the bot."""
    if mode is not Mode.HUMAN and found.calls_a_person:
        # Also from waiting to waiting: the turn goes up, so that a "carry on" under way is dropped.
        enter(conversation, Mode.WAITING)
    elif mode is Mode.CLOSED:
        enter(conversation, Mode.BOT)


def who_of(conversation: Conversation) -> Who:
    """The one who writes in ``conversation``."""
    return Who(conversation.persona, conversation.age_band, conversation.channel)
