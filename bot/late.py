"""What a screening finds after its time was up.

The message stands as a case of tier `high` by then: nobody knew better. What is found later is added
to that case, in a transaction of its own, and may raise it; it never lowers it. If the process ends
before that, the case stands as it is and a person reads the message.
"""

from __future__ import annotations

import asyncio

import structlog

from bot.accept import Accepted
from bot.danger import move, risk_drafts, who_of
from bot.faults import fault
from bot.outbox import write
from bot.parts import PUSHED, Parts
from bot.screening import Nonsense, checked
from bot.standing import recent
from safeguarding.alarm import WHOLE, Kind, layer_of
from safeguarding.assessment import Assessment
from safeguarding.failsafe import as_failed
from storage.conversations import Mode, lock
from storage.inbox import InboxItem

_log = structlog.get_logger()


class LateFindings:
    """Waits for screenings that were too late. One for each process."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._adding: dict[asyncio.Task[None], asyncio.Future[Assessment]] = {}

    def watch(self, accepted: Accepted) -> None:
        """Add what is found in the message in the end, if its screening was late."""
        if accepted.late is None:
            return
        task = asyncio.create_task(self._add(accepted, accepted.late))
        self._adding[task] = accepted.late
        task.add_done_callback(lambda done: self._adding.pop(done, None))

    async def settle(self) -> None:
        """Finish what has been found; what still hangs is let go. Its case stands."""
        for task, finding in list(self._adding.items()):
            if not finding.done():
                task.cancel()
        while self._adding:
            await asyncio.wait(list(self._adding))

    async def _add(self, accepted: Accepted, late: asyncio.Future[Assessment]) -> None:
        try:
            found = checked(await late)
            if found.calls_a_person and await add_finding(self._parts, accepted.item_id, found):
                self._wake(accepted.conversation_id)
        except Nonsense:
            self._parts.alarm.fault(WHOLE, Kind.NONSENSE)
        except Exception as problem:
            _log.error("late_finding_failed", **fault(problem))
            if late.done() and not late.cancelled() and late.exception() is problem:
                self._parts.alarm.fault(layer_of(problem), Kind.EXCEPTION, type(problem).__name__)

    def _wake(self, conversation_id: str) -> None:
        for topic in (f"conversation:{conversation_id}", "queue", *(f"outbox:{p}" for p in PUSHED)):
            self._parts.signals.notify(topic)


async def add_finding(parts: Parts, item_id: str, found: Assessment) -> bool:
    """Add ``found`` to the case of a message that was stored as one that could not be screened.

    False where it changes nothing, or where the message has been deleted.
    """
    async with parts.database.transaction() as session:
        item = await session.get(InboxItem, item_id)
        conversation = await lock(session, item.conversation_id) if item is not None else None
        if item is None or conversation is None:
            return False
        now, mode = parts.clock.now(), Mode(conversation.mode)
        marked = as_failed(found)
        news = await parts.desk.raise_case(
            session,
            conversation.id,
            message_id=item.message_id,
            assessment=marked,
            reason="risk",
            now=now,
        )
        summary = {"tier": news.tier, "categories": list(news.categories)}
        item.assessment = {
            **(item.assessment or {}),
            **marked.model_dump(mode="json"),
            "case": summary,
        }
        if not news.rose:
            return True
        statuses = sum(
            1 for line in await recent(session, conversation.id) if line.kind == "status"
        )
        drafts = risk_drafts(parts, who_of(conversation), found, news, mode, now, statuses)
        move(conversation, mode, found)
        await write(session, conversation, drafts, now)
    return True
