"""Marking what the screen made of a message: two forms of the case page."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from basics.errors import InvalidInput
from console.case_pages import CasePages
from console.deps import ConsoleDeps
from console.door import visit_of
from console.forms import form_of, text_of
from console.pages import go
from console.words import Words
from safeguarding import labels
from safeguarding.assessment import Tier
from safeguarding.verdicts import Opinion, Verdict
from storage.conversations import Message


@dataclass(frozen=True, slots=True)
class Tried:
    """A form that could not be taken, given back as it was filled in."""

    message_id: str
    problem: str
    tier: str
    category: str


@dataclass(frozen=True, slots=True)
class LabelPages:
    """What the forms under a message do."""

    deps: ConsoleDeps
    cases: CasePages

    async def mark(self, request: Request) -> Response:
        """Keep what somebody says of a message; in a closed case too."""
        visit, case_id = visit_of(request), str(request.path_params["case_id"])
        form = await form_of(request)
        message_id = text_of(form, "message")
        try:
            opinion = opinion_of(form, self.cases.pages.words)
            async with self.deps.database.transaction() as session:
                await labels.mark(
                    session,
                    case_id=case_id,
                    message_id=message_id,
                    staff_id=visit.staff.id,
                    opinion=opinion,
                    now=self.deps.clock.now(),
                )
        except InvalidInput as problem:
            tried = Tried(
                message_id, str(problem), text_of(form, "tier"), text_of(form, "category")
            )
            return await self.cases.show_tried(visit, case_id, tried)
        return await self._back(case_id, message_id, "marked")

    async def unmark(self, request: Request) -> Response:
        """Take it back."""
        visit, case_id = visit_of(request), str(request.path_params["case_id"])
        message_id = text_of(await form_of(request), "message")
        async with self.deps.database.transaction() as session:
            await labels.unmark(
                session,
                case_id=case_id,
                message_id=message_id,
                staff_id=visit.staff.id,
                now=self.deps.clock.now(),
            )
        return await self._back(case_id, message_id, "unmarked")

    async def _back(self, case_id: str, message_id: str, done: str) -> Response:
        """To the message on the page; colleagues who look at the case see the change."""
        async with self.deps.database.reading() as session:
            message = await session.get(Message, message_id)
        if message is None:
            return go(f"/staff/cases/{case_id}?done={done}")
        self.deps.signals.notify(f"conversation:{message.conversation_id}")
        return go(f"/staff/cases/{case_id}?done={done}#line-{message.seq}")


def opinion_of(form: FormData, words: Words) -> Opinion:
    """What was said; InvalidInput where it is no verdict, tier or category of ours."""
    verdict, tier = text_of(form, "verdict"), text_of(form, "tier")
    category = text_of(form, "category")
    if verdict not in list(Verdict):
        raise InvalidInput(words.field("mark_missing"))
    if (tier and tier not in list(Tier)) or (
        category and category not in words.slugs("categories")
    ):
        raise InvalidInput(words.field("mark_unknown"))
    return Opinion(Verdict(verdict), Tier(tier) if tier else None, category or None)
