"""Staff accounts: passwords, one-time tickets, signing in and sessions.

Tokens are random and shown once; the database keeps a keyed digest. Hashing runs in a thread, so
that one sign-in does not hold up everybody else.
"""

from __future__ import annotations

import asyncio
import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from basics.errors import Conflict, InvalidInput, NotAllowed, NotFound
from safeguarding.passwords import LONGEST_PASSWORD as LONGEST_PASSWORD
from safeguarding.passwords import SHORTEST_PASSWORD as SHORTEST_PASSWORD
from safeguarding.passwords import check_password, compare, hashed
from safeguarding.roles import allows as allows
from safeguarding.tables import Role, Staff, StaffSession, StaffTicket
from storage.base import current_cipher, new_id
from storage.database import Database

MOST_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)
IDLE = timedelta(minutes=60)
LONGEST_SESSION = timedelta(hours=12)
_TOUCH_EVERY = timedelta(minutes=1)
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,189}")


@dataclass(frozen=True, slots=True)
class PasswordTry:
    """What became of an email and a password, before anything is written."""

    email: str
    stored: str | None = field(repr=False)
    """The hash that the password was compared with; None where there is none."""
    right: bool
    renewed: str | None = field(repr=False)
    """The same password hashed at today's costs, where the stored hash is weaker."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """How a sign-in went. Not an error, so that the count of failures is stored with it."""

    staff: Staff | None
    problem: str | None
    """What to tell the person; the same words whatever was wrong."""


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session just begun. ``token`` goes into a cookie and is kept nowhere else."""

    token: str
    csrf: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is behind a session token."""

    staff: Staff
    session_id: str
    csrf: str


REFUSED = (
    "That email and password do not go together, or there were too many tries. "
    "After five wrong tries an account is locked for 15 minutes."
)


async def add_staff(
    session: AsyncSession, email: str, name: str, role: str, now: datetime
) -> Staff:
    """A new account without a password (see :func:`make_ticket`).

    Raises InvalidInput for a field that cannot be used, Conflict if the email has an account.
    """
    address, name = email.strip().lower(), " ".join(name.split())
    if len(address) > 254 or not _EMAIL.fullmatch(address) or not address.isprintable():
        raise InvalidInput(f"“{email}” is not an email address.")
    if not 0 < len(name) <= 80 or not name.isprintable():
        raise InvalidInput("A name is needed, 80 characters at most: a first name or a role.")
    if role not in [str(each) for each in Role]:
        raise InvalidInput(f"“{role}” is not a role.", hint=f"Use {', '.join(Role)}.")
    if await session.scalar(select(Staff.id).where(Staff.email == address)):
        raise Conflict(f"{address} already has an account.")
    staff = Staff(
        id=new_id(), email=address, name=name, role=role, failed_sign_ins=0, created_at=now
    )
    session.add(staff)
    await session.flush()
    return staff


async def make_ticket(
    session: AsyncSession, staff_id: str, now: datetime, minutes: int = 30
) -> str:
    """A one-time sign-in that ends after ``minutes``; earlier unused ones stop working."""
    staff = await session.get(Staff, staff_id)
    if staff is None:
        raise NotFound("There is no such member of staff.")
    await session.execute(
        update(StaffTicket)
        .where(StaffTicket.staff_id == staff_id, StaffTicket.used_at.is_(None))
        .values(used_at=now)
    )
    token = secrets.token_urlsafe(32)
    session.add(
        StaffTicket(
            staff_id=staff_id, token_digest=_digest(token), expires_at=now + timedelta(minutes=minutes)
        )
    )  # fmt: skip
    await session.flush()
    return token


async def use_ticket(session: AsyncSession, token: str, now: datetime) -> Staff:
    """The member of staff a ticket signs in, once. NotAllowed if it is used, old or unknown."""
    used = await session.execute(
        update(StaffTicket)
        .where(
            StaffTicket.token_digest == _digest(token),
            StaffTicket.used_at.is_(None),
            StaffTicket.expires_at > now,
        )
        .values(used_at=now)
        .execution_options(synchronize_session=False)
    )
    staff = await session.scalar(
        select(Staff)
        .join(StaffTicket, StaffTicket.staff_id == Staff.id)
        .where(StaffTicket.token_digest == _digest(token))
    )
    if used.rowcount != 1 or staff is None or staff.disabled_at is not None:  # type: ignore[attr-defined]
        raise NotAllowed(
            "This sign-in link does not work any more.",
            hint="Ask for a new one, or sign in with your password.",
        )
    staff.failed_sign_ins, staff.locked_until = 0, None
    await session.flush()
    return staff


async def set_password(session: AsyncSession, staff_id: str, password: str) -> None:
    """Give an account a password. Other sessions should be ended by the caller where wanted.

    Hashes inside the caller's transaction, which holds all of SQLite for as long: fine for a
    command; a server calls :func:`hash_password` first and then :func:`store_password`.
    """
    staff = await session.get(Staff, staff_id)
    if staff is None:
        raise NotFound("There is no such member of staff.")
    new = await hash_password(password, email=staff.email, name=staff.name)
    await store_password(session, staff_id, new)


async def hash_password(password: str, *, email: str, name: str) -> str:
    """The argon2id hash of a new password; InvalidInput, in words, for one that will not do."""
    check_password(password, email=email, name=name)
    return await asyncio.to_thread(hashed, password)


async def store_password(session: AsyncSession, staff_id: str, new: str) -> None:
    """Keep a hash of :func:`hash_password`, and forget about wrong tries. Raises NotFound."""
    staff = await session.get(Staff, staff_id)
    if staff is None:
        raise NotFound("There is no such member of staff.")
    staff.password_hash = new
    staff.failed_sign_ins, staff.locked_until = 0, None
    await session.flush()


async def try_password(database: Database, email: str, password: str) -> PasswordTry:
    """Compare a password with the stored one: reads, then hashes with no connection in hand, so
    that nobody waits for a sign-in. An unknown email costs as much time as a wrong password.

    This signs nobody in: hand the answer to :func:`sign_in`, which also counts the failure.
    """
    # What cannot be printed (lone surrogates, NUL) is nobody's address, and no database takes it.
    address = email.strip().lower()[:254] if email.isprintable() else ""
    async with database.reading() as session:
        stored = await session.scalar(select(Staff.password_hash).where(Staff.email == address))
    right, renewed = await asyncio.to_thread(compare, stored, password)
    return PasswordTry(address, stored, right, renewed)


async def sign_in(session: AsyncSession, tried: PasswordTry, now: datetime) -> SignIn:
    """Sign in after :func:`try_password`; commit afterwards, whatever the answer, to keep the count.

    Five failures lock the account for a quarter of an hour, also against the right password; of
    many tries at the same time none gets past that, as they are counted one after the other. A try
    of a password that has been changed meanwhile is refused.
    """
    staff = await session.scalar(
        select(Staff)
        .where(Staff.email == tried.email)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if staff is None or staff.password_hash is None or staff.disabled_at is not None:
        return SignIn(None, REFUSED)
    if staff.locked_until is not None and staff.locked_until > now:
        return SignIn(None, REFUSED)
    if not tried.right or tried.stored != staff.password_hash:
        _count_failure(staff, now)
        await session.flush()
        return SignIn(None, REFUSED)
    staff.failed_sign_ins, staff.locked_until = 0, None
    staff.password_hash = tried.renewed or staff.password_hash
    await session.flush()
    return SignIn(staff, None)


async def start_session(session: AsyncSession, staff_id: str, now: datetime) -> NewSession:
    """Begin a session for a member of staff who has just proved who they are."""
    token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    session.add(
        StaffSession(
            staff_id=staff_id, token_digest=_digest(token), csrf=csrf, created_at=now, last_seen_at=now
        )
    )  # fmt: skip
    await session.flush()
    return NewSession(token, csrf)


async def session_for(
    session: AsyncSession, token: str, now: datetime, *, touch: bool = True
) -> SignedIn | None:
    """Who has this token, or None if it is unknown, ended, idle for an hour or older than 12.

    ``touch`` (needs a writing transaction) keeps the session alive; at most one write a minute.
    """
    found = (
        await session.execute(
            select(StaffSession, Staff)
            .join(Staff, Staff.id == StaffSession.staff_id)
            .where(StaffSession.token_digest == _digest(token), StaffSession.ended_at.is_(None))
        )
    ).one_or_none()
    if found is None:
        return None
    row, staff = found
    expired = now - row.last_seen_at > IDLE or now - row.created_at > LONGEST_SESSION
    if expired or staff.disabled_at is not None:
        return None
    if touch and now - row.last_seen_at >= _TOUCH_EVERY:
        row.last_seen_at = now
        await session.flush()
    return SignedIn(staff, row.id, row.csrf)


async def end_session(session: AsyncSession, token: str, now: datetime) -> None:
    """Sign out this browser."""
    await session.execute(
        update(StaffSession)
        .where(StaffSession.token_digest == _digest(token), StaffSession.ended_at.is_(None))
        .values(ended_at=now)
    )


async def end_all_sessions(session: AsyncSession, staff_id: str, now: datetime) -> None:
    """Sign out every browser of a member of staff."""
    await session.execute(
        update(StaffSession)
        .where(StaffSession.staff_id == staff_id, StaffSession.ended_at.is_(None))
        .values(ended_at=now)
    )


async def find_staff(session: AsyncSession, email: str) -> Staff | None:
    """The account with this email, if there is one."""
    return await session.scalar(select(Staff).where(Staff.email == email.strip().lower()))


async def anyone(session: AsyncSession) -> bool:
    """Whether there is any account that could be used."""
    return await session.scalar(select(Staff.id).where(Staff.disabled_at.is_(None))) is not None


async def count_responders(session: AsyncSession, *, but: str) -> int:
    """How many accounts could answer a young person: responders and above that are not disabled,
    not counting the one with the email ``but``."""
    rows = await session.execute(
        select(Staff.role).where(Staff.disabled_at.is_(None), Staff.email != but)
    )
    return sum(allows(role, Role.RESPONDER) for (role,) in rows)


def _count_failure(staff: Staff, now: datetime) -> None:
    staff.failed_sign_ins += 1
    if staff.failed_sign_ins >= MOST_FAILURES:
        staff.locked_until, staff.failed_sign_ins = now + LOCKED_FOR, 0


def _digest(token: str) -> str:
    return current_cipher().digest(token)
