"""What channels and the console may ask of the conversation room, and what it asks of the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from bot.messages import Draft, Inbound, Reply, TurnAnswer
from directory.query import SearchAnswer, SearchQuery
from flows.types import Advance, Input
from safeguarding.assessment import Assessment


@dataclass(frozen=True, slots=True)
class Opened:
    """A new conversation. ``token`` is given once, to web chat; only its digest is stored."""

    conversation_id: str
    token: str
    replies: list[Reply]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a conversation as its page shows it: a reply, or what the person sent."""

    seq: int
    author: str
    """person, bot, staff or system"""
    text: str
    reply: Reply | None
    """Set unless ``author`` is person."""


class Chat(Protocol):
    """The conversation, as channels see it."""

    async def open(
        self,
        channel: str,
        *,
        address: str | None = None,
        persona: str = "unknown",
        greet: bool = True,
    ) -> Opened:
        """Begin a conversation and greet. With an ``address`` (Telegram) the one that exists goes on.

        Without ``greet`` it begins in silence, for somebody whose first words are already here.
        """
        ...

    async def receive(self, inbound: Inbound) -> TurnAnswer:
        """Accept, screen, answer. Raises NotFound for an unknown conversation, InvalidInput for
        what no channel should send."""
        ...

    async def conversation_for_token(self, token: str) -> str | None:
        """The conversation that a web chat token opens, or None."""
        ...

    async def leave(self, token: str) -> None:
        """The token opens nothing any more; what was said stays until its time is up."""
        ...

    async def mode(self, conversation_id: str) -> str: ...

    def is_answering(self, conversation_id: str) -> bool:
        """Whether the bot is working on an answer in this process (a "typing" sign)."""
        ...

    async def replies_after(self, conversation_id: str, seq: int) -> Sequence[Reply]:
        """What was said to the person after ``seq`` (bot, staff and announcements)."""
        ...

    async def wait_for_news(self, conversation_id: str, seconds: float) -> bool:
        """Until something may have changed in the conversation, at most ``seconds``."""
        ...

    async def history(self, conversation_id: str) -> Sequence[Line]: ...

    async def export(self, conversation_id: str) -> dict[str, Any]:
        """Everything kept of the conversation, as JSON, for the person it belongs to."""
        ...

    async def erase(self, conversation_id: str) -> bool:
        """Delete it. False where a safeguarding record must be kept; the chat is closed then."""
        ...


class Takeover(Protocol):
    """A member of staff and a conversation. Every call checks ownership in the database itself.

    Errors: NotFound, Conflict (somebody else has it; the message names them), NotAllowed (role).
    """

    async def claim(self, case_id: str, staff_id: str) -> None:
        """Owner and mode in one transaction; tells the young person who is here."""
        ...

    async def reply(self, case_id: str, staff_id: str, text: str) -> Reply: ...

    async def hand_back(self, case_id: str, staff_id: str, *, outcome: str, note: str) -> None:
        """Announce it, give the conversation back to the bot, close the case."""
        ...

    async def close(self, case_id: str, staff_id: str, *, outcome: str, note: str) -> None:
        """Announce it, close the case and the conversation. A new message reopens."""
        ...


@dataclass(frozen=True, slots=True)
class Who:
    """The one we talk to, as far as wording depends on it."""

    persona: str = "unknown"
    age_band: str | None = None
    channel: str = "web"


class Words(Protocol):
    """Content by key. Raises WaymarkError for a key that is not there."""

    def say(
        self, key: str, data: Mapping[str, Any] | None = None, *, who: Who, seed: int = 0
    ) -> str:
        """The words with ``key`` for ``who``; ``seed`` chooses among variants, so that the same
        thing is not said in the same words twice running."""
        ...


class Flow(Protocol):
    """The flow engine with its definitions: pure, the session is JSON."""

    def start(self, persona: str, now: datetime) -> Advance:
        """A new session and the greeting."""
        ...

    def advance(self, session: Any, given: Input, now: datetime) -> Advance: ...

    def command(self, text: str) -> str | None:
        """The global command that ``text`` is the typed form of, if it is one."""
        ...


class Finder(Protocol):
    """The directory."""

    async def search(self, query: SearchQuery) -> SearchAnswer: ...


@dataclass(frozen=True, slots=True)
class CaseNews:
    """What raising or adding to a case did."""

    case_id: str
    tier: str
    categories: tuple[str, ...]
    opened: bool
    """It is a new case."""
    rose: bool
    """New, or more urgent than it was, or about something it was not about before."""
    told: tuple[str, ...] | None = None
    """What it was about before this, where a person had been called already; None where not."""
    signs: int = 0
    """How many messages have added to it."""


class Desk(Protocol):
    """Safeguarding, as a conversation needs it. ``session`` is the caller's transaction."""

    async def raise_case(
        self,
        session: AsyncSession,
        conversation_id: str,
        *,
        message_id: str,
        assessment: Assessment,
        reason: str,
        now: datetime,
    ) -> CaseNews:
        """Open a case or add to the one that is open. ``reason``: risk, asked, screening_failed
        or stuck."""
        ...

    async def note_message(
        self, session: AsyncSession, conversation_id: str, now: datetime
    ) -> None:
        """Count a message without a sign that waits for a person."""
        ...

    async def live_case(self, session: AsyncSession, conversation_id: str) -> CaseNews | None:
        """The case that is not closed, if there is one."""
        ...

    def safety(
        self, found: Assessment, who: Who, now: datetime, n: int, news: CaseNews | None = None
    ) -> Draft:
        """What to say at once about what was found, with whom to ring; ``n`` varies the words.
        ``news`` of the case, so that what was said before is not said again."""
        ...

    def beside(self, found: Assessment, who: Who, now: datetime) -> Draft:
        """New danger while a member of staff has the chat: whom to ring, and no more than that."""
        ...

    def status(self, case: CaseNews | None, who: Who, now: datetime, n: int) -> Draft:
        """Honestly where things stand, for the ``n``-th time (from 0), while a person is called."""
        ...

    def called(self, who: Who, now: datetime) -> Draft:
        """A person has been called because one was asked for or needed."""
        ...
