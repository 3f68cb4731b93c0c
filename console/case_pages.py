"""One case: the page, its live stream, and what its owner can do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import Response

from basics.errors import Conflict
from bot.intake import clean
from bot.takeover import LONGEST_REPLY
from console.banner import with_banner
from console.case_view import Telling, case_version, read_case
from console.deps import ConsoleDeps
from console.door import COOKIE, Door, is_live, visit_of
from console.forms import form_of, text_of
from console.live import changes, seen_by, stream
from console.pages import Pages, go
from console.views import record_view
from console.visit import Visit
from console.words import Problem
from safeguarding.cases import outcomes
from safeguarding.tables import Case, Role
from storage.conversations import Author, Message

NOTE_LIMIT = 10_000


@dataclass(frozen=True, slots=True)
class CasePages:
    """The pages of a case."""

    deps: ConsoleDeps
    pages: Pages
    door: Door

    async def show(self, request: Request) -> Response:
        """The case as it stands."""
        visit = visit_of(request)
        case_id = str(request.path_params["case_id"])
        if not is_live(request):
            await record_view(self.deps, case_id, visit.staff.id)
        done = request.query_params.get("done", "")
        notice = self.pages.words.notice(done)
        return await self._page(visit, case_id, notice=notice, done=done if notice else None)

    async def show_with_draft(self, visit: Visit, case_id: str, draft: str) -> Response:
        """The case with words back in the reply box, or beside it where it cannot be sent."""
        return await self._page(visit, case_id, draft=draft)

    async def show_tried(self, visit: Visit, case_id: str, tried: object) -> Response:
        """The case with a form under a message that could not be taken (``label_pages.Tried``)."""
        return await self._page(visit, case_id, status=422, tried=tried)

    async def events(self, request: Request) -> Response:
        """Tells the page that the case or its conversation changed."""
        case_id = str(request.path_params["case_id"])
        token = request.cookies.get(COOKIE, "")
        conversation_id = await self._conversation(case_id)

        async def version() -> str:
            async with self.deps.database.reading() as session:
                return with_banner(await case_version(session, case_id), self.deps)

        async def alive() -> bool:
            return await self.door.is_open(token)

        topics = ("queue", f"conversation:{conversation_id}")
        return stream(
            changes(
                self.deps.signals,
                topics,
                version=version,
                alive=alive,
                seen=seen_by(request),
                seconds=self.deps.look_again_seconds,
            ),
            self.deps.idle_stream_seconds,
        )

    async def claim(self, request: Request) -> Response:
        """Take the case."""
        visit, case_id = visit_of(request), str(request.path_params["case_id"])
        try:
            await self.deps.takeover.claim(case_id, visit.staff.id)
        except Conflict as refused:
            return await self._refused(visit, case_id, refused)
        return go(f"/staff/cases/{case_id}?done=claimed#reply")

    async def reply(self, request: Request) -> Response:
        """Write to the young person. Text that cannot be sent comes back with the page."""
        visit, case_id = visit_of(request), str(request.path_params["case_id"])
        form = await form_of(request)
        text = clean(text_of(form, "text")).strip()
        problem = self._reply_problem(text)
        if problem:
            return await self._page(
                visit, case_id, status=422, draft=text, problems={"text": problem}
            )
        if await self._sent_already(case_id, visit.staff.id, text, text_of(form, "after")):
            return go(f"/staff/cases/{case_id}?done=replied#reply")
        try:
            await self.deps.takeover.reply(case_id, visit.staff.id, text)
        except Conflict as refused:
            return await self._refused(visit, case_id, refused, draft=text)
        return go(f"/staff/cases/{case_id}?done=replied#reply")

    async def hand_back(self, request: Request) -> Response:
        """Give the conversation back to the bot and close the case."""
        return await self._finish(request, "handed_back")

    async def close(self, request: Request) -> Response:
        """Close the case and the conversation."""
        return await self._finish(request, "closed")

    async def _finish(self, request: Request, how: str) -> Response:
        visit, case_id = visit_of(request), str(request.path_params["case_id"])
        form = await form_of(request)
        outcome, note = text_of(form, "outcome"), text_of(form, "note").strip()
        problems = self._finish_problems(outcome, note)
        finish = {"outcome": outcome, "note": note}
        if problems:
            return await self._page(visit, case_id, status=422, problems=problems, finish=finish)
        takeover = self.deps.takeover
        act = takeover.hand_back if how == "handed_back" else takeover.close
        try:
            await act(case_id, visit.staff.id, outcome=outcome, note=note)
        except Conflict as refused:
            return await self._refused(visit, case_id, refused, draft=note)
        return go(f"/staff?done={how}")

    def _reply_problem(self, text: str) -> str | None:
        if not text:
            return self.pages.words.field("reply_empty")
        if len(text) > LONGEST_REPLY:
            return self.pages.words.field("reply_too_long", limit=LONGEST_REPLY, length=len(text))
        return None

    def _finish_problems(self, outcome: str, note: str) -> dict[str, str]:
        field, problems = self.pages.words.field, {}
        if outcome not in outcomes():
            problems["outcome"] = field("outcome_missing")
        if not note:
            problems["note"] = field("note_missing")
        elif len(note) > NOTE_LIMIT:
            problems["note"] = field("note_too_long", limit=NOTE_LIMIT, length=len(note))
        return problems

    async def _sent_already(self, case_id: str, staff_id: str, text: str, after: str) -> bool:
        """Whether this very form was sent before: pressed twice, or sent again by the browser."""
        if not after.isdigit():
            return False
        async with self.deps.database.reading() as session:
            sent = await session.scalars(
                select(Message)
                .join(Case, Case.conversation_id == Message.conversation_id)
                .where(
                    Case.id == case_id,
                    Message.author == str(Author.STAFF),
                    Message.staff_id == staff_id,
                    Message.seq > min(int(after), 2**31 - 1),
                )
            )
            return any(message.text == text for message in sent)

    async def _conversation(self, case_id: str) -> str | None:
        async with self.deps.database.reading() as session:
            return await session.scalar(select(Case.conversation_id).where(Case.id == case_id))

    async def _refused(
        self, visit: Visit, case_id: str, refused: Conflict, draft: str = ""
    ) -> Response:
        """Somebody else has it: the page as it stands now, and whatever was written."""
        problem = Problem(str(refused), self.pages.words.problem("conflict").text)
        return await self._page(visit, case_id, status=409, problem=problem, draft=draft)

    async def _page(
        self, visit: Visit, case_id: str, *, status: int = 200, draft: str = "", **values: Any
    ) -> Response:
        telling = Telling(
            self.deps.clock.now(), self.deps.zone, self.pages.words, self.deps.rule_meanings
        )
        async with self.deps.database.reading() as session:
            version = with_banner(await case_version(session, case_id), self.deps)
            case = await read_case(session, case_id, visit, telling)
        can_send = case.reply_state == "mine" and visit.may(Role.RESPONDER)
        shown = {
            "notice": None,
            "done": None,
            "problems": {},
            "finish": None,
            "tried": None,
            "draft": draft if can_send else "",
            "kept_text": "" if can_send else draft,
            **values,
        }
        return self.pages.show(
            "case.html",
            status=status,
            visit=visit,
            case=case,
            version=version,
            outcomes=list(outcomes().items()),
            reply_limit=LONGEST_REPLY,
            **shown,
        )
