"""The safeguarding room as the conversation uses it: cases and the words that go with them."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.messages import Contact, Draft
from bot.ports import CaseNews, Who
from safeguarding import cases, help_cards, replies
from safeguarding.assessment import Assessment, Tier
from safeguarding.contacts import all_contacts
from safeguarding.hours import Hours
from safeguarding.replies import SafetyReply
from safeguarding.tables import Case, CaseSign


class SafeguardingDesk:
    """Implements :class:`bot.ports.Desk`. ``nation`` decides which contacts are given.

    ContentError where the words or the contacts cannot be used.
    """

    def __init__(self, hours: Hours, nation: str = "england") -> None:
        self._hours = hours
        self._nation = nation
        # A mistake in either file is met when the service starts, not by a young person.
        replies.words()
        all_contacts()

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
        """Open a case or add to the one that is open."""
        before = await cases.live_case(session, conversation_id)
        known = tuple(before.categories) if before is not None else ()
        called = before is not None and Tier(before.tier).rank >= Tier.HIGH.rank
        change = await cases.open_or_add(
            session,
            conversation_id=conversation_id,
            message_id=message_id,
            assessment=assessment,
            reason=reason,
            now=now,
        )
        rose = change.opened or change.raised or bool(set(assessment.categories) - set(known))
        signs = await session.scalar(
            select(func.count()).select_from(CaseSign).where(CaseSign.case_id == change.case.id)
        )
        told = known if called else None
        return _news(change.case, opened=change.opened, rose=rose, told=told, signs=signs or 0)

    async def note_message(
        self, session: AsyncSession, conversation_id: str, now: datetime
    ) -> None:
        """Count a message that waits for a person."""
        await cases.note_message(session, conversation_id=conversation_id, now=now)

    async def live_case(self, session: AsyncSession, conversation_id: str) -> CaseNews | None:
        """The case that is not closed, if there is one."""
        case = await cases.live_case(session, conversation_id)
        return _news(case, opened=False, rose=False) if case is not None else None

    def safety(
        self, found: Assessment, who: Who, now: datetime, n: int, news: CaseNews | None = None
    ) -> Draft:
        """What to say at once about what was found, with whom to ring; not twice the same."""
        to: _To = {"persona": who.persona, "age": who.age_band, "nation": self._nation}
        hours, told, signs = self._hours, news.told if news else None, news.signs if news else n
        if help_cards.is_only_language(found):
            return _draft(help_cards.language_reply(found, now=now, hours=hours, **to), "safety")
        if found.only_taken_back:
            reply = replies.taken_back_reply(found, now=now, hours=hours, n=signs, **to)
        elif not found.calls_a_person:
            reply = replies.concern_line(found.categories, now=now, n=n, **to)
        elif told is None or replies.is_new_after_little(found, told):
            reply = replies.first_reply(found, now=now, hours=hours, **to)
        else:
            reply = replies.again_reply(found, told, now=now, hours=hours, n=signs, **to)
        reply = help_cards.with_language(reply, found, persona=who.persona)
        return _draft(reply, "safety")

    def beside(self, found: Assessment, who: Who, now: datetime) -> Draft:
        """What to do at once and whom to ring, while a member of staff has the chat."""
        reply = replies.beside_a_person(
            found, persona=who.persona, age=who.age_band, now=now, nation=self._nation
        )
        return _draft(reply, "safety")

    def status(self, case: CaseNews | None, who: Who, now: datetime, n: int) -> Draft:
        """Where things stand, for the ``n``-th time."""
        reply = replies.waiting_reply(
            n,
            persona=who.persona,
            age=who.age_band,
            now=now,
            hours=self._hours,
            categories=case.categories if case else (),
            tier=Tier(case.tier) if case else Tier.CONCERN,
            nation=self._nation,
        )
        return _draft(reply, "status")

    def called(self, who: Who, now: datetime) -> Draft:
        """A person has been called because one was asked for or needed."""
        reply = replies.asked_for_person(
            persona=who.persona,
            age=who.age_band,
            now=now,
            hours=self._hours,
            nation=self._nation,
        )
        return _draft(reply, "status")


class _To(TypedDict):
    """Who a reply is for."""

    persona: str
    age: str | None
    nation: str


def _news(
    case: Case, *, opened: bool, rose: bool, told: tuple[str, ...] | None = None, signs: int = 0
) -> CaseNews:
    return CaseNews(case.id, case.tier, tuple(case.categories), opened, rose, told, signs)


def _draft(reply: SafetyReply, kind: str) -> Draft:
    return Draft(
        text=reply.text,
        kind=kind,
        contacts=tuple(
            Contact(
                name=card.name,
                detail=card.detail,
                phone=card.phone,
                sms=card.sms,
                url=card.url,
                checked=card.checked,
            )
            for card in reply.contacts
        ),
    )
