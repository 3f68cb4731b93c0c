"""A shift to test with: staff, conversations and cases made by the real rooms, and a browser
that speaks to the console without a network."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from typing import Any

import httpx
from fastapi import FastAPI

from basics.clock import FixedClock
from bot.ports import Takeover
from console.app import ConsoleDeps, router
from console.door import COOKIE
from safeguarding import cases, staff
from safeguarding.assessment import Assessment, Tier
from safeguarding.tables import Case, Role
from storage.base import new_id
from storage.conversations import Author, Conversation, Mode, add_message, change_mode, lock
from storage.database import Database
from storage.signals import Signals

PASSWORD = "three calm otters swim"
DANGER = Assessment(
    tier=Tier.IMMEDIATE,
    categories=("suicidal_intent", "plan_or_means"),
    rules=("suicidal_intent.want_to_die",),
    spans=((2, 13),),
    score=0.97,
)
WORRY = Assessment(
    tier=Tier.CONCERN, categories=("bullying_threat",), rules=("bullying.every_day",)
)


@dataclass
class Shift:
    """Everything a console test needs."""

    database: Database
    clock: FixedClock
    signals: Signals
    takeover: Takeover
    app: FastAPI

    async def member(self, name: str = "Sam", role: Role = Role.RESPONDER) -> str:
        """A member of staff with a password; gives the id."""
        async with self.database.transaction() as session:
            email = "".join(letter for letter in name.lower() if letter.isalpha())
            row = await staff.add_staff(
                session, f"{email}@example.org", name, role, self.clock.now()
            )
            await staff.set_password(session, row.id, PASSWORD)
            return row.id

    async def ticket(self, name: str = "Kit", role: Role = Role.RESPONDER) -> str:
        """A one-time sign-in of a member of staff who has no password yet."""
        async with self.database.transaction() as session:
            row = await staff.add_staff(
                session, f"{name.lower()}@example.org", name, role, self.clock.now()
            )
            return await staff.make_ticket(session, row.id, self.clock.now())

    async def case(
        self,
        text: str = "i want to die tonight",
        assessment: Assessment = DANGER,
        *,
        reason: str = "risk",
        channel: str = "web",
        **known: str | bool,
    ) -> str:
        """A conversation in which ``text`` raised a case; gives the id of the case."""
        now = self.clock.now()
        async with self.database.transaction() as session:
            chat = Conversation(channel=channel, created_at=now, last_heard_at=now, **known)
            session.add(chat)
            await session.flush()
            await add_message(
                session, chat.id, author=Author.BOT, text="Hello.", now=now, kind="say"
            )
            said = await add_message(session, chat.id, author=Author.PERSON, text=text, now=now)
            change = await cases.open_or_add(
                session,
                conversation_id=chat.id,
                message_id=said.id,
                assessment=assessment,
                reason=reason,
                now=now,
            )
            await change_mode(session, chat.id, to=Mode.WAITING, allowed_from=(Mode.BOT,))
            return change.case.id

    async def says(self, case_id: str, text: str, assessment: Assessment | None = None) -> None:
        """The young person writes again."""
        now = self.clock.now()
        async with self.database.transaction() as session:
            conversation_id = (await cases.case_view(session, case_id)).row.conversation_id
            await lock(session, conversation_id)
            said = await add_message(
                session, conversation_id, author=Author.PERSON, text=text, now=now
            )
            if assessment is None:
                await cases.note_message(session, conversation_id=conversation_id, now=now)
            else:
                await cases.open_or_add(
                    session, conversation_id=conversation_id, message_id=said.id,
                    assessment=assessment, reason="risk", now=now,
                )  # fmt: skip
        self.signals.notify(f"conversation:{conversation_id}")
        self.signals.notify("queue")

    async def again(self, case_id: str) -> str:
        """A new sign in the conversation of a case that was closed; gives the new case."""
        now = self.clock.now()
        async with self.database.transaction() as session:
            conversation_id = (await cases.case_view(session, case_id)).row.conversation_id
            said = await add_message(
                session, conversation_id, author=Author.PERSON, text="it came back", now=now
            )
            change = await cases.open_or_add(
                session, conversation_id=conversation_id, message_id=said.id,
                assessment=WORRY, reason="risk", now=now,
            )  # fmt: skip
            return change.case.id

    async def member_id(self, name: str) -> str:
        """The id of a member of staff."""
        async with self.database.reading() as session:
            found = await staff.find_staff(session, f"{name.lower()}@example.org")
            assert found is not None
            return found.id

    async def row(self, case_id: str) -> Any:
        """The case as the queue has it."""
        async with self.database.reading() as session:
            return (await cases.case_view(session, case_id)).row

    def browser(self, **headers: str) -> Browser:
        """A new browser without cookies."""
        return Browser(self.app, headers)

    async def signed_in(self, name: str = "Sam", role: Role = Role.RESPONDER) -> Browser:
        """A browser in which a new member of staff has signed in."""
        await self.member(name, role)
        browser = self.browser()
        email = "".join(letter for letter in name.lower() if letter.isalpha())
        answer = await browser.sign_in(f"{email}@example.org")
        assert answer.status_code == 303, answer.status_code
        return browser


class Browser:
    """Keeps cookies, fills forms in with the token of the page that it shows."""

    def __init__(self, app: FastAPI, headers: dict[str, str]) -> None:
        self.http = httpx.AsyncClient(
            transport=httpx.ASGITransport(app, client=("203.0.113.5", 4711)),
            base_url="http://testserver",
            headers=headers,
        )
        self.page = ""

    def plant(self, token: str) -> None:
        """Put a session's cookie into this browser."""
        # The cookie jar files a host without a dot under ".local".
        self.http.cookies.set(COOKIE, token, domain="testserver.local", path="/staff")

    async def get(self, path: str, **kwargs: Any) -> httpx.Response:
        """Open a page."""
        answer = await self.http.get(path, **kwargs)
        if "text/html" in answer.headers.get("content-type", ""):
            self.page = answer.text
        return answer

    async def send(self, path: str, **fields: str) -> httpx.Response:
        """Send a form with the hidden fields of the page that is shown."""
        hidden = {}
        for name in ("csrf", "form", "ticket", "next", "draft", "after"):
            found = re.search(rf'name="{name}" value="([^"]*)"', self.page)
            if found:
                hidden[name] = unescape(found[1])
        answer = await self.http.post(path, data={**hidden, **fields})
        if "text/html" in answer.headers.get("content-type", "") and answer.text:
            self.page = answer.text
        return answer

    async def sign_in(self, email: str, password: str = PASSWORD) -> httpx.Response:
        """Open the sign-in page and send it."""
        if 'name="password"' not in self.page:
            await self.get("/staff/sign-in")
        answer = await self.send("/staff/sign-in", email=email, password=password)
        if answer.status_code == 303:
            await self.get("/staff")
        return answer


def make_app(deps: ConsoleDeps) -> FastAPI:
    """An application with nothing but the console."""
    app = FastAPI(openapi_url=None)
    app.include_router(router(deps))
    return app


async def many_cases(shift: Shift, count: int) -> None:
    """``count`` open cases at once, each with a conversation of its own."""
    now = shift.clock.now()
    async with shift.database.transaction() as session:
        chats = [
            Conversation(id=new_id(), channel="web", created_at=now, last_heard_at=now)
            for _ in range(count)
        ]
        session.add_all(chats)
        await session.flush()
        for number, chat in enumerate(chats):
            tier = (Tier.IMMEDIATE, Tier.HIGH, Tier.CONCERN)[number % 3]
            session.add(
                Case(
                    conversation_id=chat.id, live_conversation_id=chat.id, tier=str(tier),
                    tier_rank=tier.rank, reason="risk", categories=["self_harm", "missing"],
                    opened_at=now, waiting_since=now - timedelta(minutes=number), unanswered=1,
                )
            )  # fmt: skip
