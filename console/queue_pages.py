"""The queue: the page, its live stream, and "Take next"."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from basics.errors import Conflict
from console.banner import with_banner
from console.deps import ConsoleDeps
from console.door import COOKIE, Door, visit_of
from console.live import changes, seen_by, stream
from console.pages import Pages, go
from console.queue_view import Queue, queue_version, read_queue
from safeguarding.queue import queue as queue_rows
from safeguarding.tables import CaseState

_TRIES = 10
"""How many cases "Take next" tries while colleagues take them from under it."""


@dataclass(frozen=True, slots=True)
class QueuePages:
    """The pages of the queue."""

    deps: ConsoleDeps
    pages: Pages
    door: Door

    async def show(self, request: Request) -> Response:
        """The queue as it stands."""
        visit = visit_of(request)
        async with self.deps.database.reading() as session:
            version = with_banner(await queue_version(session), self.deps)
            queue: Queue = await read_queue(
                session,
                visit.staff.id,
                now=self.deps.clock.now(),
                zone=self.deps.zone,
                words=self.pages.words,
            )
        done = request.query_params.get("done", "")
        notice = self.pages.words.notice(done)
        return self.pages.show(
            "queue.html",
            visit=visit,
            queue=queue,
            version=version,
            notice=notice,
            done=done if notice else None,
        )

    async def events(self, request: Request) -> Response:
        """Tells the page that the queue changed."""
        token = request.cookies.get(COOKIE, "")

        async def version() -> str:
            async with self.deps.database.reading() as session:
                return with_banner(await queue_version(session), self.deps)

        async def alive() -> bool:
            return await self.door.is_open(token)

        return stream(
            changes(
                self.deps.signals,
                ("queue",),
                version=version,
                alive=alive,
                seen=seen_by(request),
                seconds=self.deps.look_again_seconds,
            ),
            self.deps.idle_stream_seconds,
        )

    async def take_next(self, request: Request) -> Response:
        """Take the most urgent case that nobody has; where a colleague was faster, the next."""
        staff_id = visit_of(request).staff.id
        async with self.deps.database.reading() as session:
            waiting = await queue_rows(session, states=(CaseState.OPEN,), limit=_TRIES)
        for row in waiting:
            try:
                await self.deps.takeover.claim(row.id, staff_id)
            except Conflict:
                continue
            return go(f"/staff/cases/{row.id}?done=claimed")
        return go("/staff?done=" + ("taken_meanwhile" if waiting else "nothing_next"))
