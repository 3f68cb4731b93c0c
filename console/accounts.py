"""Signing in and out; what the door and its pages need of safeguarding.

Each writes in one transaction, and hashes passwords before it begins.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from basics.clock import Clock
from console.visit import Person, Visit
from safeguarding import staff as accounts
from safeguarding.tables import Staff
from storage.crypto import KeyProblem
from storage.database import Database

FRESH_FOR = timedelta(minutes=15)
"""How long after a one-time sign-in a new password can be chosen without the old one."""
_TOUCH_EVERY = timedelta(minutes=1)
_TOUCHED_AT_MOST = 2_000


@dataclass(frozen=True, slots=True)
class Entered:
    """A session just begun. ``token`` goes into the cookie and nowhere else."""

    token: str
    visit: Visit


class Accounts:
    """Staff accounts on one database, by our clock."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._touched: dict[str, datetime] = {}

    async def sign_in(self, email: str, password: str) -> Entered | str:
        """A new session, or what to tell the person. A failure is counted either way."""
        tried = await accounts.try_password(self._database, email, password)
        async with self._database.transaction() as session:
            answer = await accounts.sign_in(session, tried, self._clock.now())
            if answer.staff is None:
                return answer.problem or accounts.REFUSED
            return await self._begin(session, answer.staff)

    async def enter(self, ticket: str) -> Entered:
        """A new session for a one-time ticket; NotAllowed for one that is used, old or unknown."""
        async with self._database.transaction() as session:
            staff = await accounts.use_ticket(session, ticket, self._clock.now())
            return await self._begin(session, staff)

    async def visit(self, token: str, *, touch: bool) -> Visit | None:
        """Who has this token, or None. ``touch`` keeps the session awake."""
        async with self._database.reading() as session:
            found = await accounts.session_for(session, token, self._clock.now(), touch=False)
        if found is None:
            return None
        if touch and self._touch_is_due(found.session_id):
            # Writing holds all of SQLite, so a page view does it once a minute at most.
            async with self._database.transaction() as session:
                await accounts.session_for(session, token, self._clock.now())
        return Visit(_person(found.staff), found.session_id, found.csrf)

    def fresh(self, csrf: str) -> str:
        """Proof that the session with this form token has just begun with a one-time link."""
        until = self._clock.now() + FRESH_FOR
        return self._database.cipher.encrypt(f"fresh {int(until.timestamp())} {csrf}")

    def is_fresh(self, proof: str, csrf: str) -> bool:
        """Whether ``proof`` is one of ours, for this session, and not too old."""
        try:
            kind, until, whose = self._database.cipher.decrypt(proof).split(" ", 2)
        except (KeyProblem, ValueError):
            return False
        in_time = until.isdigit() and int(until) >= self._clock.now().timestamp()
        return kind == "fresh" and in_time and hmac.compare_digest(whose.encode(), csrf.encode())

    async def choose_password(self, visit: Visit, password: str) -> Entered:
        """Set a password and begin a new session; every other browser is signed out.

        Raises InvalidInput, in words, for a password that will not do.
        """
        hashed = await accounts.hash_password(
            password, email=visit.staff.email, name=visit.staff.name
        )
        async with self._database.transaction() as session:
            await accounts.store_password(session, visit.staff.id, hashed)
            await accounts.end_all_sessions(session, visit.staff.id, self._clock.now())
            return await self._begin(session, await session.get_one(Staff, visit.staff.id))

    async def leave(self, token: str) -> None:
        """Sign out this browser."""
        async with self._database.transaction() as session:
            await accounts.end_session(session, token, self._clock.now())

    async def _begin(self, session: AsyncSession, staff: Staff) -> Entered:
        new = await accounts.start_session(session, staff.id, self._clock.now())
        return Entered(new.token, Visit(_person(staff), "", new.csrf))

    def _touch_is_due(self, session_id: str) -> bool:
        now = self._clock.now()
        last = self._touched.get(session_id)
        if last is not None and now - last < _TOUCH_EVERY:
            return False
        if len(self._touched) >= _TOUCHED_AT_MOST:
            self._touched.clear()
        self._touched[session_id] = now
        return True


def _person(staff: Staff) -> Person:
    return Person(staff.id, staff.name, staff.email, staff.role, staff.password_hash is not None)
